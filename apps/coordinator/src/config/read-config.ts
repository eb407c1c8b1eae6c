/**
 * Configuration: command line before environment before file before default, each value checked by
 * the one table of settings and refused by the name it was given under.
 */
import { parseArgs } from 'node:util'
import { gatherSettings, nearest, refusalOf } from '@pumasi/daemon'
import type { Given, SettingNames } from '@pumasi/daemon'
import { GridError } from '@pumasi/domain'
import { z } from 'zod'
import { aboutSetting, envOf, prefix, settingNames, settings } from './settings.ts'
import type { SettingName, SettingValues } from './settings.ts'

export interface ReadConfig<Names extends SettingName> {
  readonly config: SettingValues<Names>
  /** The values as written, each with where it was found; defaults are not among them. */
  readonly given: Readonly<Given<SettingName>>
  /** True when people asked what the configuration is. */
  readonly print: boolean
}

/**
 * Reads the settings `names`; null when help was asked for. Other settings in file and environment
 * are checked by name only. @throws `USAGE`, `CONFIG_UNREADABLE`
 */
export function readConfig<Names extends SettingName>(
  names: readonly Names[],
  args: readonly string[],
  env: NodeJS.ProcessEnv,
): ReadConfig<Names> | null {
  const { help, config: file, 'print-config': print, ...flags } = parseFlags(names, args)
  if (help === true) return null
  const path = file === undefined ? undefined : String(file)
  const given = gatherSettings(known, { file: path, env })
  for (const [name, found] of aliases(env)) given.set(name, found)
  for (const name of names) {
    const value = flags[name]
    if (value !== undefined) given.set(name, { value: String(value), origin: `--${name}` })
  }
  const shape = Object.fromEntries(names.map((name) => [name, settings[name]]))
  const input = names.flatMap((name) => {
    const found = given.get(name)
    return found === undefined ? [] : [[name, found.value] as const]
  })
  const read = z.strictObject(shape).safeParse(Object.fromEntries(input))
  if (!read.success) throw usageError(refusalOf(read.error, given))
  const config = read.data as SettingValues<Names>
  if ('committer-key' in shape) assertOneSigner(config)
  assertTogether(config)
  return { config, given, print: print === true }
}

function parseFlags(names: readonly SettingName[], args: readonly string[]) {
  const flags = names.filter((name) => aboutSetting(name).secret !== true)
  const options = Object.fromEntries(flags.map((name) => [name, { type: 'string' as const }]))
  try {
    const { values } = parseArgs({
      args: [...args],
      options: {
        ...options,
        config: { type: 'string' },
        'print-config': { type: 'boolean' },
        help: { type: 'boolean', short: 'h' },
      },
      strict: true,
    })
    return values as Record<string, string | boolean | undefined>
  } catch (error) {
    const found = error instanceof Error ? error.message : String(error)
    const [, unknown] = /^Unknown option '--([\w-]+)'/.exec(found) ?? []
    const meant = unknown === undefined ? null : nearest(unknown, [...flags, 'config'])
    throw usageError(`${found.split('. ')[0]}${meant ? `: did you mean --${meant}?` : ''}`)
  }
}

/** The names of the field count for less than our own, and for more than a file. */
function aliases(env: NodeJS.ProcessEnv): [SettingName, { value: string; origin: string }][] {
  return settingNames.flatMap((name) => {
    const alias = aboutSetting(name).env
    const value = alias === undefined ? undefined : env[alias]
    if (alias === undefined || !value || env[envOf(name)]) return []
    return [[name, { value, origin: alias }]]
  })
}

/** Who signs commits: exactly one of these. */
const signers = ['committer-keystore', 'committer-signer', 'committer-key'] as const

/** @throws `USAGE` */
function assertOneSigner(config: Partial<Record<SettingName, unknown>>): void {
  const chosen = signers.filter((name) => config[name] !== undefined)
  if (chosen.length !== 1) {
    const found = chosen.length === 0 ? 'none' : chosen.join(' and ')
    throw usageError(`expected one of ${signers.join(', ')}, found ${found}`)
  }
}

/** Settings that mean nothing alone. @throws `USAGE` */
function assertTogether(config: Partial<Record<SettingName, unknown>>): void {
  for (const [name, needs] of [
    ['committer-password', 'committer-keystore'],
    ['committer-account', 'committer-signer'],
    ['committer-signer', 'committer-account'],
  ] as const) {
    const alone = config[name] !== undefined && config[needs] === undefined
    if (alone) throw usageError(`${name}: expected with ${needs}`)
  }
  for (const group of [
    ['tls-cert', 'tls-key'],
    ['s3-endpoint', 's3-bucket', 's3-access-key-id', 's3-secret-access-key'],
  ] as const) {
    const missing = group.filter((name) => config[name] === undefined)
    // The keys may be in the environment for the sake of other programs.
    if (config[group[0]] === undefined && config[group[1]] === undefined) continue
    if (missing.length > 0) throw usageError(`${missing[0]}: expected with ${group.join(', ')}`)
  }
}

const usageError = (found: string): GridError =>
  new GridError('USAGE', `found a configuration that cannot be: ${found}`, {
    hint: 'Run pumasi coordinator --help, or with --print-config; docs/operations.md says more.',
  })

/** A worker's preferences on the same machine begin alike, and so does what asks for traces. */
const known: SettingNames<SettingName> = {
  ...{ names: settingNames, switches: [], prefix, others: ['PUMASI_WORKER_', 'PUMASI_TRACE'] },
  refuse: usageError,
}
