/**
 * Solidity's `abi.encode` for static values: one 32-byte big-endian word each. Everything hashed
 * here is made of such words, so no dynamic encoding is needed.
 */
import { invariant, toHex, utf8 } from '@pumasi/domain'
import type { Hex } from '@pumasi/domain'
import { keccak256 } from './keccak.ts'

/** An unsigned integer, or 1 to 32 bytes of hexadecimal (an address is padded on the left). */
export type Word = bigint | number | Hex

/** Bytes in a word, and in a tree's node. */
export const WORD_BYTES = 32

/** keccak-256 of some bytes. */
export const keccak = (bytes: Uint8Array): Hex => toHex(keccak256(bytes))
/** keccak-256 of a string's UTF-8 bytes. */
export const keccakText = (text: string): Hex => keccak(utf8(text))

/** The words one after another, 32 bytes each. */
export function encodeWords(words: readonly Word[]): Uint8Array {
  const bytes = new Uint8Array(WORD_BYTES * words.length)
  words.forEach((word, position) => writeWord(bytes, WORD_BYTES * position, word))
  return bytes
}

/** Writes one word over 32 bytes, whatever they held. */
export function writeWord(bytes: Uint8Array, offset: number, word: Word): void {
  const digits = typeof word === 'string' ? word : `0x${word.toString(16)}`
  invariant(isWord(digits), 'a word has 32 bytes', { word })
  bytes.fill(0, offset, offset + WORD_BYTES)
  let at = offset + WORD_BYTES - 1
  let seen = 0
  for (let i = digits.length - 1; i > 1; i -= 2) {
    const low = nibble(digits.charCodeAt(i))
    const high = i > 2 ? nibble(digits.charCodeAt(i - 1)) : 0
    seen |= low | high
    bytes[at] = 16 * high + low
    at -= 1
  }
  invariant(seen < 16, 'a word is hexadecimal', { word })
}

const isWord = (digits: string): boolean =>
  digits.length <= 2 + 2 * WORD_BYTES && digits.startsWith('0x')

/** The value of a digit by its character code; 16 for any other. */
function nibble(code: number): number {
  if (code >= 48 && code <= 57) return code - 48
  const lower = code | 32
  return lower >= 97 && lower <= 102 ? lower - 87 : 16
}
