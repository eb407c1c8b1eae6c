/** Unit outputs made for tests of the reducer and the plot: right in form, free in content. */
import { concatBytes, encodeCanonical, utf8 } from '@pumasi/domain'
import { differences } from '../pairs.ts'
import { BARS } from '../unit-output.ts'

const output = (unit: Record<string, unknown>): Uint8Array =>
  concatBytes([
    encodeCanonical({ batches: 10, pairs: differences.length, version: 1, ...unit }),
    utf8('\n'),
  ])

const peak = (length: number, at: number, count: number): number[] =>
  Array.from({ length }, (_, index) => (index === at ? count : 0))

/** One unit of each experiment, ten batches, all hits where `share` is 1. */
export const madeUnits = (seed: number, share = 0.5, changes: Record<string, unknown> = {}) => ({
  bootstrap: output({
    ...{ draws: 10_000, experiment: 'bootstrap', seed },
    ...{ means: peak(BARS, 40, 10_000), medians: peak(15, 7, 10_000) },
    ...{ sumOfSquares: 1_000_000, sumOfSums: 10_000 },
    ...changes,
  }),
  coverage: output({
    ...{ covered: 50 * share, draws: 50, experiment: 'coverage', seed },
    ...changes,
  }),
  permutation: output({
    ...{ draws: 12_000, experiment: 'permutation', seed },
    ...{ extremePositive: 0, extremeRankSum: 12_000, extremeSum: 12_000 * share },
    ...changes,
  }),
  power: output({
    ...{ draws: 200, experiment: 'power', rejected: 200 * share, seed },
    ...changes,
  }),
})
