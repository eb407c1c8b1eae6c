/**
 * Personal text: what a wallet signs when it is asked to sign words for people (EIP-191).
 *
 * In: a text. Out: the 32 bytes that are signed for it, a signature, whose it is.
 * Invariant: no signature made here is one over typed data, since the envelopes begin differently
 * (personal-text.test.ts).
 */
import { concatBytes } from '@noble/hashes/utils.js'
import { utf8 } from '@pumasi/domain'
import type { Account, Hex } from '@pumasi/domain'
import { recoverSigner, signDigest } from './signature.ts'
import type { Signature } from './signature.ts'
import { keccak } from './words.ts'

/** `keccak256("\x19Ethereum Signed Message:\n" + length + text)`. */
export function personalDigest(text: string): Hex {
  const bytes = utf8(text)
  return keccak(concatBytes(utf8(`\x19Ethereum Signed Message:\n${bytes.length}`), bytes))
}

export const signPersonalText = (text: string, key: Hex): Signature =>
  signDigest(key, personalDigest(text))

/** The account that signed a text, or null for a signature that is none. */
export const recoverPersonalSigner = (text: string, signature: string): Account | null =>
  recoverSigner(personalDigest(text), signature)
