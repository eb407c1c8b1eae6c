import { digestOf, utf8 } from '@pumasi/domain'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { drawSample, sampleFor } from './sample.ts'

const seedOf = (n: number) => digestOf(utf8(`seed ${n}`))

test('property: distinct positions in order, as many as asked for, repeatable from the seed', () => {
  fc.assert(
    fc.property(fc.nat(60), fc.nat(80), fc.nat(), (total, count, n) => {
      const drawn = drawSample(total, count, seedOf(n))
      expect(drawn).toHaveLength(Math.min(total, count))
      expect(drawn).toEqual([...new Set(drawn)].sort((a, b) => a - b))
      expect(drawn.every((position) => position >= 0 && position < total)).toBe(true)
      expect(drawSample(total, count, seedOf(n))).toEqual(drawn)
    }),
  )
})

test('all of them when the sample is not smaller, none when it is 0', () => {
  expect(drawSample(4, Infinity, seedOf(0))).toEqual([0, 1, 2, 3])
  expect(drawSample(4, 0, seedOf(0))).toEqual([])
  expect(drawSample(0, 5, seedOf(0))).toEqual([])
})

test('uniform enough: chi-squared over 2,000 seeds is what chance allows', () => {
  const [total, count, draws] = [10, 3, 2_000]
  const hits = new Array<number>(total).fill(0)
  for (let n = 0; n < draws; n += 1) {
    for (const position of drawSample(total, count, seedOf(n)))
      hits[position] = (hits[position] ?? 0) + 1
  }
  const expected = (draws * count) / total
  // Drawing without replacement shrinks the variance by (total - count) / (total - 1).
  const squared = hits.reduce((sum, found) => sum + (found - expected) ** 2 / expected, 0)
  const chiSquared = (squared * (total - 1)) / (total - count)
  // 9 degrees of freedom: 1 in 1,000 lies above 27.9. The seeds are fixed, so is the answer.
  expect(chiSquared).toBeLessThan(27.9)
})

test.each([
  [0.99, 0.01, 459],
  [0.95, 0.05, 59],
  [0.5, 0.5, 1],
  [0.75, 0.5, 2],
  [0.99, 0.000_001, 4_605_168],
  [0.000_001, 0.99, 1],
])('a confidence of %d against %d wrong needs %i units', (confidence, maxFraud, count) => {
  expect(sampleFor(confidence, maxFraud)).toBe(count)
})

test('property: as many as needed, and not one more', () => {
  const share = fc.double({ min: 0.001, max: 0.999, noNaN: true })
  fc.assert(
    fc.property(share, share, (confidence, maxFraud) => {
      const count = sampleFor(confidence, maxFraud)
      expect((1 - maxFraud) ** count).toBeLessThanOrEqual(1 - confidence + 1e-6)
      expect((1 - maxFraud) ** (count - 1)).toBeGreaterThan(1 - confidence - 1e-6)
    }),
  )
})
