/**
 * Keccak-256, the one hash of everything the chain sees.
 *
 * In: bytes. Out: 32 bytes, always the same ones for the same bytes.
 * Plain JavaScript works everywhere and at once. Whoever hashes many leaves first awaits
 * {@link accelerateKeccak}: from then on the same answers come from WebAssembly, some times faster.
 * Invariant: both give the same digests (keccak.test.ts); one that does not is never taken.
 */
import { keccak_256 } from '@noble/hashes/sha3.js'
import { toHex } from '@pumasi/domain'

type Hash = (bytes: Uint8Array) => Uint8Array

let current: Hash = keccak_256

/** The 32 bytes of keccak-256. */
export const keccak256: Hash = (bytes) => current(bytes)

/**
 * Hashes in WebAssembly from now on; false where that is missing or forbidden, as by a page's
 * content security policy. Safe to repeat, and never needed: only time depends on it.
 */
export async function accelerateKeccak(): Promise<boolean> {
  const fast = await loadFast()
  if (fast === null || !samples.every((bytes) => sameHash(fast, bytes))) return false
  current = fast
  return true
}

async function loadFast(): Promise<Hash | null> {
  try {
    const { createKeccak } = await import('hash-wasm')
    const hasher = await createKeccak(256)
    return (bytes) => hasher.init().update(bytes).digest('binary')
  } catch {
    return null
  }
}

/** Nothing, a pair of nodes, a unit leaf, and both sides of the sponge's block of 136 bytes. */
const samples = [0, 64, 288, 135, 136, 137].map((length) => new Uint8Array(length).fill(length))

const sameHash = (fast: Hash, bytes: Uint8Array): boolean =>
  toHex(fast(bytes)) === toHex(keccak_256(bytes))
