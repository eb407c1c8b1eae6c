/** The experiments held against results that need no chance, and against Fisher's count. */
import { sum, variance } from 'd3-array'
import { withinErrors } from '../reference/check.ts'
import type { ReferenceCheck } from '../reference/check.ts'
import {
  medianChances,
  medianCoverage,
  noncentralTail,
  signFlipShare,
  signedRanks,
} from './exact.ts'
import type { Findings, Share } from './findings.ts'
import { EIGHTHS_PER_INCH, differences } from './pairs.ts'
import { interval, test } from './study.ts'

const pairs = differences.length

export const exact = {
  /** Fisher counts 1,726 of the 32,768 choices of signs, both tails together. */
  sum: 1726 / 2 ** 15,
  rankSum: signFlipShare(signedRanks(differences)),
  positive: signFlipShare(differences.map(Math.sign)),
  /** Of a resampled mean, in square inches: (n - 1) / n of s^2 / n. */
  variance: (((pairs - 1) / pairs) * (variance(differences) ?? 0)) / pairs / EIGHTHS_PER_INCH ** 2,
  medians: medianChances(pairs),
  coverage: medianCoverage(interval.size, interval.resamples, interval.tail),
  power: noncentralTail(test.critical, 2 * test.group - 2, test.effect * Math.sqrt(test.group / 2)),
}

const FISHER = 'Fisher, The Design of Experiments (1935), section 21: 1,726 of 32,768'
const COUNTED = 'all 32,768 choices of signs'

export function compare(findings: Findings): readonly ReferenceCheck[] {
  const { bootstrap, coverage, power, sum: sums, rankSum, positive } = findings
  const line = (quantity: string, found: Share, reference: number, source: string) =>
    withinErrors({ quantity, value: found.share, reference, error: found.error, source })
  const medians = chiSquared(bootstrap.medians, exact.medians)
  return [
    line('permutation test of the mean (p)', sums, exact.sum, FISHER),
    line('signed-rank test (p)', rankSum, exact.rankSum, COUNTED),
    line('sign test (p)', positive, exact.positive, COUNTED),
    withinErrors({
      quantity: 'bootstrap mean less observed (inches)',
      ...{ value: bootstrap.shift, reference: 0, error: bootstrap.shiftError },
      source: 'Efron, Ann. Statist. 7 (1979): no bias',
    }),
    withinErrors({
      quantity: 'bootstrap variance of the mean (square inches)',
      ...{ value: bootstrap.variance, reference: exact.variance, error: bootstrap.varianceError },
      source: 'Efron (1979): (n - 1) s^2 / n^2',
    }),
    withinErrors({
      quantity: `chi-squared of the bootstrap medians, ${medians.degrees} degrees`,
      value: medians.value,
      reference: medians.degrees,
      error: Math.sqrt(2 * medians.degrees),
      source: 'Efron (1979), section 3: binomial sums',
    }),
    line('coverage of the bootstrap interval', coverage, exact.coverage, 'binomial sums'),
    line("power of Student's test", power, exact.power, 'noncentral t; Cohen (1988): .80'),
  ]
}

/** Pearson's statistic; cells that expect fewer than 5 are one cell. */
export function chiSquared(
  counts: readonly number[],
  chances: readonly number[],
): { readonly value: number; readonly degrees: number } {
  const draws = sum(counts)
  const cells = counts.map((count, index) => ({ count, expected: draws * (chances[index] ?? 0) }))
  const rare = cells.filter(({ expected }) => expected < 5)
  const rest = {
    count: sum(rare, (cell) => cell.count),
    expected: sum(rare, (cell) => cell.expected),
  }
  const kept = [...cells.filter(({ expected }) => expected >= 5), rest].filter(
    ({ expected }) => expected > 0,
  )
  return {
    value: sum(kept, ({ count, expected }) => (count - expected) ** 2 / expected),
    degrees: kept.length - 1,
  }
}
