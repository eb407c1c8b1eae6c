/** Sampling: which units are executed again, reproducible from a seed nobody else knew before. */
import { digestOfCanonical, fromHex } from '@pumasi/domain'
import type { Digest } from '@pumasi/domain'

/**
 * Draws `count` distinct positions out of `total` (all when `count` is not below `total`), sorted.
 * Each draw hashes the seed with a counter; the bias of the remainder is below 2^-200.
 */
export function drawSample(total: number, count: number, seed: Digest): number[] {
  const pool = Array.from({ length: total }, (_, position) => position)
  if (count >= total) return pool
  // A partial Fisher-Yates shuffle: the first `count` places are the sample.
  for (let i = 0; i < count; i += 1) {
    const bytes = fromHex(digestOfCanonical({ seed, draw: i }))
    const value = bytes.reduce((sum, byte) => (sum << 8n) | BigInt(byte), 0n)
    const j = i + Number(value % BigInt(total - i))
    const [here, there] = [pool[i], pool[j]]
    pool[i] = there as number
    pool[j] = here as number
  }
  return pool.slice(0, count).sort((a, b) => a - b)
}
