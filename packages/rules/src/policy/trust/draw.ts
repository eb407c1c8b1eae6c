/**
 * Draw: chance that nobody chose, recomputed by anybody.
 *
 * In: a seed fixed after the receipt was sealed (the hash of a block mined after the commit that
 * names it), the receipt's digest, a rate. Out: drawn or not.
 * Does not read: anything else. Invariants: uniform to 256 bits; whole arithmetic, so coordinator
 * and auditor never differ; purposes do not share draws (draw.test.ts).
 */
import { utf8 } from '@pumasi/domain'
import type { Hex } from '@pumasi/domain'
import { encodeWords, keccak } from '@pumasi/proof'
import { PPM } from './trust-rules.ts'

/** Why something is drawn: one seed may serve all of them without one telling of another. */
export type DrawPurpose = 'audit' | 'closing'

const purposeWords: Readonly<Record<DrawPurpose, Hex>> = {
  audit: keccak(utf8('pumasi draw: audit')),
  closing: keccak(utf8('pumasi draw: closing')),
}

/** `keccak256(abi.encode(keccak256("pumasi draw: PURPOSE"), seed, digest))` as a number. */
export const drawNumber = (purpose: DrawPurpose, seed: Hex, digest: Hex): bigint =>
  BigInt(keccak(encodeWords([purposeWords[purpose], seed, digest])))

/** True for `ppm` of a million digests: when `drawNumber * 1,000,000 < ppm * 2^256`. */
export const isDrawn = (purpose: DrawPurpose, seed: Hex, digest: Hex, ppm: number): boolean =>
  ppm >= PPM || drawNumber(purpose, seed, digest) * BigInt(PPM) < BigInt(ppm) << 256n
