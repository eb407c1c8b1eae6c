import { expect, test } from 'vitest'
import { between, deviationOf, exactly, withinErrors } from './check.ts'

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

test.each([
  [within(10, 0.1), 0],
  [within(10.2, 0.1), 0.5],
  [within(9.6, 0.1), 1],
  [within(10.8, 0.1), 2],
  [within(Number.NaN, 0.1), Infinity],
  [within(10.2, Number.NaN), Infinity],
  [between('q', 5, 6, [1, 7], 's'), 0.5],
  [between('q', 5, 4, [1, 7], 's'), 0.25],
  [exactly('q', 3, 3, 's'), 0],
  [exactly('q', 3, 4, 's'), Infinity],
  [exactly('q', '0x0f', '0x0f', 's'), 0],
])('%j deviates by this share of its tolerance: %f', (check, share) => {
  expect(deviationOf(check)).toBeCloseTo(share)
})
