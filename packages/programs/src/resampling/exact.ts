/**
 * What the experiments estimate, computed without chance: by counting all arrangements, by
 * binomial sums, by quadrature. None of it uses the module's code or its random numbers.
 */

/**
 * Share of the 2^n choices of signs whose sum is at least as far from 0 as that of `values`; zeros
 * have no sign. Exact up to 52 values.
 */
export function signFlipShare(values: readonly number[]): number {
  const observed = Math.abs(values.reduce((sum, value) => sum + value, 0))
  let counts = new Map([[0, 1]])
  for (const value of values) {
    const next = new Map<number, number>()
    for (const [sum, ways] of counts) {
      for (const to of [sum + value, sum - value]) next.set(to, (next.get(to) ?? 0) + ways)
    }
    counts = next
  }
  let extreme = 0
  for (const [sum, ways] of counts) if (Math.abs(sum) >= observed) extreme += ways
  return extreme / 2 ** values.length
}

/** Ranks of the absolute values, with the values' signs; equal ones share their mean rank. */
export function signedRanks(values: readonly number[]): readonly number[] {
  const sizes = values.map(Math.abs)
  return values.map((value) => {
    const below = sizes.filter((size) => size < Math.abs(value)).length
    const alike = sizes.filter((size) => size === Math.abs(value)).length
    return Math.sign(value) * (below + (alike + 1) / 2)
  })
}

/** P(at most `hits` of `trials`) when each hits with `chance`. */
export function binomialBelow(hits: number, trials: number, chance: number): number {
  if (hits < 0) return 0
  if (hits >= trials || chance <= 0) return 1
  if (chance >= 1) return 0
  let logTerm = trials * Math.log1p(-chance)
  let sum = Math.exp(logTerm)
  for (let k = 1; k <= hits; k++) {
    logTerm += Math.log((trials - k + 1) / k) + Math.log(chance) - Math.log1p(-chance)
    sum += Math.exp(logTerm)
  }
  return Math.min(1, sum)
}

/** Chance that the lower median of a resample of `size` is among the `rank` smallest. */
export const medianWithin = (rank: number, size: number): number =>
  1 - binomialBelow(Math.ceil(size / 2) - 1, size, rank / size)

/** Chances that each of `size` values, from the smallest on, is a resample's median (Efron). */
export const medianChances = (size: number): readonly number[] =>
  Array.from({ length: size }, (_, rank) => medianWithin(rank + 1, size) - medianWithin(rank, size))

/**
 * Coverage of the percentile bootstrap interval for the median of a continuous distribution: from
 * the `tail`-th smallest to the `tail`-th largest of `resamples` medians, whatever the
 * distribution: only how many of the sample lie below its median matters, and that is binomial.
 */
export function medianCoverage(size: number, resamples: number, tail: number): number {
  let coverage = 0
  for (let below = 0; below <= size; below++) {
    const chance = binomialBelow(below, size, 0.5) - binomialBelow(below - 1, size, 0.5)
    const within = medianWithin(below, size)
    const covers =
      binomialBelow(resamples - tail, resamples, within) -
      binomialBelow(tail - 1, resamples, within)
    coverage += chance * covers
  }
  return coverage
}

/** Simpson's rule with an even number of `steps`. */
function integrate(f: (x: number) => number, from: number, to: number, steps: number): number {
  const width = (to - from) / steps
  let sum = f(from) + f(to)
  for (let step = 1; step < steps; step++) sum += (step % 2 === 0 ? 2 : 4) * f(from + step * width)
  return (sum * width) / 3
}

const normalDensity = (x: number): number => Math.exp(-0.5 * x * x) / Math.sqrt(2 * Math.PI)

/** Standard normal distribution function. */
export const normalBelow = (x: number): number =>
  Math.abs(x) > 9 ? Number(x > 0) : 0.5 + integrate(normalDensity, 0, x, 400)

/**
 * P(|T| > `critical`) for noncentral t: T = (Z + shift) / s, where `degrees` s^2 is chi-squared.
 * Quadrature over s, whose density is proportional to s^(degrees - 1) exp(-degrees s^2 / 2).
 */
export function noncentralTail(critical: number, degrees: number, shift: number): number {
  const reach = 12 / Math.sqrt(2 * degrees)
  const [from, to] = [Math.max(1e-9, 1 - reach), 1 + reach]
  // The exponent is 0 at s = 1, so that nothing overflows.
  const density = (s: number): number =>
    Math.exp((degrees - 1) * Math.log(s) - (degrees / 2) * (s * s - 1))
  const beyond = (s: number): number =>
    density(s) * (normalBelow(shift - critical * s) + normalBelow(-shift - critical * s))
  return integrate(beyond, from, to, 600) / integrate(density, from, to, 600)
}
