/** The known threshold, and the study held against it. */
import { withinErrors } from '../reference/check.ts'
import type { ReferenceCheck } from '../reference/check.ts'
import type { Wrapping } from './wrapping.ts'

/** The site threshold of the square lattice: 0.59274621 with an error of 0.00000013. */
export const threshold = 0.59274621
const source = 'Newman and Ziff, Phys. Rev. Lett. 85 (2000), 4104'

/**
 * The estimate from wrapping leaves the threshold with the power -11/4 of the size (Newman and
 * Ziff); the amplitude is below one for both kinds of wrapping.
 */
const biasOf = (size: number): number => size ** -2.75

export function compare({ threshold: found, size }: Wrapping): readonly ReferenceCheck[] {
  const line = (quantity: string, { mean, error }: Wrapping['threshold']['either']) =>
    withinErrors({
      ...{ quantity, value: mean, reference: threshold, error, source, bias: biasOf(size) },
    })
  return [
    line('site threshold, by wrapping along either axis', found.either),
    line('site threshold, by wrapping along one axis', found.alongX),
  ]
}
