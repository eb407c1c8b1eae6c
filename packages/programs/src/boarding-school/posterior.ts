/**
 * The reducer: many units' outputs in, the posterior out.
 *
 * In: standard outputs of distinct units of one study, in any order. Out: summaries of the pooled
 * accepted draws and the band of their epidemics.
 * Reads no clock and no locale. Invariants: the order of outputs does not matter, a unit counts
 * once (posterior.test.ts).
 */
import { ascending, bin, mean, quantileSorted, range } from 'd3-array'
import { GridError } from '@pumasi/domain'
import { poolUnits } from '../unit-output/pool.ts'
import { dayNames, observedInBed } from './observation.ts'
import { readUnitOutput } from './unit-output.ts'
import type { AcceptedDraw } from './unit-output.ts'

/** A posterior in four numbers: its mean, its median and the ends of the central 95 %. */
export interface Estimate {
  readonly mean: number
  readonly median: number
  readonly low95: number
  readonly high95: number
}

/** One day of the fit: boys in bed, seen and in the accepted epidemics. */
export interface FittedDay {
  readonly date: string
  readonly observed: number
  readonly median: number
  readonly low95: number
  readonly high95: number
}

/** A bar of a histogram: `count` draws from `from` up to `to`. */
export interface Bar {
  readonly from: number
  readonly to: number
  readonly count: number
}

export interface Posterior {
  readonly units: number
  readonly draws: number
  readonly accepted: number
  /** Largest accepted root mean square difference, in boys. */
  readonly epsilon: number
  /** Transmission rate, per day. */
  readonly beta: Estimate
  /** Recovery rate, per day. */
  readonly gamma: Estimate
  /** Basic reproduction number, beta / gamma. */
  readonly r0: Estimate
  /** Mean infectious period 1 / gamma, in days. */
  readonly infectiousDays: Estimate
  readonly fitted: readonly FittedDay[]
  readonly r0Histogram: readonly Bar[]
}

/** Below this many draws, less than one lies in each tail of a 95 % interval. */
const ACCEPTED_MIN = 40

/**
 * Pools unit outputs into the posterior.
 * @throws `BAD_UNIT_OUTPUT`, `NO_UNITS`, `DUPLICATE_UNIT`, `MIXED_STUDY`, `TOO_FEW_ACCEPTED`
 */
export function reduce(stdouts: readonly Uint8Array[]): Posterior {
  const units = poolUnits(stdouts, {
    read: readUnitOutput,
    identity: ({ seed }) => [seed],
    study: ({ draws, epsilonMilli }) => ({ draws, epsilonMilli }),
  })
  const accepted = units.flatMap((unit) => unit.accepted)
  if (accepted.length < ACCEPTED_MIN) {
    throw new GridError(
      'TOO_FEW_ACCEPTED',
      `found ${accepted.length} accepted draws, expected at least ${ACCEPTED_MIN}`,
      {
        hint: 'Wait for more units, or plan a larger study.',
        retryable: true,
        details: { accepted: accepted.length, min: ACCEPTED_MIN },
      },
    )
  }
  const r0 = accepted.map(({ betaMicro, gammaMicro }) => betaMicro / gammaMicro)
  return {
    units: units.length,
    draws: units.reduce((sum, unit) => sum + unit.draws, 0),
    accepted: accepted.length,
    epsilon: units[0].epsilonMilli / 1000,
    beta: estimate(accepted.map((draw) => draw.betaMicro / 1e6)),
    gamma: estimate(accepted.map((draw) => draw.gammaMicro / 1e6)),
    r0: estimate(r0),
    infectiousDays: estimate(accepted.map((draw) => 1e6 / draw.gammaMicro)),
    fitted: observedInBed.map((observed, day) => fittedDay(accepted, day, observed)),
    r0Histogram: histogram(r0),
  }
}

function estimate(values: readonly number[]): Estimate {
  const sorted = [...values].sort(ascending)
  const quantile = (share: number): number => quantileSorted(sorted, share) ?? Number.NaN
  return {
    mean: mean(sorted) ?? Number.NaN,
    median: quantile(0.5),
    low95: quantile(0.025),
    high95: quantile(0.975),
  }
}

function fittedDay(accepted: readonly AcceptedDraw[], day: number, observed: number): FittedDay {
  const { median, low95, high95 } = estimate(accepted.map((draw) => draw.inBed[day] ?? Number.NaN))
  return { date: dayNames[day] ?? '', observed, median, low95, high95 }
}

/** Bars a tenth wide that cover all values. */
function histogram(values: readonly number[]): Bar[] {
  const tenths = values.map((value) => value * 10)
  const low = Math.floor(Math.min(...tenths))
  const high = Math.floor(Math.max(...tenths)) + 1
  const bars = bin()
    .domain([low, high])
    .thresholds(range(low + 1, high))(tenths)
  return bars.map((bar) => ({
    from: (bar.x0 ?? low) / 10,
    to: (bar.x1 ?? high) / 10,
    count: bar.length,
  }))
}
