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

/**
 * Units to draw so that, were at least a share `maxFraud` of all of them wrong, one of these would
 * be among the drawn with probability `confidence`: (1 - maxFraud)^n <= 1 - confidence. Both lie
 * between 0 and 1. Drawing from few units without replacement misses less still.
 */
export const sampleFor = (confidence: number, maxFraud: number): number =>
  // log1p, since 1 - 1e-9 has lost half of its digits; a count that comes out whole stays so.
  Math.ceil(Math.log1p(-confidence) / Math.log1p(-maxFraud) - 1e-9)
