import { PPM, defaultTrustRules } from '@pumasi/rules'
import { beforeAll, expect, test } from 'vitest'
import { gateScenarios, judgeGates } from './gates.ts'
import type { GateRow } from './gates.ts'
import { simulate } from './simulate.ts'
import type { PolicyName } from './report.ts'

/** A fortieth of what `simulator:frontier` measures: one account for most rows. */
const SCALE = 0.1
const SEED = 1

function measure(policy: PolicyName): GateRow[] {
  const rules = defaultTrustRules
  const scenarios = gateScenarios(rules, SCALE)
  return judgeGates(
    {
      honest: simulate(scenarios.honest, SEED, policy),
      burst: simulate(scenarios.burst, SEED, policy),
      steady: simulate(scenarios.steady, SEED, policy),
    },
    rules,
  )
}

let ours: readonly GateRow[]
let boinc: readonly GateRow[]
beforeAll(() => {
  ours = measure('pumasi')
  boinc = measure('boinc')
})

const rowsOf = (gate: GateRow['gate'], rows = ours): readonly GateRow[] =>
  rows.filter((row) => row.gate === gate)

test('honest lives cost no more than promised, and nothing of theirs is wrong', () => {
  expect(rowsOf('honest').filter(({ passed }) => !passed)).toEqual([])
  expect(rowsOf('honest').map(({ report }) => report.strikes)).toEqual([0, 0, 0, 0])
})

test('steady cheats: at most 1/p wrong units an account, and less credit than honest work', () => {
  const rows = rowsOf('steady')
  const max = PPM / defaultTrustRules.auditFloorPpm
  // One account is chance; all together are not.
  const mean = rows.reduce((sum, { measured }) => sum + measured, 0) / rows.length
  expect(mean).toBeLessThan(max)
  const caught = rows.filter(({ report }) => report.strikes > 0)
  expect(caught.length).toBeGreaterThanOrEqual(6)
  for (const { report } of caught) expect(report.creditPerEffort, report.name).toBeLessThan(1)
})

test('bursts are worth nothing: not one wrong unit is believed, whenever they begin', () => {
  const bursts = rowsOf('burst')
  expect(bursts).toHaveLength(24)
  expect(bursts.map(({ report }) => report.wrong)).toEqual(bursts.map(() => 0))
})

test("BOINC's rule on the same seeds misses them", () => {
  const missed = rowsOf('burst', boinc).filter(({ passed }) => !passed)
  expect(missed.length).toBeGreaterThan(12)
})
