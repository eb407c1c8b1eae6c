import { isGridError } from '@pumasi/domain'
import { defaultTrustRules } from '@pumasi/rules'
import { expect, test } from 'vitest'
import { parseScenario } from './scenario.ts'
import { builtInScenarios } from './scenarios.ts'

const least = {
  version: 1,
  name: 'least',
  days: 1,
  classes: [{ name: 'a', count: 1, behaviour: { kind: 'honest' } }],
}

function complaint(document: unknown): string {
  try {
    parseScenario(document)
    return 'none'
  } catch (error) {
    if (!isGridError(error, 'SCENARIO_INVALID')) throw error
    return error.message
  }
}

test.each(Object.keys(builtInScenarios))('the scenario %s is one', (name) => {
  expect(complaint(builtInScenarios[name])).toBe('none')
})

test('what has a default may be left out', () => {
  const { rules, boinc, demand, classes } = parseScenario(least)
  expect(rules).toEqual(defaultTrustRules)
  expect(boinc).toEqual({ consecutiveMin: 10, unitsPerRequest: 1 })
  expect(demand).toEqual({ kind: 'adaptive' })
  expect(classes[0]).toMatchObject({ lifeDays: 91, failurePpm: 50_000, speedDecades: 3 })
})

const [one] = least.classes
test.each<[string, unknown, string]>([
  ['nothing', null, 'the top'],
  ['a text', 'neighbourhood', 'the top'],
  ['an unknown key', { ...least, clases: [] }, 'Unrecognized key: "clases"'],
  ['an unknown key of a class', { ...least, classes: [{ ...one, speeed: 2 }] }, 'classes.0'],
  ['an unknown rule', { ...least, rules: { ...defaultTrustRules, p: 1 } }, 'rules'],
  ['half of the rules', { ...least, rules: { probationUnits: 10 } }, 'rules'],
  ['another version', { ...least, version: 2 }, 'version'],
  ['no days', { ...least, days: 0 }, 'days'],
  ['days without end', { ...least, days: Infinity }, 'days'],
  ['no class', { ...least, classes: [] }, 'classes'],
  ['half a host', { ...least, classes: [{ ...one, count: 0.5 }] }, 'classes.0.count'],
  [
    'an unknown behaviour',
    { ...least, classes: [{ ...one, behaviour: { kind: 'evil' } }] },
    'kind',
  ],
  ['a name twice', { ...least, classes: [one, one] }, 'found the name "a" twice'],
  ['a rate above one', { ...least, classes: [{ ...one, failurePpm: 1_000_001 }] }, 'failurePpm'],
  [
    'more units than end',
    { ...least, days: 10_000, unitSeconds: 1, classes: [{ ...one, count: 10_000 }] },
    'expected at most 20000000',
  ],
])('%s is refused', (_, document, expected) => {
  expect(complaint(document)).toContain(expected)
})
