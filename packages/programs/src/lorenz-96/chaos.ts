/**
 * The reducer: the leading Lyapunov exponent, the climate of the model and its ensemble forecasts.
 *
 * In: standard outputs of distinct units of one study, in any order. Out: means over blocks with
 * standard errors; blocks are many times longer than the memory of the state.
 */
import { meanOf } from '../statistics/mean.ts'
import type { Mean } from '../statistics/mean.ts'
import { poolUnits } from '../unit-output/pool.ts'
import { poolForecasts } from './forecasts.ts'
import type { Forecasts } from './forecasts.ts'
import { readUnitOutput } from './unit-output.ts'

/** Days in Lorenz's unit of time. */
export const DAYS = 5

export interface Chaos {
  readonly units: number
  readonly sites: number
  readonly forcing: number
  /** Simulated time in all, in Lorenz's unit. */
  readonly time: number
  /** For each unit of time. */
  readonly exponent: Mean
  /** Days in which a small error doubles. */
  readonly doublingDays: Mean
  readonly mean: Mean
  /** What the energy budget says is 0: mean of the squares less forcing times mean. */
  readonly budget: Mean
  readonly forecasts: Forecasts
  /** Means of the exponent over the first blocks, as more of them are taken. */
  readonly convergence: readonly { readonly blocks: number; readonly exponent: Mean }[]
}

/** @throws `BAD_UNIT_OUTPUT`, `NO_UNITS`, `DUPLICATE_UNIT`, `MIXED_STUDY` */
export function reduce(stdouts: readonly Uint8Array[]): Chaos {
  const units = poolUnits(stdouts, {
    read: readUnitOutput,
    identity: ({ seed }) => [seed],
    study: ({ sites, forcingMilli, time, errorPico }) => ({
      ...{ sites, forcingMilli, time, errorPico },
    }),
  })
  const { sites, forcingMilli, time } = units[0]
  const forcing = forcingMilli / 1000
  const blocks = units.flatMap((unit) => unit.blocks)
  const exponents = blocks.map(({ exponentMicro }) => exponentMicro / 1e6)
  const exponent = meanOf(exponents)
  const days = (Math.LN2 / exponent.mean) * DAYS
  const mean = meanOf(blocks.map(({ meanMicro }) => meanMicro / 1e6))
  const square = meanOf(blocks.map(({ squareMicro }) => squareMicro / 1e6)).mean
  const counts = [...new Set([8, 16, 32, 64, 128, 256, 512, blocks.length])]
  return {
    ...{ units: units.length, sites, forcing, time: time * blocks.length, exponent },
    doublingDays: { mean: days, error: (days * exponent.error) / Math.abs(exponent.mean) },
    mean,
    forecasts: poolForecasts(units, square - mean.mean ** 2),
    budget: meanOf(
      blocks.map(({ meanMicro, squareMicro }) => (squareMicro - forcing * meanMicro) / 1e6),
    ),
    convergence: counts
      .filter((count) => count <= blocks.length)
      .map((count) => ({ blocks: count, exponent: meanOf(exponents.slice(0, count)) })),
  }
}
