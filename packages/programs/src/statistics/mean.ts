/** Means of independent values, with standard errors. */

export interface Mean {
  readonly mean: number
  /** Standard error of the mean; NaN for fewer than two values. */
  readonly error: number
}

/** The mean of independent values of equal weight. */
export function meanOf(values: readonly number[]): Mean {
  const count = values.length
  const mean = values.reduce((sum, value) => sum + value, 0) / count
  const squares = values.reduce((sum, value) => sum + (value - mean) ** 2, 0)
  return { mean, error: Math.sqrt(squares / (count - 1) / count) }
}

/**
 * The same with an error wide enough for Student's t: the scatter of few values may be small by
 * chance. `count` is how many the error was found from, more than three.
 */
export const widened = ({ mean, error }: Mean, count: number): Mean => ({
  mean,
  error: error * Math.sqrt((count - 1) / (count - 3)),
})

/** A share of `trials` independent trials; its error is that of one more success and failure. */
export function shareOf(successes: number, trials: number): Mean {
  const smoothed = (successes + 1) / (trials + 2)
  return { mean: successes / trials, error: Math.sqrt((smoothed * (1 - smoothed)) / trials) }
}

/**
 * An estimate from `blocks` of data by leaving out one block at a time (jackknife): for values
 * that are no plain means. `estimate` is called with the blocks that stay.
 */
export function jackknife<Block>(
  blocks: readonly Block[],
  estimate: (kept: readonly Block[]) => number,
): Mean {
  const count = blocks.length
  const without = blocks.map((_, left) => estimate(blocks.filter((__, at) => at !== left)))
  const centre = without.reduce((sum, value) => sum + value, 0) / count
  const squares = without.reduce((sum, value) => sum + (value - centre) ** 2, 0)
  return { mean: estimate(blocks), error: Math.sqrt((squares * (count - 1)) / count) }
}
