/** The reducer: counts of all units added up, as shares with their standard errors. */
import { sum } from 'd3-array'
import { GridError } from '@pumasi/domain'
import { poolUnits } from '../unit-output/pool.ts'
import { EIGHTHS_PER_INCH, differences } from './pairs.ts'
import { experiments } from './study.ts'
import type { Experiment } from './study.ts'
import { BARS, placeOf, readUnitOutput } from './unit-output.ts'
import type { UnitOf, UnitOutput } from './unit-output.ts'

/** A share of `draws` and its standard error. */
export interface Share {
  readonly draws: number
  readonly hits: number
  readonly share: number
  readonly error: number
}

/** The bootstrap of Darwin's pairs; lengths in inches. */
export interface Bootstrap {
  readonly draws: number
  /** Mean of the resampled means less the observed one, and its standard error. */
  readonly shift: number
  readonly shiftError: number
  /** Variance of the resampled means. */
  readonly variance: number
  readonly varianceError: number
  /** Central 95 % of the resampled means. */
  readonly low95: number
  readonly high95: number
  /** The mean's distribution: share of the draws from `from` up to `to`. */
  readonly means: readonly { readonly from: number; readonly to: number; readonly share: number }[]
  /** How often each difference, from the smallest on, was the median. */
  readonly medians: readonly number[]
}

export interface Findings {
  readonly units: number
  readonly bootstrap: Bootstrap
  readonly coverage: Share
  readonly power: Share
  /** Of choices of signs at least as extreme as what was observed. */
  readonly sum: Share
  readonly rankSum: Share
  readonly positive: Share
}

/** @throws `BAD_UNIT_OUTPUT`, `NO_UNITS`, `DUPLICATE_UNIT`, `MIXED_STUDY`, `TOO_FEW_UNITS` */
export function reduce(stdouts: readonly Uint8Array[]): Findings {
  const units = poolUnits(stdouts, {
    read: readUnitOutput,
    identity: (unit) => [placeOf(unit), unit.seed],
    study: ({ batches }) => ({ batches }),
  })
  const of = <Name extends Experiment>(name: Name): readonly UnitOf<Name>[] =>
    units.filter((unit): unit is UnitOf<Name> => unit.experiment === name)
  const missing = experiments.filter((name) => of(name).length === 0)
  if (missing.length > 0) {
    throw new GridError('TOO_FEW_UNITS', `found no unit of ${missing.join(', ')}`, {
      hint: 'Wait for more units: each experiment needs one.',
      retryable: true,
      details: { missing },
    })
  }
  const permutations = of('permutation')
  return {
    units: units.length,
    bootstrap: summarise(of('bootstrap')),
    coverage: share(of('coverage'), ({ covered }) => covered),
    power: share(of('power'), ({ rejected }) => rejected),
    sum: share(permutations, ({ extremeSum }) => extremeSum),
    rankSum: share(permutations, ({ extremeRankSum }) => extremeRankSum),
    positive: share(permutations, ({ extremePositive }) => extremePositive),
  }
}

function share<Unit extends UnitOutput>(
  units: readonly Unit[],
  count: (unit: Unit) => number,
): Share {
  const draws = sum(units, (unit) => unit.draws)
  const hits = sum(units, count)
  const found = hits / draws
  return { draws, hits, share: found, error: Math.sqrt((found * (1 - found)) / draws) }
}

function summarise(units: readonly UnitOf<'bootstrap'>[]): Bootstrap {
  const draws = sum(units, (unit) => unit.draws)
  const inches = 1 / (differences.length * EIGHTHS_PER_INCH)
  const shift = sum(units, (unit) => unit.sumOfSums) / draws
  const variance = sum(units, (unit) => unit.sumOfSquares) / draws - shift ** 2
  const least = Math.min(...differences)
  const width = (Math.max(...differences) - least) / BARS / EIGHTHS_PER_INCH
  const counts = Array.from({ length: BARS }, (_, bar) =>
    sum(units, ({ means }) => means[bar] ?? 0),
  )
  const means = counts.map((count, bar) => {
    const from = least / EIGHTHS_PER_INCH + bar * width
    return { from, to: from + width, share: count / draws }
  })
  return {
    draws,
    shift: shift * inches,
    shiftError: Math.sqrt(variance / draws) * inches,
    variance: variance * inches ** 2,
    // Of a distribution that is nearly normal.
    varianceError: variance * Math.sqrt(2 / draws) * inches ** 2,
    low95: quantile(means, 0.025),
    high95: quantile(means, 0.975),
    means,
    medians: differences.map((_, rank) => sum(units, ({ medians }) => medians[rank] ?? 0)),
  }
}

/** Where the bars hold this share, taking each as even. */
function quantile(bars: Bootstrap['means'], wanted: number): number {
  let below = 0
  for (const bar of bars) {
    if (below + bar.share >= wanted) {
      return bar.from + ((wanted - below) / bar.share) * (bar.to - bar.from)
    }
    below += bar.share
  }
  return bars.at(-1)?.to ?? Number.NaN
}
