import { sha256 } from '@noble/hashes/sha2.js'
import { bytesToHex, hexToBytes, utf8ToBytes } from '@noble/hashes/utils.js'
import type { Digest, Hex } from './hex.ts'

/** Bytes as `0x` hexadecimal, lower case. */
export const toHex = (bytes: Uint8Array): Hex => `0x${bytesToHex(bytes)}`
/** The bytes behind `0x` hexadecimal. */
export const fromHex = (hex: Hex): Uint8Array => hexToBytes(hex.slice(2))
/** A string's UTF-8 bytes. */
export const utf8 = (text: string): Uint8Array => utf8ToBytes(text)
/** SHA-256 of some bytes as a {@link Digest}. */
export const digestOf = (bytes: Uint8Array): Digest => toHex(sha256(bytes)) as Digest

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
