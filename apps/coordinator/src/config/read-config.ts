/**
 * Configuration: command line before environment before file before default, each value checked by
 * the one table of settings and refused by the name it was given under.
 */
import { readFileSync } from 'node:fs'
import { parseArgs } from 'node:util'
import { GridError, firstIssue } from '@pumasi/domain'
import { parse as parseYaml } from 'yaml'
import { z } from 'zod'
import { nearest } from './nearest.ts'
import { aboutSetting, envOf, settingNames, settings } from './settings.ts'
import type { SettingName, SettingValues } from './settings.ts'

/** Names in the environment that begin like ours and belong to others of the house. */
const othersEnv = ['PUMASI_CONFIG', 'PUMASI_TRACE']

export interface ReadConfig<Names extends SettingName> {
  readonly config: SettingValues<Names>
  /** The values as written, each with where it was found; defaults are not among them. */
  readonly given: ReadonlyMap<SettingName, { readonly value: string; readonly origin: string }>
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
  const given = new Map<SettingName, { value: string; origin: string }>()
  const path = file ?? env['PUMASI_CONFIG']
  if (path) fromFile(String(path), given)
  fromEnvironment(env, given)
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
  if (!read.success) throw refusal(read.error, given)
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

type Given = Map<SettingName, { value: string; origin: string }>

/** A YAML or JSON document of settings by name. @throws `CONFIG_UNREADABLE` */
function fromFile(path: string, given: Given): void {
  let document: unknown
  try {
    document = parseYaml(readFileSync(path, 'utf8')) ?? {}
  } catch (cause) {
    const [found = ''] = String((cause as Error).message).split('\n')
    throw new GridError('CONFIG_UNREADABLE', `found no readable configuration ${path}: ${found}`, {
      hint: 'Give a YAML or JSON file of settings by name; docs/operations.md lists them.',
      cause,
    })
  }
  if (typeof document !== 'object' || Array.isArray(document)) {
    throw usageError(`${path}: expected settings by name`)
  }
  for (const [name, value] of Object.entries(document as Record<string, unknown>)) {
    const known = settingNames.find((each) => each === name)
    if (known === undefined) {
      const meant = nearest(name, settingNames)
      throw usageError(`${path}: ${name} is no setting${meant ? `: did you mean ${meant}?` : ''}`)
    }
    const values = Array.isArray(value) ? (value as unknown[]) : [value]
    if (!values.every((each) => typeof each === 'string' || typeof each === 'number')) {
      throw usageError(`${path}: ${name}: expected text or a number`)
    }
    given.set(known, { value: values.join(','), origin: `${path}: ${name}` })
  }
}

function fromEnvironment(env: NodeJS.ProcessEnv, given: Given): void {
  const own = settingNames.map((name) => [envOf(name), name] as const)
  for (const [key, value] of Object.entries(env)) {
    if (!key.startsWith('PUMASI_') || !value || othersEnv.includes(key)) continue
    // The preferences of a worker on the same machine.
    if (key.startsWith('PUMASI_WORKER_')) continue
    const found = own.find(([each]) => each === key)
    if (found !== undefined) {
      given.set(found[1], { value, origin: key })
      continue
    }
    const meant = nearest(key, [...own.map(([each]) => each), ...othersEnv])
    throw usageError(`${key} is no setting${meant ? `: did you mean ${meant}?` : ''}`)
  }
  // The names of the field count for less than our own.
  for (const name of settingNames) {
    const alias = aboutSetting(name).env
    const value = alias === undefined ? undefined : env[alias]
    if (!value || env[envOf(name)]) continue
    given.set(name, { value, origin: alias ?? '' })
  }
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

function refusal(error: z.ZodError, given: Given): GridError {
  const name = String(error.issues[0]?.path[0]) as SettingName
  const found = firstIssue(error)
  const origin = given.get(name)?.origin
  return usageError(origin === undefined ? `--${found}` : found.replace(name, origin))
}

const usageError = (found: string): GridError =>
  new GridError('USAGE', `found a configuration that cannot be: ${found}`, {
    hint: 'Run pumasi coordinator --help, or with --print-config; docs/operations.md says more.',
  })
