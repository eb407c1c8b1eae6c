/** Options as people write them. */
import { readFile } from 'node:fs/promises'
import { GridError, parseAccount } from '@pumasi/domain'
import type { Account } from '@pumasi/domain'
import { PRIORITY_MAX } from '@pumasi/rules'
import { InvalidArgumentError } from 'commander'

const counts: Readonly<Record<string, number>> = { '': 1, k: 1e3, M: 1e6, G: 1e9, T: 1e12 }
const sizes: Readonly<Record<string, number>> = {
  '': 1,
  B: 1,
  KiB: 1024,
  MiB: 1024 ** 2,
  GiB: 1024 ** 3,
}
const times: Readonly<Record<string, number>> = { '': 1, ms: 1, s: 1_000, m: 60_000, h: 3_600_000 }

function scaled(text: string, units: Readonly<Record<string, number>>): number | null {
  const match = /^(\d+(?:\.\d+)?)\s*([A-Za-z]*)$/.exec(text.trim())
  const name = match?.[2] ?? '?'
  const unit = Object.hasOwn(units, name) ? units[name] : undefined
  const written = Number(match?.[1])
  if (unit === undefined) return null
  // Binary fractions miss by a hair: 8.2M is 8199999.999999999 times one.
  const value = Math.round(written * unit)
  const whole = Math.abs(written * unit - value) <= value * Number.EPSILON
  return whole && Number.isSafeInteger(value) ? value : null
}

/** `1500`, `2G`, `1.5M`: a count, or null. */
export const parseCount = (text: string): number | null => scaled(text, counts)
/** `64MiB`, `512 KiB`, `100`: bytes, or null. */
export const parseSize = (text: string): number | null => scaled(text, sizes)
/** `60s`, `500ms`, `2h`, `1500`: milliseconds, or null. */
export const parseDuration = (text: string): number | null => scaled(text, times)

/** Wraps a parser as an option's argument parser that says what it expects. */
export const optionOf =
  <T>(parse: (text: string) => T | null, expected: string) =>
  (text: string): T => {
    const value = parse(text)
    if (value === null) throw new InvalidArgumentError(`Expected ${expected}.`)
    return value
  }

/** A whole number from `least` on. */
export const wholeNumber = (least: number) =>
  optionOf(
    (text) => (/^\d{1,15}$/.test(text) && Number(text) >= least ? Number(text) : null),
    `a whole number from ${least} on`,
  )

/** A priority of a job. */
export const priorityOption = optionOf(
  (text) =>
    /^-?\d{1,3}$/.test(text) && Math.abs(Number(text)) <= PRIORITY_MAX ? Number(text) : null,
  `a whole number from -${PRIORITY_MAX} to ${PRIORITY_MAX}`,
)

/** A share between nothing and everything, both excluded. */
export const shareOption = optionOf(
  (text) => (/^0?\.\d{1,12}$/.test(text) && Number(text) > 0 ? Number(text) : null),
  'a share between 0 and 1 such as 0.99',
)

/** An http(s) URL. */
export const urlOption = optionOf(
  (text) => (/^https?:\/\/./.test(text) && URL.canParse(text) ? text : null),
  'an http(s) URL such as http://127.0.0.1:4600',
)

/** An account or contract address. */
export const addressOption = optionOf((text): Account | null => {
  try {
    return parseAccount(text)
  } catch {
    return null
  }
}, 'an address: 0x and 40 hexadecimal digits')

/** Adds one more value to a repeated option. */
export const collect = (value: string, before: readonly string[]): string[] => [...before, value]

/** Reads a file the user named. @throws `FILE_MISSING` */
export async function readNamed(path: string): Promise<Uint8Array> {
  try {
    return new Uint8Array(await readFile(path))
  } catch (cause) {
    throw new GridError('FILE_MISSING', `found no readable file ${path}`, {
      hint: 'Check the path; it is relative to the current folder.',
      details: { path },
      cause,
    })
  }
}
