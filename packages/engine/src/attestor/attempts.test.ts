import { expect, test } from 'vitest'
import { createAttempts, restAfter } from './attempts.ts'

test.each([
  [1, 5],
  [2, 10],
  [3, 20],
  [4, 40],
  [5, 80],
  [6, 160],
  [7, 320],
  [8, 600],
  [9, 600],
  [1_000_000, 600],
])('after %i failures in a row a name rests for %i s', (failures, seconds) => {
  expect(restAfter(failures)).toBe(seconds * 1_000)
})

const attemptsAt = (start: number) => {
  const clock = { ms: start, nowMs: () => clock.ms }
  return { clock, attempts: createAttempts(clock) }
}

test('what fails for a day is tried a hundred and fifty times, not seventeen thousand', () => {
  const { clock, attempts } = attemptsAt(0)
  let tries = 0
  for (; clock.ms < 86_400_000; clock.ms += 5_000) {
    if (!attempts.isDue('batch 1')) continue
    tries += 1
    attempts.failed('batch 1')
  }
  expect(tries).toBe(150)
})

test('each name rests by itself, and begins anew once it is forgotten', () => {
  const { clock, attempts } = attemptsAt(1_000)
  expect(['a', 'b'].map(attempts.isDue)).toEqual([true, true])
  expect([attempts.failed('a'), attempts.failed('a'), attempts.failed('b')]).toEqual([
    ...[5_000, 10_000, 5_000],
  ])
  clock.ms += 5_000
  expect(['a', 'b', 'c'].map(attempts.isDue)).toEqual([false, true, true])
  clock.ms += 4_999
  expect(attempts.isDue('a')).toBe(false)
  clock.ms += 1
  expect(attempts.isDue('a')).toBe(true)
  attempts.forget('a')
  expect(attempts.failed('a')).toBe(5_000)
})

test('a clock that is put back keeps nothing waiting', () => {
  const { clock, attempts } = attemptsAt(86_400_000)
  attempts.failed('a')
  clock.ms = 0
  expect(attempts.isDue('a')).toBe(true)
})
