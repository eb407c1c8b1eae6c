/**
 * Known exponents of Mersenne primes (OEIS A000043), and residues computed by another method.
 *
 * Residues of small exponents are computed here by BigInt, which knows nothing of transforms.
 */
import { exactly } from '../reference/check.ts'
import type { ReferenceCheck } from '../reference/check.ts'
import type { Residue, Tests } from './tests.ts'

const exponents = [
  ...[3, 5, 7, 13, 17, 19, 31, 61, 89, 107, 127, 521, 607, 1279, 2203, 2281, 3217, 4253, 4423],
  ...[9689, 9941, 11213, 19937, 21701, 23209, 44497, 86243],
]

/** Small enough for a moment's work in a browser. */
const BY_BIGINT_BELOW = 600

/** What the test of Lucas and Lehmer leaves for `exponent`, its lowest 64 bits. */
export function residueByBigInt(exponent: number): string {
  const modulus = (1n << BigInt(exponent)) - 1n
  let value = 4n
  for (let step = 0; step < exponent - 2; step++) value = (value * value - 2n) % modulus
  return BigInt.asUintN(64, value).toString(16).padStart(16, '0')
}

export function compare({ primes, residues, below, missing }: Tests): readonly ReferenceCheck[] {
  const known = exponents.filter((exponent) => exponent < below)
  const small = residues.filter(([exponent]) => exponent < Math.min(below, BY_BIGINT_BELOW))
  const agree = small.filter(
    ([exponent, residue]: Residue) => residueByBigInt(exponent) === residue,
  )
  return [
    exactly(
      `odd exponents of Mersenne primes below ${below}`,
      primes.join(' '),
      known.join(' '),
      'OEIS A000043; GIMPS, list of known Mersenne primes',
    ),
    exactly(
      `residues below ${Math.min(below, BY_BIGINT_BELOW)} that agree`,
      agree.length,
      small.length,
      'computed again with BigInt',
    ),
    exactly('blocks missing', missing, 0, 'coverage, by construction'),
  ]
}
