/**
 * One unit's standard output, read as a stranger's: the scores of all patterns are judged again,
 * and the folds must have as many right.
 */
import { z } from 'zod'
import { splitLines } from '../unit-output/lines.ts'

/** `sonar.csv`: the rocks come first. */
export const ROCKS = 97
export const MINES = 111
export const PATTERNS = ROCKS + MINES

/** Right if it is over 0 for a mine, and not for a rock. */
export const isRight = (score: number, pattern: number): boolean => score > 0 === pattern >= ROCKS

const counts = z.array(z.int().min(0).max(PATTERNS)).min(2).max(64)
const schema = z.strictObject({
  epochs: z.int().min(1).max(100_000),
  hidden: z.int().min(0).max(64),
  patterns: z.literal(PATTERNS),
  rateMilli: z.int().min(1).max(10_000),
  scores: z.array(z.int().min(-1000).max(1000)).length(PATTERNS),
  seed: z.int().min(0),
  testRight: counts,
  trainingRight: counts,
  version: z.literal(1),
})

/** One cross-validation; `scores` of patterns that the network had not seen, in thousandths. */
export interface UnitOutput extends Omit<
  z.infer<typeof schema>,
  'version' | 'patterns' | 'testRight' | 'trainingRight'
> {
  readonly folds: number
  /** Share of all patterns that were right when held out. */
  readonly accuracy: number
  /** Share that were right when learned from. */
  readonly trainingAccuracy: number
}

/** Reads one unit's output. @throws `BAD_UNIT_OUTPUT` */
export function readUnitOutput(stdout: Uint8Array): UnitOutput {
  const lines = splitLines('sonar-network', stdout)
  if (lines.count !== 1) throw lines.refusal(1, 'a second line')
  const unit = lines.read(0, schema)
  const { testRight, trainingRight, scores } = unit
  const folds = testRight.length
  if (trainingRight.length !== folds) throw lines.refusal(0, 'folds of two numbers')
  testRight.forEach((right, fold) => {
    const size = Math.ceil((PATTERNS - fold) / folds)
    if (right > size || (trainingRight[fold] ?? 0) > PATTERNS - size) {
      throw lines.refusal(0, `more right than there are in fold ${fold}`)
    }
  })
  const right = scores.filter(isRight).length
  const stated = sum(testRight)
  if (right !== stated) throw lines.refusal(0, `${stated} right by folds, ${right} by scores`)
  const { version: _, patterns: __, testRight: ___, trainingRight: ____, ...rest } = unit
  return {
    ...rest,
    folds,
    accuracy: right / PATTERNS,
    trainingAccuracy: sum(trainingRight) / (PATTERNS * (folds - 1)),
  }
}

const sum = (values: readonly number[]): number => values.reduce((all, value) => all + value, 0)
