import { expect, test } from 'vitest'
import { createPace } from './pace.ts'

const exited = (fuel: bigint) => ({ exitClass: 'exited', fuel }) as const

test('nothing is known before the first unit', () => {
  const pace = createPace()
  expect([pace.unitMs(), pace.fuelPerSecond()]).toEqual([null, null])
})

test('the first unit is the measure, later ones move it by an eighth', () => {
  const pace = createPace()
  pace.note(1_000, exited(5_000n))
  expect([pace.unitMs(), pace.fuelPerSecond()]).toEqual([1_000, 5_000n])
  pace.note(9_000, exited(45_000n))
  expect([pace.unitMs(), pace.fuelPerSecond()]).toEqual([2_000, 5_000n])
})

test('a unit that ended otherwise takes time and tells nothing about fuel', () => {
  const pace = createPace()
  pace.note(100, { exitClass: 'trapped', fuel: 0n })
  expect([pace.unitMs(), pace.fuelPerSecond()]).toEqual([100, null])
})

test('units of no measurable time have a speed all the same', () => {
  const pace = createPace()
  pace.note(0, exited(1_000n))
  expect(pace.unitMs()).toBe(0.5)
  expect(pace.fuelPerSecond()).toBe(2_000_000n)
  pace.note(0, exited(0n))
  expect(pace.fuelPerSecond()).toBeGreaterThan(0n)
})
