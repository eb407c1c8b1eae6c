/**
 * Preferences of a worker: command line before environment before file before default, each value
 * checked by the one table of settings and refused under the name it was given.
 */
import { parseArgs } from 'node:util'
import { envOf as envNameOf, gatherSettings, refusalOf } from '@pumasi/daemon'
import type { SettingNames } from '@pumasi/daemon'
import { GridError } from '@pumasi/domain'
import { z } from 'zod'
import { about, schemas, settingNames } from './settings.ts'
import type { SettingName } from './settings.ts'

const PREFIX = 'PUMASI_WORKER_'

const schema = z.strictObject(schemas)
export type Preferences = z.infer<typeof schema>

/** The environment's name for a setting. */
export const envOf = (name: SettingName): string => envNameOf(PREFIX, name)

const isFlag = (name: SettingName): boolean => about[name].form === ''

/** Reads all preferences; null when help was asked for. @throws `USAGE`, `CONFIG_UNREADABLE` */
export function readPreferences(
  args: readonly string[],
  env: Readonly<Record<string, string | undefined>>,
): Preferences | null {
  const { help, config, cores, ...flags } = parseFlags(args)
  if (help === true) return null
  const given = gatherSettings(known, { file: config, env })
  if (cores !== undefined) {
    if (flags.slots !== undefined) throw usageError('--cores and --slots: expected one of them')
    given.set('slots', { value: String(cores), origin: '--cores' })
  }
  for (const name of settingNames) {
    const value = flags[name]
    if (value !== undefined) given.set(name, { value: String(value), origin: `--${name}` })
  }
  const read = schema.safeParse(
    Object.fromEntries([...given].map(([name, { value }]) => [name, value])),
  )
  if (read.success) {
    if (read.data.wallet === null || read.data.pair) return read.data
    throw usageError(`${given.get('wallet')?.origin ?? 'wallet'}: expected --pair with it`)
  }
  throw usageError(refusalOf(read.error, given))
}

function parseFlags(args: readonly string[]) {
  const text = { type: 'string' } as const
  const options = Object.fromEntries(
    settingNames.map((name) => [name, isFlag(name) ? ({ type: 'boolean' } as const) : text]),
  ) as Record<SettingName, typeof text>
  try {
    const { values } = parseArgs({
      ...{ args: [...args], strict: true, allowNegative: true },
      options: {
        ...options,
        ...{ cores: text, config: text, help: { type: 'boolean', short: 'h' } as const },
      },
    })
    return values
  } catch (error) {
    throw usageError(error instanceof Error ? error.message : String(error))
  }
}

const usageError = (found: string): GridError =>
  new GridError('USAGE', `found a command line that cannot be: ${found}`, {
    hint: 'Run pumasi worker --help.',
  })

const known: SettingNames<SettingName> = {
  ...{ names: settingNames, switches: settingNames.filter(isFlag), prefix: PREFIX, others: [] },
  refuse: usageError,
}

/** What --help says. */
export function describeUsage(): string {
  const rows = settingNames.map((name) => {
    const { form, text, otherwise } = about[name]
    const usual = otherwise === undefined ? '' : ` (default ${otherwise})`
    return [`--${name} ${form}`.trimEnd(), `${text}${usual}`] as const
  })
  rows.push(['--config FILE', 'settings by name in YAML or JSON'], ['-h, --help', 'this text'])
  const width = Math.max(...rows.map(([head]) => head.length))
  return `Usage: pumasi worker --coordinator URL [options]

Lends this machine to a grid: leases units, runs them in the sandbox, reports signed receipts.
The wallet and session keys are made at the first start and kept in the data directory; with
--pair it earns for a wallet of yours, which signs once in the console and never comes here.

${rows.map(([head, text]) => `  ${head.padEnd(width)}  ${text}`).join('\n')}

Each option may stand in the environment too (--cpu-percent is ${envOf('cpu-percent')}), or
in a file without its dashes in front. The command line comes first, then the environment.
Ctrl-C finishes the units under way; once more gives them back at once.

Examples:
  pumasi worker --coordinator https://grid.example.org
  pumasi worker --slots 1 --memory-max 2G --name attic-pc --data ~/.pumasi
  pumasi worker --only-hours 22-8 --pause-on-battery --cpu-percent 60
  pumasi worker --once
  pumasi worker --pair --coordinator https://grid.example.org
  pumasi worker --config attic-pc.yaml
`
}
