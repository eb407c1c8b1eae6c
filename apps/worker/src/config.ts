/** Configuration of a worker: command line only, everything checked before use. */
import { availableParallelism, hostname } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { GridError, firstIssue, labelSchema } from '@pumasi/domain'
import { z } from 'zod'

export const usage = `Usage: pumasi worker --coordinator URL [options]

Lends this machine to a grid: leases units, runs them in the sandbox, reports signed receipts.
The wallet and session keys are made at the first start and kept in the data directory.

  --coordinator URL   the coordinator to work for (default http://127.0.0.1:4600)
  --data DIR          where keys are kept (default .pumasi/worker)
  --name TEXT         how this machine is shown (default its host name)
  --slots N           units run at a time (default the number of cores)
  --lying             alter every output before signing it: shows that a grid survives a liar
  -h, --help          this text

Examples:
  pumasi worker --coordinator https://grid.example.org
  pumasi worker --slots 1 --name attic-pc --data ~/.pumasi
`

const schema = z.strictObject({
  coordinator: z
    .url({ protocol: /^https?$/, error: 'expected an http(s) URL' })
    .default('http://127.0.0.1:4600'),
  data: z.string().min(1).default(join('.pumasi', 'worker')),
  name: labelSchema.default(hostname().slice(0, 100) || 'worker'),
  slots: z
    .string()
    .regex(/^\d{1,4}$/, 'expected a whole number')
    .transform(Number)
    .pipe(z.number().min(1).max(1_024))
    .default(availableParallelism()),
  lying: z.boolean().default(false),
})
export type Config = z.infer<typeof schema>

/** Reads the configuration; null when help was asked for. @throws `USAGE` */
export function readConfig(args: readonly string[]): Config | null {
  const { help, ...flags } = parse(args)
  if (help === true) return null
  const read = schema.safeParse(flags)
  if (read.success) return read.data
  throw usageError(`--${firstIssue(read.error)}`)
}

function parse(args: readonly string[]) {
  const text = { type: 'string' } as const
  const flag = { type: 'boolean' } as const
  try {
    return parseArgs({
      args: [...args],
      strict: true,
      options: {
        coordinator: text,
        data: text,
        name: text,
        slots: text,
        lying: flag,
        help: { ...flag, short: 'h' },
      },
    }).values
  } catch (error) {
    throw usageError(error instanceof Error ? error.message : String(error))
  }
}

const usageError = (found: string): GridError =>
  new GridError('USAGE', `found a command line that cannot be: ${found}`, {
    hint: 'Run pumasi worker --help.',
  })
