/** Report: what a run came to, class by class, in numbers that fit a table. */
import type { Scenario } from './scenario.ts'
import type { ClassTally, Tally } from './world/tally.ts'

/** Under which policy a grid is run. */
export const policyNames = ['pumasi', 'boinc'] as const
export type PolicyName = (typeof policyNames)[number]

export interface Latency {
  readonly p50Hours: number
  readonly p90Hours: number
  readonly p99Hours: number
}

export interface ClassReport {
  readonly name: string
  /** Identities that began to work. */
  readonly accounts: number
  /** Executions reported, leases lost. */
  readonly reported: number
  readonly lost: number
  /** Believed outputs, and wrong ones among them: in all, as a share, by account. */
  readonly believed: number
  readonly wrong: number
  readonly wrongShare: number
  readonly wrongPerAccount: number
  readonly wrongPerAccountMax: number
  /** Executions beyond one for each believed unit, of the units that were first run here. */
  readonly overhead: number
  /** Failed checks, and provisional units that they made void. */
  readonly strikes: number
  readonly voided: number
  /** Credited units for each reported one, and for each that was really computed. */
  readonly creditPerUnit: number
  readonly creditPerEffort: number
  /** From a unit's first receipt until it is believed. */
  readonly latency: Latency
}

export interface Report {
  readonly scenario: string
  readonly seed: number
  readonly policy: PolicyName
  /** Days until the last unit was settled. */
  readonly days: number
  /** Units that somebody ran and nobody believes: zero unless nobody was left to check. */
  readonly unsettled: number
  readonly total: Omit<ClassReport, 'name'>
  readonly classes: readonly ClassReport[]
}

/** A ratio to six decimals: no noise in the text, and nothing divided by nothing. */
const ratio = (part: number, whole: number): number =>
  whole === 0 ? 0 : Math.round((part / whole) * 1e6) / 1e6

function latencyOf(latenciesMs: readonly number[]): Latency {
  const sorted = Float64Array.from(latenciesMs).sort()
  const at = (share: number): number =>
    ratio(sorted[Math.floor(share * (sorted.length - 1))] ?? 0, 3_600_000)
  return { p50Hours: at(0.5), p90Hours: at(0.9), p99Hours: at(0.99) }
}

function reportOf(tally: ClassTally): Omit<ClassReport, 'name'> {
  const { accounts, reported, lost, effort, believed, wrong, credited, strikes, voided } = tally
  return {
    accounts,
    reported,
    lost,
    believed,
    wrong,
    wrongShare: believed === 0 ? 0 : wrong / believed,
    wrongPerAccount: ratio(wrong, accounts),
    wrongPerAccountMax: [...tally.wrongByAccount.values()].reduce((a, b) => Math.max(a, b), 0),
    overhead: ratio(tally.unitRuns + tally.spots - tally.units, tally.units),
    strikes,
    voided,
    creditPerUnit: ratio(credited, reported),
    creditPerEffort: ratio(credited, effort),
    latency: latencyOf(tally.latenciesMs),
  }
}

export const buildReport = (
  scenario: Scenario,
  tally: Tally,
  run: Pick<Report, 'seed' | 'policy' | 'days' | 'unsettled'>,
): Report => ({
  scenario: scenario.name,
  ...run,
  total: reportOf(tally.sum()),
  classes: scenario.classes.map((hostClass, index) => ({
    name: hostClass.name,
    ...reportOf(tally.of({ classIndex: index })),
  })),
})
