/**
 * Solidity's `abi.encode` for static values: one 32-byte big-endian word each. Everything hashed
 * here is made of such words, so no dynamic encoding is needed.
 */
import { keccak_256 } from '@noble/hashes/sha3.js'
import { fromHex, invariant, toHex, utf8 } from '@pumasi/domain'
import type { Hex } from '@pumasi/domain'

/** An unsigned integer, or 1 to 32 bytes of hexadecimal (an address is padded on the left). */
export type Word = bigint | number | Hex

/** keccak-256 of some bytes. */
export const keccak = (bytes: Uint8Array): Hex => toHex(keccak_256(bytes))
/** keccak-256 of a string's UTF-8 bytes. */
export const keccakText = (text: string): Hex => keccak(utf8(text))

/** The words one after another, 32 bytes each. */
export function encodeWords(words: readonly Word[]): Uint8Array {
  const digits = words.map((word) => {
    const own = typeof word === 'string' ? word.slice(2) : word.toString(16)
    invariant(own.length <= 64 && !own.startsWith('-'), 'a word has 32 bytes', { word })
    return own.padStart(64, '0')
  })
  return fromHex(`0x${digits.join('')}`)
}
