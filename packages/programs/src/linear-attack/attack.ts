/**
 * The reducer: the share of plain texts on which the equation holds, over keys.
 *
 * In: standard outputs of distinct units of one study, in any order. Out: for each number of
 * rounds the mean share with its standard error over keys, and how many keys gave away their bit.
 */
import { meanOf } from '../statistics/mean.ts'
import type { Mean } from '../statistics/mean.ts'
import { poolUnits } from '../unit-output/pool.ts'
import { readUnitOutput } from './unit-output.ts'

export interface Rounds {
  readonly rounds: 3 | 5
  readonly keys: number
  readonly pairs: number
  /** Plain texts on which both sides of the equation agree, as a share. */
  readonly holds: Mean
  /** The share of each key. */
  readonly shares: readonly number[]
  /** Keys whose parity the majority of plain texts showed (Matsui's algorithm 1). */
  readonly recovered: number
}

export interface Attack {
  readonly units: number
  readonly byRounds: readonly Rounds[]
}

/** @throws `BAD_UNIT_OUTPUT`, `NO_UNITS`, `DUPLICATE_UNIT`, `MIXED_STUDY` */
export function reduce(stdouts: readonly Uint8Array[]): Attack {
  const units = poolUnits(stdouts, {
    read: readUnitOutput,
    identity: ({ rounds, seed }) => [rounds, seed],
    study: ({ pairs }) => ({ pairs }),
  })
  const { pairs } = units[0]
  const byRounds = ([3, 5] as const).flatMap((rounds): Rounds[] => {
    const own = units.filter((unit) => unit.rounds === rounds)
    if (own.length === 0) return []
    const shares = own.map(({ zeros, keyParity }) => {
      const share = zeros / pairs
      return keyParity === 0 ? share : 1 - share
    })
    const recovered = shares.filter((share) => share > 0.5).length
    return [{ rounds, keys: own.length, pairs, holds: meanOf(shares), shares, recovered }]
  })
  return { units: units.length, byRounds }
}
