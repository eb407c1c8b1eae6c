/**
 * Published accuracy of the same networks on the same patterns.
 *
 * Source: R. P. Gorman, T. J. Sejnowski, "Analysis of hidden units in a layered network trained to
 * classify sonar targets", Neural Networks 1 (1988) 75-89: aspect-angle independent series, 13-fold
 * cross-validation, 300 epochs, mean of ten runs and its standard deviation over the test sets.
 */
import { between } from '../reference/check.ts'
import type { ReferenceCheck } from '../reference/check.ts'
import { RATE } from './study.ts'
import type { Sweep } from './sweep.ts'

export interface Published {
  readonly hidden: number
  /** Share right of the test set, and its standard deviation. */
  readonly accuracy: number
  readonly deviation: number
}

export const published: readonly Published[] = [
  { hidden: 0, accuracy: 0.771, deviation: 0.083 },
  { hidden: 2, accuracy: 0.819, deviation: 0.062 },
  { hidden: 3, accuracy: 0.82, deviation: 0.073 },
  { hidden: 6, accuracy: 0.835, deviation: 0.056 },
  { hidden: 12, accuracy: 0.847, deviation: 0.057 },
  { hidden: 24, accuracy: 0.845, deviation: 0.057 },
]

const SOURCE = 'Gorman, Sejnowski, Neural Networks 1 (1988) 75: mean and deviation'

/** Each network must lie within the published standard deviation of the published mean. */
export const compare = ({ configurations }: Sweep): readonly ReferenceCheck[] =>
  configurations
    .filter(({ rate }) => rate === RATE)
    .flatMap(({ hidden, accuracy }) => {
      const found = published.find((each) => each.hidden === hidden)
      if (found === undefined) return []
      const range = [accuracy - found.deviation, accuracy + found.deviation] as const
      const quantity = `accuracy with ${hidden} hidden units`
      return [between(quantity, accuracy, found.accuracy, range, SOURCE)]
    })
