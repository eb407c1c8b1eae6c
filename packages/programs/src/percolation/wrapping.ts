/**
 * The reducer: the probability to wrap as a function of the density, and where it is critical.
 *
 * In: standard outputs of distinct units of one study, in any order. Out: the density at which
 * the probability to wrap has its exact critical value, by two kinds of wrapping.
 */
import { poolUnits } from '../unit-output/pool.ts'
import type { Mean } from '../statistics/mean.ts'
import { readUnitOutput } from './unit-output.ts'
import type { Histogram } from './unit-output.ts'

/**
 * The probability to wrap at the threshold on an infinite torus, after H. T. Pinson, J. Stat.
 * Phys. 75 (1994), 1167, to the digits of Newman and Ziff, Phys. Rev. Lett. 85 (2000), 4104.
 */
export const criticalProbability = { either: 0.690473725, alongX: 0.52105829 } as const

export interface Wrapping {
  readonly units: number
  readonly trials: number
  readonly size: number
  /** The density at which wrapping has its critical probability. */
  readonly threshold: { readonly either: Mean; readonly alongX: Mean }
  /** The probability to wrap around the threshold. */
  readonly curves: readonly {
    readonly density: number
    readonly either: number
    readonly alongX: number
  }[]
}

/** @throws `BAD_UNIT_OUTPUT`, `NO_UNITS`, `DUPLICATE_UNIT`, `MIXED_STUDY` */
export function reduce(stdouts: readonly Uint8Array[]): Wrapping {
  const units = poolUnits(stdouts, {
    read: readUnitOutput,
    identity: ({ seed }) => [seed],
    study: ({ size, trials }) => ({ size, trials }),
  })
  const { size, trials } = units[0]
  const sites = size * size
  const either = pool(units.map((unit) => unit.either))
  const alongX = pool(units.map((unit) => unit.alongX))
  return {
    ...{ units: units.length, trials: trials * units.length, size },
    threshold: {
      either: solve(either, sites, criticalProbability.either),
      alongX: solve(alongX, sites, criticalProbability.alongX),
    },
    curves: Array.from({ length: 49 }, (_, step) => {
      const density = 0.545 + 0.002 * step
      const [e, x] = [either, alongX].map((counts) => probability(counts, sites, density).mean)
      return { density, either: e ?? 0, alongX: x ?? 0 }
    }),
  }
}

function pool(histograms: readonly Histogram[]): Histogram {
  const counts = new Map<number, number>()
  for (const [sites, count] of histograms.flat())
    counts.set(sites, (counts.get(sites) ?? 0) + count)
  return [...counts].sort(([a], [b]) => a - b)
}

/**
 * The probability to wrap when each site is occupied with probability `density`: over trials, the
 * mean of the chance that so many sites are occupied as the trial needed.
 */
function probability(histogram: Histogram, sites: number, density: number): Mean {
  const tail = binomialTail(sites, density)
  let [sum, squares, trials] = [0, 0, 0]
  for (const [needed, count] of histogram) {
    const chance = tail[needed] ?? 0
    sum += count * chance
    squares += count * chance * chance
    trials += count
  }
  const mean = sum / trials
  return { mean, error: Math.sqrt(Math.max(0, squares / trials - mean * mean) / trials) }
}

/** Entry k is the probability that at least k of `sites` are occupied. */
export function binomialTail(sites: number, density: number): Float64Array {
  const tail = new Float64Array(sites + 2)
  const mode = Math.floor((sites + 1) * density)
  const odds = density / (1 - density)
  // Relative to the mode, outward both ways; what underflows there counts nothing.
  tail[mode] = 1
  for (let k = mode; k < sites; k++) tail[k + 1] = ((tail[k] ?? 0) * odds * (sites - k)) / (k + 1)
  for (let k = mode; k > 0; k--) tail[k - 1] = ((tail[k] ?? 0) * k) / (odds * (sites - k + 1))
  const total = tail.reduce((sum, weight) => sum + weight, 0)
  for (let k = sites; k >= 0; k--) tail[k] = (tail[k] ?? 0) / total + (tail[k + 1] ?? 0)
  return tail
}

/** Where the probability is `wanted`, by bisection; its error is that of the probability. */
function solve(histogram: Histogram, sites: number, wanted: number): Mean {
  let [low, high] = [0.3, 0.9]
  for (let step = 0; step < 40; step++) {
    const middle = (low + high) / 2
    if (probability(histogram, sites, middle).mean < wanted) low = middle
    else high = middle
  }
  const width = 1e-3
  const rise = (sign: number): number => probability(histogram, sites, low + sign * width).mean
  const slope = (rise(1) - rise(-1)) / (2 * width)
  return { mean: low, error: probability(histogram, sites, low).error / slope }
}
