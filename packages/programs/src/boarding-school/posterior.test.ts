import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { madeUnit } from './testing/made-units.ts'
import { observedInBed } from './observation.ts'
import { reduce } from './posterior.ts'

const rate = (step: number) => ({ betaMicro: 1_500_000 + 1000 * step, gammaMicro: 400_000 })
const rates = (from: number, to: number) =>
  Array.from({ length: to - from }, (_, index) => rate(from + index))

test('summarises the pooled draws', () => {
  const posterior = reduce([madeUnit(1, rates(0, 41)), madeUnit(2, rates(41, 101))])
  expect(posterior).toMatchObject({ units: 2, draws: 2000, accepted: 101, epsilon: 18 })
  // 101 evenly spaced values: quantile p lies at step 100 p.
  expect(posterior.beta.mean).toBeCloseTo(1.55, 12)
  expect(posterior.beta.median).toBeCloseTo(1.55, 12)
  expect(posterior.beta.low95).toBeCloseTo(1.5025, 12)
  expect(posterior.beta.high95).toBeCloseTo(1.5975, 12)
  expect(posterior.gamma).toMatchObject({ median: 0.4, low95: 0.4, high95: 0.4 })
  expect(posterior.gamma.mean).toBeCloseTo(0.4, 12)
  expect(posterior.r0.median).toBeCloseTo(3.875, 12)
  expect(posterior.infectiousDays.median).toBe(2.5)
  expect(posterior.fitted.map(({ observed }) => observed)).toEqual(observedInBed)
  expect(posterior.fitted[0]).toEqual({
    ...{ date: '22 Jan', observed: 3 },
    ...{ median: 3, low95: 3, high95: 3 },
  })
  expect(posterior.fitted[13]).toMatchObject({ date: '4 Feb', low95: 4, high95: 7 })
  expect(posterior.r0Histogram.map(({ from, to, count }) => [from, to, count])).toEqual([
    [3.7, 3.8, 20],
    [3.8, 3.9, 40],
    [3.9, 4, 40],
    [4, 4.1, 1],
  ])
})

test('the order of outputs does not matter', () => {
  const units = Array.from({ length: 8 }, (_, seed) =>
    madeUnit(seed, rates(7 * seed, 7 * seed + 7)),
  )
  const expected = reduce(units)
  fc.assert(
    fc.property(fc.shuffledSubarray(units, { minLength: units.length }), (shuffled) => {
      expect(reduce(shuffled)).toEqual(expected)
    }),
    { numRuns: 25 },
  )
})

test('every accepted draw is counted in the histogram', () => {
  const anyRate = fc.record({
    betaMicro: fc.integer({ min: 1, max: 5_000_000 }),
    gammaMicro: fc.integer({ min: 200_000, max: 2_000_000 }),
  })
  fc.assert(
    fc.property(fc.array(anyRate, { minLength: 40, maxLength: 80 }), (draws) => {
      const { r0, r0Histogram, accepted } = reduce([madeUnit(1, draws)])
      expect(r0Histogram.reduce((sum, { count }) => sum + count, 0)).toBe(accepted)
      expect(r0.low95).toBeLessThanOrEqual(r0.median)
      expect(r0.median).toBeLessThanOrEqual(r0.high95)
    }),
    { numRuns: 50 },
  )
})

describe('refuses', () => {
  const code = (name: string) => expect.objectContaining({ code: name })
  test('a unit given twice', () => {
    const units = [madeUnit(1, rates(0, 50)), madeUnit(2, rates(0, 50)), madeUnit(1, rates(9, 50))]
    expect(() => reduce(units)).toThrow(code('DUPLICATE_UNIT'))
  })
  test('units of different studies', () => {
    const unit = madeUnit(1, rates(0, 50))
    const draws = madeUnit(2, rates(0, 50), { draws: 2000 })
    const epsilon = madeUnit(2, rates(0, 50), { epsilonMilli: 20_000 })
    expect(() => reduce([unit, draws])).toThrow(code('MIXED_STUDY'))
    expect(() => reduce([unit, epsilon])).toThrow(code('MIXED_STUDY'))
  })
  test('too few draws for an interval', () => {
    expect(() => reduce([])).toThrow(code('NO_UNITS'))
    expect(() => reduce([madeUnit(1, rates(0, 39))])).toThrow(code('TOO_FEW_ACCEPTED'))
    expect(reduce([madeUnit(1, rates(0, 40))]).accepted).toBe(40)
  })
  test('one damaged output among good ones', () => {
    const units = [madeUnit(1, rates(0, 50)), new Uint8Array([1, 2, 3])]
    expect(() => reduce(units)).toThrow(code('BAD_UNIT_OUTPUT'))
  })
})
