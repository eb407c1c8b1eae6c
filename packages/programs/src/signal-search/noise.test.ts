import { expect, test } from 'vitest'
import { beamWeights, expectedPerRate, ratesOf, trackTail, weightedTail } from './noise.ts'

test('equal weights have the tail of a gamma distribution', () => {
  // Eight of weight w: w (G - 8) over t is G over t / w + 8.
  for (const threshold of [3, 6, 9, 13]) {
    const w = 1 / Math.sqrt(8)
    const found = weightedTail(
      Array.from({ length: 8 }, () => w),
      threshold,
    )
    expect(found / trackTail(threshold / w + 8)).toBeCloseTo(1, 6)
  }
})

test('distinct weights have the tail of a sum of exponentials', () => {
  const weights = [1, 0.8, 0.65, 0.5, 0.35, 0.2]
  const sum = weights.reduce((all, weight) => all + weight, 0)
  for (const threshold of [2, 5, 9]) {
    const exact = weights.reduce((tail, weight) => {
      const others = weights.filter((other) => other !== weight)
      const share = others.reduce((product, other) => (product * weight) / (weight - other), 1)
      return tail + share * Math.exp(-(threshold + sum) / weight)
    }, 0)
    expect(weightedTail(weights, threshold) / exact).toBeCloseTo(1, 3)
  }
})

test('the tail of the track is that of eight exponentials', () => {
  expect(trackTail(0)).toBe(1)
  // Chi-squared with 16 degrees of freedom: 95 % below 26.296.
  expect(trackTail(26.296 / 2)).toBeCloseTo(0.05, 5)
})

test('weights of the beam have unit variance and lean to no side where nothing is cut off', () => {
  for (const moment of [8, 32, 56]) {
    const squares = beamWeights(moment).reduce((sum, weight) => sum + weight ** 2, 0)
    expect(squares).toBeCloseTo(1, 12)
  }
  const middle = beamWeights(32)
  expect(middle.toReversed()).toEqual(middle)
})

test('what noise is expected to do falls with the threshold, kind by kind', () => {
  const [spike, track, gaussian] = expectedPerRate
  expect(spike(8)).toBeCloseTo(2 ** 20 * Math.exp(-8), 9)
  expect(track(25)).toBeLessThan(track(22))
  expect(gaussian(6)).toBeLessThan(gaussian(5))
  expect([ratesOf(0, -6, 13), ratesOf(2, -6, 13), ratesOf(2, 1, 3)]).toEqual([13, 3, 0])
})
