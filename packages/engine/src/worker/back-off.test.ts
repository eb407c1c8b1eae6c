import { expect, test } from 'vitest'
import { createRandomness } from '../testing/index.ts'
import { createBackOff } from './back-off.ts'

const always = (byte: number) =>
  createBackOff({ randomBytes: (count) => new Uint8Array(count).fill(byte) })
const { asTold, afterFailure } = always(0)
const nothing = { details: {} }

test('grows with each failure in a row, to half a minute and no further', () => {
  const waits = [1, 2, 3, 4, 5, 6, 7, 1_000].map((failures) => afterFailure(failures, nothing))
  expect(waits).toEqual([1, 2, 4, 8, 16, 30, 30, 30].map((seconds) => seconds * 1_000))
})

test('is between half of it and all of it, another on every machine', () => {
  expect(always(255).afterFailure(3, nothing)).toBeGreaterThanOrEqual(2_000)
  expect(always(255).afterFailure(3, nothing)).toBeLessThan(2_020)
  const drawn = createBackOff(createRandomness('hosts'))
  const waits = Array.from({ length: 100 }, () => drawn.afterFailure(5, nothing))
  expect(new Set(waits).size).toBeGreaterThan(95)
  expect(Math.min(...waits)).toBeGreaterThanOrEqual(8_000)
  expect(Math.max(...waits)).toBeLessThanOrEqual(16_000)
})

test('a coordinator’s word is kept: never sooner, a quarter later at the most', () => {
  expect(asTold(2_000)).toBe(2_000)
  expect(always(255).asTold(2_000)).toBe(2_500)
  const told = { details: { retryAfterMs: 40_000 } }
  expect(afterFailure(1, told)).toBe(40_000)
  expect(always(255).afterFailure(1, told)).toBe(50_000)
  expect(afterFailure(4, { details: { retryAfterMs: 500 } })).toBe(8_000)
})

test.each([
  ['a day', 86_400_000, 600_000],
  ['less than nothing', -5, 1_000],
  ['no number', 'soon', 1_000],
])('a word of %s is taken for %s ms: %i', (_, retryAfterMs, waitMs) => {
  expect(afterFailure(1, { details: { retryAfterMs } })).toBe(waitMs)
})
