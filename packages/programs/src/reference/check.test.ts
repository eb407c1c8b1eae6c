import { expect, test } from 'vitest'
import { between, exactly, withinErrors } from './check.ts'

const within = (value: number, error: number, bias?: number) =>
  withinErrors({ quantity: 'q', value, reference: 10, error, source: 's', ...(bias && { bias }) })

test.each([
  [10, 0, undefined, true],
  [10.4, 0.1, undefined, true],
  [9.6, 0.1, undefined, true],
  [10.5, 0.1, undefined, false],
  [10.5, 0.1, 0.1, true],
  [9.4, 0.1, 0.1, false],
  [Number.NaN, 0.1, 0, false],
  [10, Number.NaN, 0, false],
])('%f with error %f and bias %s against 10: %s', (value, error, bias, ok) => {
  expect(within(value, error, bias).ok).toBe(ok)
})

test('the tolerance is four standard errors and the bias', () => {
  const { low, high } = within(10, 0.5, 0.25)
  expect([low, high]).toEqual([7.75, 12.25])
})

test('the ends of an interval belong to it', () => {
  expect(between('q', 5, 1, [1, 9], 's').ok).toBe(true)
  expect(between('q', 5, 9, [1, 9], 's').ok).toBe(true)
  expect(between('q', 5, 9.001, [1, 9], 's').ok).toBe(false)
})

test('exact means to the last digit, in text as well', () => {
  expect(exactly('q', 3, 3, 's')).toMatchObject({ ok: true, low: 3, high: 3 })
  expect(exactly('q', '0x0f', '0xf', 's').ok).toBe(false)
})
