/**
 * The golden answers: outcome, exact fuel and output digest of every case. A change of them is a
 * change of `REWRITER_VERSION`.
 */
import { readFileSync, writeFileSync } from 'node:fs'
import { REWRITER_VERSION } from '@pumasi/sandbox'
import type { Finding } from './wire.ts'

const file = new URL('../../../vectors/sandbox/programs.json', import.meta.url)

interface Vectors {
  readonly rewriterVersion: number
  readonly programs: readonly Finding[]
}

/** Findings as they are kept. */
export const asVectors = (programs: readonly Finding[]): Vectors => ({
  rewriterVersion: REWRITER_VERSION,
  programs,
})

export const readVectors = (): Vectors => JSON.parse(readFileSync(file, 'utf8')) as Vectors

export const writeVectors = (vectors: Vectors): void =>
  writeFileSync(file, `${JSON.stringify(vectors, null, 2)}\n`)
