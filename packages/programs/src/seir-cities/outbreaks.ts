/**
 * The reducer: scenarios with the chance to die out, the final size and the peak of the rest.
 *
 * In: standard outputs of distinct units of one study, in any order. Out: one row for each
 * scenario, with standard errors.
 */
import { GridError } from '@pumasi/domain'
import { shareOf } from '../statistics/mean.ts'
import type { Mean } from '../statistics/mean.ts'
import { poolUnits } from '../unit-output/pool.ts'
import { readUnitOutput } from './unit-output.ts'
import type { UnitOutput } from './unit-output.ts'

export interface Scenario {
  readonly r0: number
  /** Shares of contacts and of travel that are given up once the trigger is reached. */
  readonly contactCut: number
  readonly travelCut: number
  readonly epidemics: number
  /** The share of epidemics that died out before the trigger. */
  readonly extinct: Mean
  /** The share of people infected in the others. */
  readonly attack: Mean
  /** The mean share of people infectious at the peak of the others. */
  readonly peak: number
  /** By city: the share infected, and the mean day of the first case. */
  readonly cities: readonly { readonly attack: number; readonly day: number }[]
}

export interface Outbreaks {
  readonly units: number
  readonly people: number
  readonly cities: number
  /** People of the last city, which is the smallest. */
  readonly smallestCity: number
  /** What ends before so many were infected has died out. */
  readonly trigger: number
  readonly scenarios: readonly Scenario[]
}

/** @throws `BAD_UNIT_OUTPUT`, `NO_UNITS`, `DUPLICATE_UNIT`, `MIXED_STUDY`, `TOO_FEW_EPIDEMICS` */
export function reduce(stdouts: readonly Uint8Array[]): Outbreaks {
  const units = poolUnits(stdouts, {
    read: readUnitOutput,
    identity: ({ r0Milli, contactCutMilli, travelCutMilli, seed }) => [
      ...[r0Milli, contactCutMilli, travelCutMilli, seed],
    ],
    study: ({ cities, people, travelMilli, trigger, epidemics }) => ({
      ...{ cities, people, travelMilli, trigger, epidemics },
    }),
  })
  const groups = Map.groupBy(units, ({ r0Milli, contactCutMilli, travelCutMilli }) =>
    [r0Milli, contactCutMilli, travelCutMilli].join('/'),
  )
  const { people, cities, trigger } = units[0]
  return {
    ...{ units: units.length, people, cities, trigger },
    smallestCity: Math.floor(people / (cities * harmonic(cities))),
    scenarios: [...groups.values()].map(scenarioOf),
  }
}

/** City k has a share of the people in proportion to 1 / k. */
const harmonic = (cities: number): number =>
  Array.from({ length: cities }, (_, city) => 1 / (city + 1)).reduce((sum, each) => sum + each, 0)

function scenarioOf(units: readonly UnitOutput[]): Scenario {
  const [first] = units
  const total = (value: (unit: UnitOutput) => number): number =>
    units.reduce((sum, unit) => sum + value(unit), 0)
  const epidemics = total((unit) => unit.epidemics)
  const minor = total((unit) => unit.minor)
  const major = epidemics - minor
  if (first === undefined || major < 10) {
    throw new GridError('TOO_FEW_EPIDEMICS', `found ${major} large epidemics, expected 10`, {
      hint: 'Wait for more units, or plan a larger study.',
      retryable: true,
    })
  }
  const { people, cities } = first
  const mean = total(({ infectedSum }) => infectedSum) / major
  const squares = Number(units.reduce((sum, { infectedSquares }) => sum + infectedSquares, 0n))
  const variance = Math.max(0, squares / major - mean * mean) * (major / (major - 1))
  const error = Math.sqrt(variance / major)
  return {
    r0: first.r0Milli / 1000,
    contactCut: first.contactCutMilli / 1000,
    travelCut: first.travelCutMilli / 1000,
    epidemics,
    extinct: shareOf(minor, epidemics),
    attack: { mean: mean / people, error: error / people },
    peak: total(({ peakSum }) => peakSum) / major / people,
    cities: Array.from({ length: cities }, (_, city) => {
      const reached = total(({ reachedCount }) => reachedCount[city] ?? 0)
      return {
        attack: total(({ infectedBy }) => infectedBy[city] ?? 0) / major / people,
        day: total(({ reachedSum }) => reachedSum[city] ?? 0) / 1000 / Math.max(1, reached),
      }
    }),
  }
}
