import { parseScenario, simulate } from '@pumasi/simulator'
import { expect, test } from 'vitest'
import { describeSimulation } from './simulation-report.ts'

const scenario = parseScenario({
  version: 1,
  name: 'small',
  days: 3,
  unitSeconds: 7_200,
  classes: [
    { name: 'honest', count: 6, behaviour: { kind: 'honest' }, lifeDays: null },
    { name: 'liar', count: 1, behaviour: { kind: 'steady', wrongPpm: 500_000 }, lifeDays: null },
  ],
})

test('a row for each class and one for all, in columns', () => {
  const text = describeSimulation(simulate(scenario, 1, 'pumasi'))
  const lines = text.trimEnd().split('\n')
  expect(lines[0]).toContain('every unit settled')
  expect(lines.slice(1).map((line) => line.trim().split(/\s+/)[0])).toEqual([
    ...['accounts', 'honest', 'liar', 'all'],
  ])
  expect(new Set(lines.slice(1).map((line) => line.length)).size).toBe(1)
  expect(text.endsWith('\n')).toBe(true)
})

test('units that nobody was left to check are said', () => {
  const alone = { ...scenario, classes: scenario.classes.slice(1) }
  expect(describeSimulation(simulate(alone, 1, 'pumasi'))).toContain('units never settled')
})
