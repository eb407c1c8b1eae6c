/** The peer's rule against what is known of it: the comparison is only worth as much as this. */
import { expect, test } from 'vitest'
import { parseScenario } from '../scenario.ts'
import type { ScenarioInput } from '../scenario.ts'
import { checkers } from '../scenarios.ts'
import { simulate } from '../simulate.ts'
import { Random } from '../world/random.ts'
import { Tally } from '../world/tally.ts'
import type { SimAccount } from '../world/unit.ts'
import { BoincPolicy } from './boinc.ts'

type ClassInput = ScenarioInput['classes'][number]

/** One class beside machines that only check. */
function run(hostClass: Partial<ClassInput>, unitsPerRequest = 1) {
  const subject: ClassInput = {
    name: 'subject',
    count: 10,
    behaviour: { kind: 'honest' },
    takes: 'own',
    lifeDays: null,
    speedDecades: 0.5,
    failurePpm: 0,
    ...hostClass,
  }
  const scenario = parseScenario({
    // Units so long that each is validated before the next request, as the anchors assume.
    ...{ version: 1, name: 'anchor', days: 100, unitSeconds: 3_600 },
    boinc: { unitsPerRequest },
    // A lost check would leave the count behind what the host did.
    classes: [{ ...checkers, failurePpm: 0 }, subject],
  })
  const report = simulate(scenario, 1, 'boinc').classes[1]
  if (report === undefined) throw new Error('a class expected')
  return report
}

test.each([
  [100, 0.17],
  [1_000, 0.046],
])('honest overhead over %i units is %d', (lifeUnits, expected) => {
  const { overhead } = run({ lifeUnits, count: 4_000 / lifeUnits })
  expect(Math.abs(overhead - expected)).toBeLessThan(0.01)
})

const accountOf = (index: number): SimAccount => ({
  index,
  id: `0x${index.toString(16).padStart(40, '0')}` as SimAccount['id'],
  ...{ classIndex: 0, address: index, reported: 0, caught: 0 },
  behaviour: { kind: 'honest' },
})

/** A liar that knows its count: honest until it is trusted, then wrong until it is caught. */
function cheatWhenTrusted(unitsPerRequest: number): number {
  const scenario = parseScenario({
    ...{ version: 1, name: 'liar', days: 1, boinc: { unitsPerRequest } },
    classes: [{ name: 'all', count: 1, behaviour: { kind: 'honest' } }],
  })
  const tally = new Tally(1)
  const liar = accountOf(1)
  const others = [accountOf(2), accountOf(3)]
  let honestLeft = 10
  const policy = new BoincPolicy(scenario, tally, new Random(1, 'boinc'), (account) => {
    if (account === liar) honestLeft = 10
  })
  let units = 0
  while (units < 20_000) {
    const lies = honestLeft <= 0
    for (const lease of policy.take(liar, 'own')) {
      units += 1
      honestLeft -= 1
      policy.report(lease, lies ? units : 0, units)
    }
    for (const account of others) {
      for (const lease of policy.take(account, 'checks')) policy.report(lease, 0, units)
    }
  }
  return (tally.classes[0]?.wrong ?? 0) / units
}

test.each([
  [1, 0.45],
  [5, 0.75],
  [10, 0.82],
])('honest to ten, then wrong until caught, %i a request: %d of its work', (units, share) => {
  expect(Math.abs(cheatWhenTrusted(units) - share)).toBeLessThan(0.03)
})

test('of one per cent random errors nearly all slip through', () => {
  const behaviour = { kind: 'faulty', wrongPpm: 10_000 } as const
  const { wrong, strikes } = run({ behaviour, lifeUnits: 2_000 })
  expect(wrong / (wrong + strikes)).toBeGreaterThan(0.95)
})
