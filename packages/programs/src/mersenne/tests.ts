/**
 * The reducer: residues of all exponents in order, and those that are zero.
 *
 * In: standard outputs of distinct units of one study, in any order. Out: every test.
 */
import { poolUnits } from '../unit-output/pool.ts'
import { readUnitOutput } from './unit-output.ts'

/** The lowest 64 bits of what the last squaring leaves, by exponent. */
export type Residue = readonly [exponent: number, residue: string]

export interface Tests {
  readonly units: number
  readonly residues: readonly Residue[]
  /** Exponents p for which 2^p - 1 is prime. */
  readonly primes: readonly number[]
  /** Every exponent below it was tested, but for missing blocks. */
  readonly below: number
  readonly missing: number
}

const PRIME = '0'.repeat(16)

/** @throws `BAD_UNIT_OUTPUT`, `NO_UNITS`, `DUPLICATE_UNIT`, `MIXED_STUDY` */
export function reduce(stdouts: readonly Uint8Array[]): Tests {
  const units = poolUnits(stdouts, {
    read: readUnitOutput,
    identity: ({ block }) => [block],
    study: ({ width }) => ({ width }),
  })
  const blocks = (units.at(-1)?.block ?? 0) + 1
  const residues = units.flatMap((unit) => unit.residues)
  return {
    ...{ units: units.length, residues, missing: blocks - units.length },
    primes: residues.filter(([, residue]) => residue === PRIME).map(([exponent]) => exponent),
    below: blocks * units[0].width,
  }
}
