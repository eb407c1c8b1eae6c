import { expect, test } from 'vitest'
import type { Behaviour } from '../scenario.ts'
import { hearOfFailure, runUnit } from './behaviour.ts'
import { Random } from './random.ts'
import type { SimAccount } from './unit.ts'

const accountOf = (behaviour: Behaviour, index = 1): SimAccount => ({
  index,
  id: `0x${'0'.repeat(40)}` as SimAccount['id'],
  classIndex: 3,
  behaviour,
  address: 1,
  reported: 0,
  caught: 0,
})

/** Runs so many units: `.` honest, `w` wrong, `!` the last one before it leaves. */
function story(behaviour: Behaviour, units: number, caughtAt = -1): string {
  const account = accountOf(behaviour)
  const random = new Random(1, 'behaviour')
  let told = ''
  for (let unit = 0; unit < units; unit += 1) {
    const { output, leaves } = runUnit(account, unit, random)
    told += leaves ? '!' : output === 0 ? '.' : 'w'
    account.reported += 1
    if (unit === caughtAt) hearOfFailure(account)
  }
  return told
}

const burst = (wrongUnits: number | null, then: 'vanish' | 'honest' | 'again'): Behaviour => ({
  ...{ kind: 'burst', honestUnits: 3, wrongUnits, then },
})

test.each<[Behaviour, number, string]>([
  [{ kind: 'honest' }, -1, '..........'],
  [{ kind: 'steady', wrongPpm: 1_000_000 }, -1, 'wwwwwwwwww'],
  [{ kind: 'faulty', wrongPpm: 0 }, -1, '..........'],
  [{ kind: 'sybil', honestUnits: 4 }, -1, '....wwwwww'],
  [burst(2, 'vanish'), -1, '...w!.....'],
  [burst(2, 'honest'), -1, '...ww.....'],
  [burst(2, 'again'), -1, '...ww...ww'],
  [burst(null, 'vanish'), -1, '...wwwwwww'],
  [burst(null, 'again'), 4, '...ww...ww'],
  [burst(null, 'vanish'), 4, '...wwwwwww'],
])('%o, caught at %i: %s', (behaviour, caughtAt, expected) => {
  expect(story(behaviour, 10, caughtAt)).toBe(expected)
})

test('liars agree only when they collude, and then on the same units', () => {
  const random = new Random(1, 'behaviour')
  const output = (behaviour: Behaviour, index: number, unit: number): number =>
    runUnit(accountOf(behaviour, index), unit, random).output
  const lone: Behaviour = { kind: 'steady', wrongPpm: 1_000_000 }
  expect(output(lone, 1, 7)).not.toBe(output(lone, 2, 7))
  const ring: Behaviour = { kind: 'colluding', honestUnits: 0, wrongPpm: 300_000 }
  const units = Array.from({ length: 2_000 }, (_, unit) => unit)
  const first = units.map((unit) => output(ring, 1, unit))
  expect(first).toEqual(units.map((unit) => output(ring, 2, unit)))
  const wrong = first.filter((one) => one !== 0).length
  expect(Math.abs(wrong - 600)).toBeLessThan(100)
})
