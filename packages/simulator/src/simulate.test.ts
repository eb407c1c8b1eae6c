import { digestOf, utf8 } from '@pumasi/domain'
import { expect, test } from 'vitest'
import { parseScenario } from './scenario.ts'
import type { Scenario, ScenarioInput } from './scenario.ts'
import { simulate } from './simulate.ts'
import type { PolicyName, Report } from './report.ts'

type ClassInput = ScenarioInput['classes'][number]

const honest: ClassInput = { name: 'honest', count: 20, behaviour: { kind: 'honest' } }

const scenarioOf = (
  classes: readonly ClassInput[],
  change: Partial<ScenarioInput> = {},
): Scenario =>
  parseScenario({
    ...{ version: 1, name: 'test', days: 10, unitSeconds: 7_200 },
    ...change,
    classes: [...classes],
  })
const classOf = ({ classes }: Report, name: string) => {
  const found = classes.find((one) => one.name === name)
  if (found === undefined) throw new Error(`no class ${name}`)
  return found
}

const mixed = scenarioOf([
  { ...honest, replaced: true },
  { name: 'faulty', count: 2, behaviour: { kind: 'faulty', wrongPpm: 10_000 } },
  { name: 'steady', count: 2, behaviour: { kind: 'steady', wrongPpm: 50_000 } },
  { name: 'ring', count: 3, behaviour: { kind: 'colluding', honestUnits: 5, wrongPpm: 500_000 } },
  { name: 'silent', count: 1, behaviour: { kind: 'silent' } },
])

test.each<[PolicyName, number]>([
  ['pumasi', 1],
  ['pumasi', 2],
  ['boinc', 1],
])('%s with seed %i: the same run again', (policy, seed) => {
  const first = JSON.stringify(simulate(mixed, seed, policy))
  expect(JSON.stringify(simulate(mixed, seed, policy))).toBe(first)
  expect(digestOf(utf8(first))).toMatchSnapshot()
})

test('another seed is another run, and both policies meet the same hosts', () => {
  const one = simulate(mixed, 1, 'pumasi')
  expect(simulate(mixed, 2, 'pumasi').total.reported).not.toBe(one.total.reported)
  const staying = scenarioOf([{ ...honest, lifeDays: null }])
  const [ours, boinc] = (['pumasi', 'boinc'] as const).map((name) => simulate(staying, 1, name))
  expect(ours?.total.accounts).toBe(boinc?.total.accounts)
  expect(Math.abs((ours?.total.reported ?? 0) / (boinc?.total.reported ?? 1) - 1)).toBeLessThan(0.1)
})

test('every unit that was run is settled, and nobody honest is refused', () => {
  for (const policy of ['pumasi', 'boinc'] as const) {
    const report = simulate(scenarioOf([honest]), 3, policy)
    expect(report.unsettled).toBe(0)
    expect(report.total).toMatchObject({ wrong: 0, strikes: 0, voided: 0 })
    expect(report.total.creditPerEffort).toBe(1)
  }
})

test('a grid of nobody but newcomers comes into being: three of them vouch for one unit', () => {
  const report = simulate(scenarioOf([{ ...honest, arrivalDays: 0 }]), 1, 'pumasi')
  expect(report.unsettled).toBe(0)
  expect(report.total.believed).toBeGreaterThan(1_000)
})

test('a grid of one machine believes nothing', () => {
  const report = simulate(scenarioOf([{ ...honest, count: 1 }]), 1, 'pumasi')
  expect(report.total.believed).toBe(0)
  expect(report.unsettled).toBeGreaterThan(0)
})

const background: ClassInput = { ...honest, count: 30, history: 10_000, lifeDays: null }

test('a ring gains little: members are checked by others', () => {
  const ring: ClassInput = {
    ...{ name: 'ring', count: 3, lifeDays: null },
    behaviour: { kind: 'colluding', honestUnits: 60, wrongPpm: 300_000 },
  }
  const scenario = scenarioOf([background, ring], { days: 30 })
  const ours = classOf(simulate(scenario, 1, 'pumasi'), 'ring')
  const boinc = classOf(simulate(scenario, 1, 'boinc'), 'ring')
  expect(ours.wrong).toBeLessThan(10)
  expect(ours.strikes).toBeGreaterThanOrEqual(3)
  expect(ours.creditPerEffort).toBeLessThan(1)
  expect(boinc.wrong).toBeGreaterThan(5 * Math.max(1, ours.wrong))
})

test('fresh identities gain nothing, and one address has few of them', () => {
  const sybil: ClassInput = {
    ...{ name: 'sybil', count: 12, hostsPerAddress: 100, lifeDays: null },
    behaviour: { kind: 'sybil', honestUnits: 25 },
  }
  const scenario = scenarioOf([background, sybil], { days: 20 })
  const ours = classOf(simulate(scenario, 1, 'pumasi'), 'sybil')
  const boinc = classOf(simulate(scenario, 1, 'boinc'), 'sybil')
  expect(ours.wrong).toBe(0)
  expect(ours.creditPerEffort).toBeLessThanOrEqual(1)
  // At most eight a day begin, and four at a time are not established.
  expect(ours.accounts).toBeLessThanOrEqual(20 * 8)
  expect(boinc.wrong).toBeGreaterThan(50)
})

test('a job may ask for every unit twice, or for a bound on wrong belief', () => {
  const liar: ClassInput = {
    ...{ name: 'liar', count: 10, lifeDays: null },
    behaviour: { kind: 'steady', wrongPpm: 20_000 },
  }
  const wrongWith = (demand: ScenarioInput['demand']): Report =>
    simulate(scenarioOf([background, liar], { days: 25, demand }), 1, 'pumasi')
  const full = wrongWith({ kind: 'full' })
  expect(full.total.wrong).toBe(0)
  expect(classOf(full, 'honest').overhead).toBeGreaterThan(0.99)
  const strict = wrongWith({ kind: 'confidence', wrongMaxPpm: 1_000 })
  expect(classOf(strict, 'liar').wrongShare).toBeLessThanOrEqual(0.001)
})
