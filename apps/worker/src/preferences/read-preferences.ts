/**
 * Preferences of a worker: command line before environment before file before default, each value
 * checked by the one table of settings and refused under the name it was given.
 */
import { readFileSync } from 'node:fs'
import { parseArgs } from 'node:util'
import { GridError, firstIssue } from '@pumasi/domain'
import { parse as parseYaml } from 'yaml'
import { z } from 'zod'
import { about, schemas, settingNames } from './settings.ts'
import type { SettingName } from './settings.ts'

const PREFIX = 'PUMASI_WORKER_'
const FILE_ENV = `${PREFIX}CONFIG`

const schema = z.strictObject(schemas)
export type Preferences = z.infer<typeof schema>

/** The environment's name for a setting. */
export const envOf = (name: SettingName): string =>
  `${PREFIX}${name.toUpperCase().replaceAll('-', '_')}`

const isFlag = (name: SettingName): boolean => about[name].form === ''

/** Reads all preferences; null when help was asked for. @throws `USAGE`, `CONFIG_UNREADABLE` */
export function readPreferences(
  args: readonly string[],
  env: Readonly<Record<string, string | undefined>>,
): Preferences | null {
  const { help, config, cores, ...flags } = parseFlags(args)
  if (help === true) return null
  const given = new Map<SettingName, { readonly value: string; readonly origin: string }>()
  const file = config ?? env[FILE_ENV]
  if (file) fromFile(String(file), given)
  fromEnvironment(env, given)
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
  const name = read.error.issues[0]?.path[0] as SettingName
  const issue = firstIssue(read.error).replace(String(name), given.get(name)?.origin ?? name)
  throw usageError(issue)
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

type Given = Map<SettingName, { readonly value: string; readonly origin: string }>

/** A YAML or JSON document of settings by name. */
function fromFile(path: string, given: Given): void {
  let document: unknown
  try {
    document = parseYaml(readFileSync(path, 'utf8')) ?? {}
  } catch (cause) {
    const [found = ''] = String((cause as Error).message).split('\n')
    throw new GridError('CONFIG_UNREADABLE', `found no readable configuration ${path}: ${found}`, {
      hint: 'Give a YAML or JSON file of settings by name; pumasi worker --help lists them.',
      cause,
    })
  }
  if (typeof document !== 'object' || Array.isArray(document)) {
    throw usageError(`${path}: expected settings by name`)
  }
  for (const [key, value] of Object.entries(document as Record<string, unknown>)) {
    const name = settingNames.find((each) => each === key)
    if (name === undefined) throw usageError(`${path}: ${key} is no setting`)
    const values: readonly unknown[] = Array.isArray(value) ? value : [value]
    const plain = values.every((each) => ['string', 'number', 'boolean'].includes(typeof each))
    if (!plain) throw usageError(`${path}: ${key}: expected text or a number`)
    given.set(name, { value: values.map(String).join(','), origin: `${path}: ${key}` })
  }
}

function fromEnvironment(env: Readonly<Record<string, string | undefined>>, given: Given): void {
  for (const [key, value] of Object.entries(env)) {
    if (!key.startsWith(PREFIX) || !value || key === FILE_ENV) continue
    const name = settingNames.find((each) => envOf(each) === key)
    if (name === undefined) throw usageError(`${key} is no setting`)
    given.set(name, { value, origin: key })
  }
}

const usageError = (found: string): GridError =>
  new GridError('USAGE', `found a command line that cannot be: ${found}`, {
    hint: 'Run pumasi worker --help.',
  })

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
