/**
 * Matsui's probabilities, by his piling-up lemma from the best approximations of S-boxes 5
 * (12 of 64 inputs: -20/64) and 1 (22 of 64: -10/64).
 *
 * Source: M. Matsui, Linear Cryptanalysis Method for DES Cipher, EUROCRYPT '93: 1/2 + 1.56 2^-3
 * and 1/2 + 1.22 2^-6.
 */
import { exactly, withinErrors } from '../reference/check.ts'
import type { ReferenceCheck } from '../reference/check.ts'
import type { Attack } from './attack.ts'

const source = "Matsui, EUROCRYPT '93"

/** Half, and for each approximation its deviation, times two for each but the first. */
const pile = (...deviations: readonly number[]): number =>
  0.5 + 2 ** (deviations.length - 1) * deviations.reduce((product, each) => product * each, 1)

export const probability = {
  3: pile(-20 / 64, -20 / 64),
  5: pile(-10 / 64, -20 / 64, -20 / 64, -10 / 64),
} as const

export const compare = ({ byRounds }: Attack): readonly ReferenceCheck[] =>
  byRounds.flatMap(({ rounds, keys, holds, recovered }) => [
    withinErrors({
      quantity: `probability of the equation, ${rounds} rounds`,
      value: holds.mean,
      reference: probability[rounds],
      error: holds.error,
      source,
    }),
    exactly(`key bits recovered, ${rounds} rounds`, recovered, keys, `${source}, algorithm 1`),
  ])
