import { GridError } from './errors.ts'

/** Bytes written as lower-case hexadecimal with a leading `0x`. */
export type Hex = `0x${string}`

declare const brand: unique symbol
/** A nominal type: `T` that has been checked to be a `Name`. */
export type Branded<T, Name extends string> = T & { readonly [brand]: Name }

/** SHA-256 of some bytes: the name of programs, inputs, outputs, job specifications, bundles. */
export type Digest = Branded<Hex, 'Digest'>
/** A wallet address, 20 bytes, lower case (no checksum casing inside the grid). */
export type Account = Branded<Hex, 'Account'>
/** The digest of a job's canonical specification. */
export type JobId = Branded<Hex, 'JobId'>
/** 32 random bytes that name one lease and fence every write made under it. */
export type LeaseId = Branded<Hex, 'LeaseId'>
/** keccak-256 node of a Merkle tree. */
export type Root = Branded<Hex, 'Root'>

/** True for `0x` followed by exactly `bytes` lower-case hexadecimal bytes. */
export function isHex(value: unknown, bytes: number): value is Hex {
  return typeof value === 'string' && value.length === 2 + 2 * bytes && /^0x[0-9a-f]*$/.test(value)
}

function parseHex(value: string, bytes: number, noun: string): Hex {
  const lower = value.toLowerCase()
  if (isHex(lower, bytes)) return lower
  throw new GridError('BAD_HEX', `found ${noun} "${value.slice(0, 80)}"`, {
    hint: `Give ${noun} as 0x followed by ${2 * bytes} hexadecimal digits.`,
    details: { found: value.slice(0, 80), expectedBytes: bytes },
  })
}

/** @throws `BAD_HEX` unless `value` is 32 bytes. */
export const parseDigest = (value: string): Digest => parseHex(value, 32, 'a digest') as Digest
/** @throws `BAD_HEX` unless `value` is 20 bytes. */
export const parseAccount = (value: string): Account => parseHex(value, 20, 'an account') as Account
/** @throws `BAD_HEX` unless `value` is 32 bytes. */
export const parseJobId = (value: string): JobId => parseHex(value, 32, 'a job id') as JobId
/** @throws `BAD_HEX` unless `value` is 32 bytes. */
export const parseLeaseId = (value: string): LeaseId => parseHex(value, 32, 'a lease id') as LeaseId
