/**
 * Forecasts: what ensembles of eight missed, and what their members differed by, by lead time.
 *
 * In: units that each give means over their own forecasts. Out: root mean squares over all units;
 * errors by leaving out a unit at a time, since the forecasts of a unit share a run.
 */
import { jackknife, meanOf, widened } from '../statistics/mean.ts'
import type { Mean } from '../statistics/mean.ts'
import type { UnitOutput } from './unit-output.ts'

/** Of each unit. */
const FORECASTS = 8
const MEMBERS = 8
/** Half a unit of time. */
export const LEAD_DAYS = 2.5
/** Errors are still small, and have turned to the direction that grows fastest. */
const GROWTH_LEADS = [12, 18] as const

export interface Lead {
  readonly days: number
  /** Root mean square error of the ensemble's mean. */
  readonly missed: number
  /** Root mean square of what the members are off their mean. */
  readonly spread: number
  /** Mean square of the first over what the second says it must be: 1 for a right ensemble. */
  readonly ratio: Mean
}

export interface Forecasts {
  readonly count: number
  readonly leads: readonly Lead[]
  /** Growth of the logarithm of small errors, for each unit of time of five days. */
  readonly growth: Mean
  /** Mean square error at the last lead over that of two states drawn at random. */
  readonly saturation: Mean
}

/** `variance` is that of a site over all time. */
export function poolForecasts(units: readonly UnitOutput[], variance: number): Forecasts {
  const last = (units[0]?.forecasts.skillMicro.length ?? 1) - 1
  const of = (estimate: (kept: readonly UnitOutput[]) => number): Mean =>
    widened(jackknife(units, estimate), units.length)
  return {
    count: units.length * FORECASTS,
    leads: Array.from({ length: last + 1 }, (_, lead) => ({
      days: lead * LEAD_DAYS,
      missed: Math.sqrt(meanSquare(units, 'skillMicro', lead)),
      spread: Math.sqrt(meanSquare(units, 'spreadMicro', lead)),
      ratio: of(
        (kept) =>
          meanSquare(kept, 'skillMicro', lead) /
          // The mean of the members has an error of its own beside the truth's.
          ((1 + 1 / MEMBERS) * meanSquare(kept, 'spreadMicro', lead)),
      ),
    })),
    growth: widened(meanOf(units.map(growthOf)), units.length),
    saturation: of((kept) => {
      const own = meanSquare(kept, 'spreadMicro', last) * (1 - 1 / MEMBERS)
      return (meanSquare(kept, 'skillMicro', last) + own) / (2 * variance)
    }),
  }
}

/** For each unit of time of five days. */
function growthOf({ forecasts: { growthMicro } }: UnitOutput): number {
  const [from, to] = GROWTH_LEADS
  const grown = ((growthMicro[to] ?? NaN) - (growthMicro[from] ?? NaN)) / 1e6
  return (grown / ((to - from) * LEAD_DAYS)) * 5
}

/** Units give logarithms of mean squares, in millionths. */
const meanSquare = (
  units: readonly UnitOutput[],
  key: 'skillMicro' | 'spreadMicro',
  lead: number,
): number =>
  units.reduce((sum, { forecasts }) => sum + Math.exp((forecasts[key][lead] ?? NaN) / 1e6), 0) /
  units.length
