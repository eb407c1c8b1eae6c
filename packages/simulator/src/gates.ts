/**
 * Gates: what the default rules promise, and the scenarios that measure it.
 *
 * In: trust rules and a size. Out: scenarios whose classes are the rows of the promise, and from
 * their reports a verdict for each row. Machines that only check stand by, so that what is
 * measured is the account under test.
 */
import { PPM } from '@pumasi/rules'
import type { TrustRules } from '@pumasi/rules'
import type { ClassReport, Report } from './report.ts'
import { parseScenario } from './scenario.ts'
import type { Scenario, ScenarioInput } from './scenario.ts'
import { checkers } from './scenarios.ts'

type ClassInput = ScenarioInput['classes'][number]

/** Overhead an honest account may cost over a life of so many units; null: shown, no promise. */
const honestLives: readonly { readonly units: number; readonly overheadMax: number | null }[] = [
  { units: 20_000, overheadMax: 0.06 },
  { units: 5_000, overheadMax: 0.11 },
  { units: 1_000, overheadMax: null },
  { units: 100, overheadMax: null },
]
const thresholds = [0, 20, 50, 100, 200, 500, 1_000, 2_000]
const burstEnds = ['for good', 'again and again', 'then vanishes'] as const
const steadyPercents = [0.1, 0.2, 0.3, 0.5, 1, 3, 10, 30]
/** Wrongly believed, as a share, that a burst may reach. */
const BURST_WRONG_MAX = 1e-4
/** Wrong units of a burst before it vanishes, as in the design's own model. */
const BURST_UNITS = 40
const STEADY_LIFE_UNITS = 20_000

export interface GateRow {
  readonly gate: 'honest' | 'burst' | 'steady'
  readonly name: string
  /** What is held against `max`. */
  readonly measured: number
  readonly max: number | null
  readonly passed: boolean
  readonly report: ClassReport
}

const machine: Pick<ClassInput, 'speed' | 'speedDecades' | 'lifeDays'> = {
  speed: 1,
  speedDecades: 0.5,
  lifeDays: null,
}

const base = { version: 1, unitSeconds: 400, days: 200 } as const

/** Honest accounts that leave after a number of units; `scale` accounts of the longest life. */
const livesScenario = (scale: number): ScenarioInput => ({
  ...base,
  name: 'honest lives',
  classes: [
    { ...checkers, count: Math.ceil(8 + 12 * scale) },
    ...honestLives.map(({ units }) => ({
      ...machine,
      name: `honest for ${units} units`,
      count: Math.ceil(scale * Math.min(40, 20_000 / units)),
      behaviour: { kind: 'honest' as const },
      lifeUnits: units,
      // Its life is work of its own: what it runs for others would make it cheaper.
      takes: 'own' as const,
    })),
  ],
})

/** Accounts that behave for a while and then cheat. */
const burstScenario = (scale: number): ScenarioInput => ({
  ...base,
  name: 'honest, then cheating',
  classes: [
    { ...checkers, count: Math.ceil(8 + 6 * scale) },
    ...thresholds.flatMap((honestUnits) =>
      burstEnds.map((end) => ({
        ...machine,
        name: `honest to ${honestUnits}, cheats ${end}`,
        count: Math.ceil(4 * scale),
        behaviour: {
          kind: 'burst' as const,
          honestUnits,
          wrongUnits: end === 'then vanishes' ? BURST_UNITS : null,
          then: end === 'again and again' ? ('again' as const) : ('vanish' as const),
        },
        lifeUnits: honestUnits + 400,
      })),
    ),
  ],
})

/** Accounts that cheat at a steady rate for a whole life. */
const steadyScenario = (scale: number): ScenarioInput => ({
  ...base,
  name: 'cheating steadily',
  classes: [
    { ...checkers, count: Math.ceil(8 + 6 * scale) },
    { ...machine, name: 'honest', count: 1, behaviour: { kind: 'honest' }, lifeUnits: 5_000 },
    ...steadyPercents.map((percent) => ({
      ...machine,
      name: `cheats ${percent} % of its units`,
      // Rare lies take many accounts to measure.
      count: Math.ceil(percent < 1 ? 10 * scale : 4 * scale),
      behaviour: { kind: 'steady' as const, wrongPpm: percent * 10_000 },
      lifeUnits: STEADY_LIFE_UNITS,
    })),
  ],
})

export interface GateScenarios {
  readonly honest: Scenario
  readonly burst: Scenario
  readonly steady: Scenario
}

/** The scenarios of all gates; `scale` 1 is the least that means anything. */
export function gateScenarios(rules: TrustRules, scale: number): GateScenarios {
  const parse = (input: ScenarioInput): Scenario => parseScenario({ ...input, rules })
  return {
    honest: parse(livesScenario(scale)),
    burst: parse(burstScenario(scale)),
    steady: parse(steadyScenario(scale)),
  }
}

/** Holds the reports of the three scenarios against the promises. */
export function judgeGates(
  reports: Readonly<Record<keyof GateScenarios, Report>>,
  rules: TrustRules,
): GateRow[] {
  const rowsOf = ({ classes }: Report): readonly ClassReport[] =>
    classes.filter(({ name }) => name !== checkers.name)
  const row = (
    gate: GateRow['gate'],
    report: ClassReport,
    measured: number,
    max: number | null,
    also = true,
  ): GateRow => {
    const passed = also && (max === null || measured <= max)
    return { gate, name: report.name, measured, max, passed, report }
  }
  const [honest, ...cheats] = rowsOf(reports.steady)
  return [
    ...rowsOf(reports.honest).map((report, at) =>
      row('honest', report, report.overhead, honestLives[at]?.overheadMax ?? null, !report.wrong),
    ),
    ...rowsOf(reports.burst).map((report) =>
      row('burst', report, report.wrongShare, BURST_WRONG_MAX),
    ),
    ...cheats.map((report) => {
      const poorer =
        report.creditPerUnit < (honest?.creditPerUnit ?? 0) &&
        report.creditPerEffort < (honest?.creditPerEffort ?? 0)
      return row('steady', report, report.wrongPerAccount, PPM / rules.auditFloorPpm, poorer)
    }),
  ]
}
