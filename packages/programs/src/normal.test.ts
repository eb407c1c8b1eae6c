/** Moments of the normal and gamma variates; bounds are four standard errors, seeds are fixed. */
import { beforeAll, expect, test } from 'vitest'
import { compile } from '../build/compile.ts'

interface Variates {
  seedRandom(seed: bigint): void
  nextNormal(): number
  nextGamma(shape: number): number
}
let variates: Variates

beforeAll(async () => {
  const bytes = await compile(
    ['assembly/random/normal.ts', 'assembly/random/xoshiro.ts'],
    'library',
  )
  const { instance } = await WebAssembly.instantiate(bytes as Uint8Array<ArrayBuffer>)
  variates = instance.exports as unknown as Variates
  variates.seedRandom(11n)
})

const COUNT = 200_000
const mean = (draw: () => number): number => {
  let sum = 0
  for (let index = 0; index < COUNT; index++) sum += draw()
  return sum / COUNT
}

test.each([
  // E x^p and the variance of x^p under the normal distribution.
  [1, 0, 1],
  [2, 1, 2],
  [3, 0, 15],
  [4, 3, 96],
])('moment %i of normal variates', (power, expected, variance) => {
  const found = mean(() => variates.nextNormal() ** power)
  expect(Math.abs(found - expected)).toBeLessThan(4 * Math.sqrt(variance / COUNT))
})

test('normal variates in a row are uncorrelated, the two of a pair included', () => {
  const found = mean(() => variates.nextNormal() * variates.nextNormal())
  expect(Math.abs(found)).toBeLessThan(4 / Math.sqrt(COUNT))
})

test.each([1, 2.5, 381])('mean and variance of gamma variates of shape %f', (shape) => {
  const found = mean(() => variates.nextGamma(shape))
  expect(Math.abs(found - shape)).toBeLessThan(4 * Math.sqrt(shape / COUNT))
  const square = mean(() => (variates.nextGamma(shape) - shape) ** 2)
  // Fourth central moment less the square of the second.
  const error = Math.sqrt((3 * shape * (shape + 2) - shape ** 2) / COUNT)
  expect(Math.abs(square - shape)).toBeLessThan(4 * error)
})
