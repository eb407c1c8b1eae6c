import { sha256 } from '@noble/hashes/sha2.js'
import { bytesToHex, hexToBytes, utf8ToBytes } from '@noble/hashes/utils.js'
import { GridError } from './errors.ts'
import type { Digest, Hex } from './hex.ts'
import type { Stints } from './stints.ts'

// Every engine has it, though ECMAScript's own library does not list it.
declare const TextDecoder: new (
  label: 'utf-8',
  options: { fatal: true; ignoreBOM: true },
) => { decode(bytes: Uint8Array): string }

/** Bytes as `0x` hexadecimal, lower case. */
export const toHex = (bytes: Uint8Array): Hex => `0x${bytesToHex(bytes)}`
/** The bytes behind `0x` hexadecimal. */
export const fromHex = (hex: Hex): Uint8Array => hexToBytes(hex.slice(2))
/** A string's UTF-8 bytes. */
export const utf8 = (text: string): Uint8Array => utf8ToBytes(text)
/** SHA-256 of some bytes as a {@link Digest}. */
export const digestOf = (bytes: Uint8Array): Digest => toHex(sha256(bytes)) as Digest

/** Bytes hashed in one stint: some milliseconds in plain JavaScript. */
const HASHED_BYTES = 256 * 1024

/** The same of many bytes. */
export function* digestInStints(bytes: Uint8Array): Stints<Digest> {
  const hash = sha256.create()
  for (let from = 0; from < bytes.length; from += HASHED_BYTES) {
    hash.update(bytes.subarray(from, from + HASHED_BYTES))
    yield
  }
  return toHex(hash.digest()) as Digest
}

/** Concatenates byte arrays in order. */
export function concatBytes(parts: readonly Uint8Array[]): Uint8Array {
  const whole = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0))
  let offset = 0
  for (const part of parts) {
    whole.set(part, offset)
    offset += part.length
  }
  return whole
}

/** UTF-8 bytes as text; works where `TextDecoder` does not exist. @throws `NOT_UTF8` */
export function decodeUtf8(bytes: Uint8Array): string {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes)
  } catch (cause) {
    throw new GridError('NOT_UTF8', 'found bytes that are not UTF-8 text', {
      hint: 'Fetch the bytes again: they were damaged or are something else.',
      cause,
    })
  }
}
