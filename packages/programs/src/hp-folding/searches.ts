/** The reducer: many searches in, the best fold of each sequence and how often it was met out. */
import { ascending, group, median } from 'd3-array'
import { poolUnits } from '../unit-output/pool.ts'
import type { Site } from './fold.ts'
import { readUnitOutput } from './unit-output.ts'
import type { UnitOutput } from './unit-output.ts'

/** What all searches of one sequence found. */
export interface Folded {
  readonly sequence: string
  /** Of the best fold; its energy is minus this. */
  readonly contacts: number
  readonly sites: readonly Site[]
  readonly searches: number
  /** Searches that met a fold as good as the best. */
  readonly hits: number
  /** 95 % interval (Wilson) of the chance that a search of this length does. */
  readonly low95: number
  readonly high95: number
  /** Sweeps after which those that did had it: the middle one. */
  readonly medianSweep: number
}

export interface Searches {
  /** Pull moves tried in all. */
  readonly moves: number
  readonly sweeps: number
  readonly replicas: number
  /** By length. */
  readonly folded: readonly Folded[]
}

/** Of each replica in a sweep. */
const MOVES = 500

/** @throws `BAD_UNIT_OUTPUT`, `NO_UNITS`, `DUPLICATE_UNIT`, `MIXED_STUDY` */
export function reduce(stdouts: readonly Uint8Array[]): Searches {
  const units = poolUnits(stdouts, {
    read: readUnitOutput,
    identity: ({ sequence, seed }) => [sequence.length, ...letters(sequence), seed],
    study: ({ coldestMilli, hottestMilli, replicas, sweeps }) => ({
      ...{ coldestMilli, hottestMilli, replicas, sweeps },
    }),
  })
  const [{ sweeps, replicas }] = units
  const bySequence = group(units, ({ sequence }) => sequence)
  return {
    moves: units.length * sweeps * replicas * MOVES,
    ...{ sweeps, replicas },
    folded: [...bySequence.values()].map(summarise),
  }
}

const letters = (sequence: string): number[] =>
  [...sequence].map((letter) => (letter === 'H' ? 1 : 0))

function summarise(units: readonly UnitOutput[]): Folded {
  const contacts = Math.max(...units.map((unit) => unit.contacts))
  const hits = units.filter((unit) => unit.contacts === contacts)
  // The one found first: the same whatever the order of outputs.
  const [best] = hits.toSorted(
    (a, b) => ascending(a.foundAt, b.foundAt) || ascending(a.seed, b.seed),
  )
  const [low95, high95] = wilson(hits.length, units.length)
  return {
    sequence: units[0]?.sequence ?? '',
    contacts,
    sites: best?.sites ?? [],
    searches: units.length,
    hits: hits.length,
    ...{ low95, high95 },
    medianSweep: median(hits, ({ foundAt }) => foundAt) ?? Number.NaN,
  }
}

/** Wilson's score interval for `hits` of `trials`, 95 %. */
export function wilson(hits: number, trials: number): readonly [low: number, high: number] {
  const z = 1.96
  const share = hits / trials
  const centre = share + z ** 2 / (2 * trials)
  const reach = z * Math.sqrt((share * (1 - share)) / trials + z ** 2 / (4 * trials ** 2))
  const whole = 1 + z ** 2 / trials
  return [Math.max(0, (centre - reach) / whole), Math.min(1, (centre + reach) / whole)]
}
