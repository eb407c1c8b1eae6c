/** Unit outputs made for tests of the reducer: right in form, free in content. */
import { concatBytes, encodeCanonical, utf8 } from '@pumasi/domain'
import { PATTERNS, ROCKS } from '../unit-output.ts'

/** Two folds in which the first `wrong` patterns were judged wrongly. */
export function madeUnit(
  {
    hidden,
    seed,
    wrong = 0,
  }: { readonly hidden: number; readonly seed: number; readonly wrong?: number },
  changes: Record<string, unknown> = {},
): Uint8Array {
  const right = PATTERNS - wrong
  const unit = {
    epochs: 300,
    hidden,
    patterns: PATTERNS,
    rateMilli: 200,
    scores: Array.from({ length: PATTERNS }, (_, pattern) =>
      pattern >= ROCKS === pattern >= wrong ? 500 + pattern : -500 - pattern,
    ),
    seed,
    testRight: [Math.ceil(right / 2), Math.floor(right / 2)],
    trainingRight: [104, 100],
    version: 1,
    ...changes,
  }
  return concatBytes([encodeCanonical(unit), utf8('\n')])
}
