/**
 * The reducer: cross-validations in; accuracy of each configuration, the best one and its committee
 * out. Counts are added before anything is divided, so the order of outputs cannot matter.
 */
import { ascending, descending, deviation, group, mean, sum } from 'd3-array'
import { GridError } from '@pumasi/domain'
import { poolUnits } from '../unit-output/pool.ts'
import { PATTERNS, ROCKS, isRight, readUnitOutput } from './unit-output.ts'
import type { UnitOutput } from './unit-output.ts'

export interface Configuration {
  readonly hidden: number
  /** Learning rate. */
  readonly rate: number
  readonly validations: number
  /** Share right of patterns held out, and its standard error over partitions and first weights. */
  readonly accuracy: number
  readonly error: number
  readonly trainingAccuracy: number
}

/** Networks of one configuration that judge together, each pattern by those that never saw it. */
export interface Committee {
  readonly accuracy: number
  /** Chance that a mine scores over a rock. */
  readonly areaUnderCurve: number
  /** Rate of false alarms and of hits as the threshold falls. */
  readonly curve: readonly (readonly [falseAlarms: number, hits: number])[]
}

export interface Sweep {
  readonly networks: number
  readonly folds: number
  readonly epochs: number
  /** By hidden units, then by rate. */
  readonly configurations: readonly Configuration[]
  /** Most patterns right; of equal ones that with fewer hidden units, then the lower rate. */
  readonly best: Configuration
  readonly committee: Committee
}

const VALIDATIONS_MIN = 2

/** @throws `BAD_UNIT_OUTPUT`, `NO_UNITS`, `DUPLICATE_UNIT`, `MIXED_STUDY`, `TOO_FEW_UNITS` */
export function reduce(stdouts: readonly Uint8Array[]): Sweep {
  const units = poolUnits(stdouts, {
    read: readUnitOutput,
    identity: ({ hidden, rateMilli, seed }) => [hidden, rateMilli, seed],
    study: ({ folds, epochs }) => ({ folds, epochs }),
  })
  const [{ folds, epochs }] = units
  const groups = [...group(units, ({ hidden, rateMilli }) => `${hidden}/${rateMilli}`).values()]
  const summaries = groups.map((members) => ({ members, configuration: summarise(members) }))
  const [winner] = summaries.toSorted(
    (a, b) =>
      descending(a.configuration.accuracy, b.configuration.accuracy) ||
      ascending(a.configuration.hidden, b.configuration.hidden) ||
      ascending(a.configuration.rate, b.configuration.rate),
  )
  if (winner === undefined) throw new Error('units without a group')
  return {
    networks: units.length * folds,
    ...{ folds, epochs },
    configurations: summaries.map(({ configuration }) => configuration),
    best: winner.configuration,
    committee: judge(winner.members),
  }
}

function summarise(units: readonly UnitOutput[]): Configuration {
  const [first] = units
  if (first === undefined || units.length < VALIDATIONS_MIN) {
    throw new GridError(
      'TOO_FEW_UNITS',
      `found ${units.length} cross-validations of a configuration, expected ${VALIDATIONS_MIN} or more`,
      { hint: 'Wait for more units, or plan a larger study.', retryable: true },
    )
  }
  const right = sum(units, ({ scores }) => scores.filter(isRight).length)
  const spread = deviation(units, ({ accuracy }) => accuracy) ?? 0
  return {
    hidden: first.hidden,
    rate: first.rateMilli / 1000,
    validations: units.length,
    accuracy: right / (PATTERNS * units.length),
    error: spread / Math.sqrt(units.length),
    trainingAccuracy: mean(units, ({ trainingAccuracy }) => trainingAccuracy) ?? 0,
  }
}

function judge(units: readonly UnitOutput[]): Committee {
  const totals = Array.from({ length: PATTERNS }, (_, pattern) =>
    sum(units, ({ scores }) => scores[pattern] ?? 0),
  )
  const rocks = totals.slice(0, ROCKS)
  const mines = totals.slice(ROCKS)
  const thresholds = [...new Set(totals)].sort(descending)
  const over = (scores: readonly number[], threshold: number): number =>
    scores.filter((score) => score >= threshold).length / scores.length
  const pairs = sum(mines, (mine) =>
    sum(rocks, (rock) => (mine > rock ? 1 : mine === rock ? 0.5 : 0)),
  )
  return {
    accuracy: totals.filter(isRight).length / PATTERNS,
    areaUnderCurve: pairs / (mines.length * rocks.length),
    curve: [[0, 0], ...thresholds.map((at) => [over(rocks, at), over(mines, at)] as const)],
  }
}
