/**
 * Sweep: both policies over their settings, on one scenario and the same seeds.
 *
 * The scenario holds every kind of account at once; its honest hosts come and go as volunteers do.
 */
import { defaultTrustRules } from '@pumasi/rules'
import type { TrustRules } from '@pumasi/rules'
import { parseScenario, simulate } from '@pumasi/simulator'
import type { PolicyName, Report, ScenarioInput } from '@pumasi/simulator'

const liar = { count: 2, replaced: true, arrivalDays: 5 } as const

const mixed: ScenarioInput = {
  version: 1,
  name: 'frontier',
  days: 60,
  unitSeconds: 5_400,
  classes: [
    { name: 'honest', count: 50, behaviour: { kind: 'honest' }, replaced: true, arrivalDays: 5 },
    { ...liar, name: 'faulty 0.1 %', behaviour: { kind: 'faulty', wrongPpm: 1_000 } },
    { ...liar, name: 'faulty 1 %', behaviour: { kind: 'faulty', wrongPpm: 10_000 } },
    ...[20, 100, 500].map((honestUnits) => ({
      ...liar,
      name: `cheats after ${honestUnits}`,
      behaviour: { kind: 'burst' as const, honestUnits, wrongUnits: null, then: 'again' as const },
    })),
    ...[0.3, 1, 3, 10].map((percent) => ({
      ...liar,
      name: `cheats ${percent} %`,
      behaviour: { kind: 'steady' as const, wrongPpm: percent * 10_000 },
    })),
    { ...liar, name: 'ring', behaviour: { kind: 'colluding', honestUnits: 50, wrongPpm: 200_000 } },
    { ...liar, name: 'sybil', behaviour: { kind: 'sybil', honestUnits: 30 }, hostsPerAddress: 2 },
  ],
}

/** One setting of one policy, over all seeds. */
export interface Point {
  readonly policy: PolicyName
  readonly series: string
  readonly label: string
  readonly isDefault: boolean
  /** What honest hosts cost, executions beyond one for each of their believed units. */
  readonly overhead: number
  /** Wrong ones among all believed units. */
  readonly wrongShare: number
  readonly believed: number
  readonly p50Hours: number
}

interface Setting {
  readonly policy: PolicyName
  readonly series: string
  readonly label: string
  readonly change: Partial<ScenarioInput>
}

const ours = (series: string, label: string, change: Partial<TrustRules>): Setting => ({
  policy: 'pumasi',
  series,
  label,
  change: { rules: { ...defaultTrustRules, ...change } },
})
const percentOf = (ppm: number): string => `${ppm / 10_000} %`

const settings: readonly Setting[] = [
  ...[10, 20, 40].flatMap((probationUnits) =>
    [10_000, 20_000, 40_000, 100_000].map((auditFloorPpm) =>
      ours(`probation ${probationUnits}`, percentOf(auditFloorPpm), {
        probationUnits,
        auditFloorPpm,
      }),
    ),
  ),
  ...[1, 2, 6].map((vestingChecks) =>
    ours('vesting', `${vestingChecks} checks`, { vestingChecks }),
  ),
  ...[100_000, 500_000, 1_000_000].map((closingPpm) =>
    ours('closing', percentOf(closingPpm), { closingPpm }),
  ),
  ...[5, 10, 20, 50, 100, 200].map((consecutiveMin): Setting => ({
    policy: 'boinc',
    series: 'BOINC, 1 unit a request',
    label: String(consecutiveMin),
    change: { boinc: { consecutiveMin, unitsPerRequest: 1 } },
  })),
  ...[10, 50].map((consecutiveMin): Setting => ({
    policy: 'boinc',
    series: 'BOINC, 5 units a request',
    label: String(consecutiveMin),
    change: { boinc: { consecutiveMin, unitsPerRequest: 5 } },
  })),
]

/** Runs every setting on every seed; `progress` hears of each. */
export const sweep = (seeds: readonly number[], progress: (label: string) => void): Point[] =>
  settings.map((setting) => {
    progress(`${setting.series}: ${setting.label}`)
    const scenario = parseScenario({ ...mixed, ...setting.change })
    return pointOf(
      setting,
      seeds.map((seed) => simulate(scenario, seed, setting.policy)),
    )
  })

function pointOf({ policy, series, label, change }: Setting, reports: readonly Report[]): Point {
  const mean = (of: (report: Report) => number): number =>
    reports.reduce((sum, report) => sum + of(report), 0) / reports.length
  const believed = mean(({ total }) => total.believed)
  const rules = change.rules ?? defaultTrustRules
  const isDefault =
    policy === 'pumasi' && JSON.stringify(rules) === JSON.stringify(defaultTrustRules)
  return {
    ...{ policy, series, label, isDefault, believed },
    overhead: mean(({ classes }) => classes[0]?.overhead ?? 0),
    wrongShare: mean(({ total }) => total.wrong) / believed,
    p50Hours: mean(({ total }) => total.latency.p50Hours),
  }
}
