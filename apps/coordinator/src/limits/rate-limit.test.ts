import { expect, test } from 'vitest'
import { createRateLimit } from './rate-limit.ts'

test('a bucket empties, says when there is more, and fills evenly up to its brim', () => {
  const limit = createRateLimit(600)
  for (let taken = 0; taken < 60; taken += 1) expect(limit.take('a', 0)).toBe(0)
  expect(limit.take('a', 0)).toBe(100)
  expect(limit.take('b', 0)).toBe(0)
  expect(limit.take('a', 99)).toBeCloseTo(1)
  expect(limit.take('a', 100)).toBe(0)
  expect(limit.take('a', 100)).toBe(100)
  for (let taken = 0; taken < 60; taken += 1) expect(limit.take('a', 1e9)).toBe(0)
  expect(limit.take('a', 1e9)).toBeGreaterThan(0)
})

test('a clock set back gives nothing away', () => {
  const limit = createRateLimit(600)
  for (let taken = 0; taken < 60; taken += 1) limit.take('a', 1_000_000)
  expect(limit.take('a', 0)).toBe(100)
  expect(limit.take('a', 100)).toBe(0)
})

test('of more callers than fit, the longest unseen is forgotten', () => {
  const limit = createRateLimit(600)
  for (let taken = 0; taken < 60; taken += 1) limit.take('first', 0)
  expect(limit.take('first', 0)).toBe(100)
  for (let caller = 0; caller < 50_000; caller += 1) limit.take(String(caller), 0)
  expect(limit.take('first', 0)).toBe(0)
})
