/** Options as people write them. */
import { readFile } from 'node:fs/promises'
import { GridError, parseAccount, parseJobId } from '@pumasi/domain'
import type { Account } from '@pumasi/domain'
import type { WantedUnit } from '@pumasi/engine'
import { PRIORITY_MAX } from '@pumasi/rules'
import { InvalidArgumentError } from 'commander'

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

/** `0x...:17`, a job's id and a unit's index. */
export const unitArgument = optionOf((text): WantedUnit | null => {
  const [, job, index] = /^(0x[0-9a-fA-F]{64}):(\d{1,9})$/.exec(text) ?? []
  return job === undefined ? null : { jobId: parseJobId(job), unitIndex: Number(index) }
}, 'a unit: the id of its job, a colon and its index')

/** An http(s) URL. */
export const urlOption = optionOf(
  (text) => (/^https?:\/\/./.test(text) && URL.canParse(text) ? text : null),
  'an http(s) URL such as http://127.0.0.1:4600',
)

/** A place to listen, as `127.0.0.1:4700` or `[::1]:4700`. */
export const listenOption = optionOf((text) => {
  const [, bracketed, plain, port] =
    /^(?:\[([0-9a-fA-F:]+)\]|([^:/\s]+)):(\d{1,5})$/.exec(text) ?? []
  const host = bracketed ?? plain
  return host === undefined || Number(port) > 65_535 ? null : { host, port: Number(port) }
}, 'a host and a port such as 127.0.0.1:4700')

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
