import { expect, test } from 'vitest'
import { Random } from './random.ts'

const draws = (count: number, draw: (random: Random) => number): number[] => {
  const random = new Random(5, 'test')
  return Array.from({ length: count }, () => draw(random))
}
const mean = (values: readonly number[]): number =>
  values.reduce((sum, value) => sum + value, 0) / values.length

test('one seed and one stream give one sequence, another stream another', () => {
  const first = (seed: number, stream: string): number => new Random(seed, stream).bits()
  expect(first(5, 'a')).toBe(first(5, 'a'))
  expect(new Set([first(5, 'a'), first(6, 'a'), first(5, 'b'), first(5, 'a ')]).size).toBe(4)
  expect(draws(4, (random) => random.bits())).toMatchInlineSnapshot(`
    [
      1966972512,
      3242926855,
      1240642350,
      2057322313,
    ]
  `)
})

test('the distributions are what they say', () => {
  const uniform = draws(20_000, (random) => random.unit())
  expect(mean(uniform)).toBeCloseTo(0.5, 1)
  expect(Math.min(...uniform)).toBeGreaterThanOrEqual(0)
  expect(Math.max(...uniform)).toBeLessThan(1)
  expect(mean(draws(20_000, (random) => random.exponential(91)))).toBeCloseTo(91, -1)
  const normal = draws(20_000, (random) => random.normal())
  expect(mean(normal)).toBeCloseTo(0, 1)
  expect(mean(normal.map((value) => value * value))).toBeCloseTo(1, 1)
  expect(mean(draws(20_000, (random) => Number(random.chance(50_000))))).toBeCloseTo(0.05, 2)
  expect(new Set(draws(200, (random) => random.below(6)))).toEqual(new Set([0, 1, 2, 3, 4, 5]))
})
