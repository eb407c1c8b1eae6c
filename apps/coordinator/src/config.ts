/** Configuration: command line and environment, nothing else, everything checked before use. */
import { parseArgs } from 'node:util'
import { GridError, firstIssue, hexOf } from '@pumasi/domain'
import type { Account } from '@pumasi/domain'
import { z } from 'zod'

export const usage = `Usage: pumasi coordinator --rpc URL --ledger 0x... --committer-key FILE [options]

Runs one coordinator: hosts and requesters speak to it, settled units are committed to the ledger.

  --data DIR             where everything is kept (default .pumasi)
  --host ADDRESS         address to listen on (default 127.0.0.1)
  --port N               port to listen on, 0 for any free one (default 4600)
  --rpc URL              JSON-RPC endpoint of the chain
  --ledger 0x...         address of the ledger contract
  --committer-key FILE   file with the committer's private key (0x and 64 digits)
  --lease-seconds N      how long a lease lasts unless renewed (default 60)
  --batch-units N        most units in one batch (default 1000)
  --batch-seconds N      how long settled units wait for a fuller batch (default 30)
  -h, --help             this text

Environment: DATABASE_URL, a postgres:// URL, replaces the embedded database.
             LOG_LEVEL, one of trace, debug, info, warn, error (default info).

Examples:
  pumasi coordinator --rpc http://127.0.0.1:8545 --ledger 0x5fbd... --committer-key committer.key
  DATABASE_URL=postgres://grid@127.0.0.1/grid pumasi coordinator --port 8080 --rpc ... --ledger ...
`

const whole = z
  .string()
  .regex(/^\d{1,9}$/, 'expected a whole number')
  .transform(Number)
const seconds = whole.pipe(z.number().min(1).max(86_400)).transform((value) => value * 1_000)

const schema = z.strictObject({
  data: z.string().min(1).default('.pumasi'),
  host: z.string().min(1).default('127.0.0.1'),
  port: whole.pipe(z.number().max(65_535)).default(4600),
  rpc: z.url({ protocol: /^https?$/, error: 'expected an http(s) URL' }),
  ledger: z
    .string()
    .transform((value) => value.toLowerCase())
    .pipe(hexOf<Account>(20)),
  'committer-key': z.string({ error: 'expected a file' }).min(1),
  'lease-seconds': seconds.default(60_000),
  'batch-units': whole.pipe(z.number().min(1).max(100_000)).default(1_000),
  'batch-seconds': seconds.default(30_000),
})
export type Config = z.infer<typeof schema> & { readonly databaseUrl: string | undefined }

/** Reads the configuration; null when help was asked for. @throws `USAGE` */
export function readConfig(args: readonly string[], env: NodeJS.ProcessEnv): Config | null {
  const { values } = parse(args)
  const { help, ...flags } = values
  if (help === true) return null
  const read = schema.safeParse(flags)
  if (!read.success) throw usageError(`--${firstIssue(read.error)}`)
  return { ...read.data, databaseUrl: env['DATABASE_URL'] }
}

function parse(args: readonly string[]) {
  const names = Object.keys(schema.shape)
  const options = Object.fromEntries(names.map((name) => [name, { type: 'string' as const }]))
  try {
    return parseArgs({
      args: [...args],
      options: { ...options, help: { type: 'boolean' as const, short: 'h' } },
      strict: true,
    })
  } catch (error) {
    throw usageError(error instanceof Error ? error.message : String(error))
  }
}

const usageError = (found: string): GridError =>
  new GridError('USAGE', `found a command line that cannot be: ${found}`, {
    hint: 'Run pumasi coordinator --help.',
  })
