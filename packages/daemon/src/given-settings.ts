/**
 * Given settings: what an owner gave by command line, else environment, else file, as it was
 * written and with where it was found, so that whatever is refused is named as it was given.
 *
 * Not read here: what a value may be. That is the table of whoever asks.
 */
import { readFileSync } from 'node:fs'
import { GridError, firstIssue } from '@pumasi/domain'
import { parse as parseYaml } from 'yaml'
import type { z } from 'zod'
import { nearest } from './nearest.ts'

/** The values as written, each with where it was found. */
export type Given<Name extends string> = Map<
  Name,
  { readonly value: string; readonly origin: string }
>

/** What settings are called, and what is not one of them. */
export interface SettingNames<Name extends string> {
  readonly names: readonly Name[]
  /** Those that a file may set to true or false. */
  readonly switches: readonly Name[]
  /** What their names in the environment begin with; `CONFIG` after it names the file. */
  readonly prefix: string
  /** Names in the environment, or beginnings of them, that begin alike and belong to others. */
  readonly others: readonly string[]
  /** The error for what cannot be. */
  readonly refuse: (found: string) => GridError
}

/** A setting's name in the environment. */
export const envOf = (prefix: string, name: string): string =>
  `${prefix}${name.toUpperCase().replaceAll('-', '_')}`

interface Sources {
  /** The file that the command line names; else the environment may. */
  readonly file: string | undefined
  readonly env: Readonly<Record<string, string | undefined>>
}

/** What file and environment give; the command line's own go on top. @throws `CONFIG_UNREADABLE` */
export function gatherSettings<Name extends string>(
  known: SettingNames<Name>,
  { file, env }: Sources,
): Given<Name> {
  const path = file ?? env[envOf(known.prefix, 'config')]
  return new Map([...(path ? fromFile(known, path) : []), ...fromEnvironment(known, env)])
}

type Found<Name extends string> = Iterable<readonly [Name, { value: string; origin: string }]>

/** A YAML or JSON document of settings by name. */
function* fromFile<Name extends string>(
  { names, switches, refuse }: SettingNames<Name>,
  path: string,
): Found<Name> {
  const document = readDocument(path)
  if (typeof document !== 'object' || document === null || Array.isArray(document)) {
    throw refuse(`${path}: expected settings by name`)
  }
  for (const [key, value] of Object.entries(document)) {
    const name = names.find((each) => each === key)
    if (name === undefined) throw refuse(`${path}: ${unknown(key, names)}`)
    const kinds = ['string', 'number', ...(switches.includes(name) ? ['boolean'] : [])]
    const values: readonly unknown[] = Array.isArray(value) ? value : [value]
    if (!values.every((each) => kinds.includes(typeof each))) {
      throw refuse(`${path}: ${key}: expected text or a number`)
    }
    yield [name, { value: values.map(String).join(','), origin: `${path}: ${key}` }]
  }
}

function readDocument(path: string): unknown {
  try {
    return parseYaml(readFileSync(path, 'utf8')) ?? {}
  } catch (cause) {
    const [found = ''] = String((cause as Error).message).split('\n')
    throw new GridError('CONFIG_UNREADABLE', `found no readable configuration ${path}: ${found}`, {
      hint: 'Give a YAML or JSON file of settings by name; --help and docs/operations.md list them.',
      cause,
    })
  }
}

function* fromEnvironment<Name extends string>(
  { names, prefix, others, refuse }: SettingNames<Name>,
  env: Sources['env'],
): Found<Name> {
  const config = envOf(prefix, 'config')
  const own = new Map(names.map((name) => [envOf(prefix, name), name]))
  for (const [key, value] of Object.entries(env)) {
    if (!key.startsWith(prefix) || !value || key === config) continue
    if (others.some((other) => key.startsWith(other))) continue
    const name = own.get(key)
    if (name === undefined) throw refuse(unknown(key, [...own.keys(), config]))
    yield [name, { value, origin: key }]
  }
}

function unknown(key: string, known: readonly string[]): string {
  const meant = nearest(key, known)
  return `${key} is no setting${meant === null ? '' : `: did you mean ${meant}?`}`
}

/** The first value that its schema refuses, under the name it was given by, and why. */
export function refusalOf<Name extends string>(error: z.ZodError, given: Given<Name>): string {
  const name = String(error.issues[0]?.path[0]) as Name
  return firstIssue(error).replace(name, given.get(name)?.origin ?? `--${name}`)
}
