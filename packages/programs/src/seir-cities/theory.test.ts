import { expect, test } from 'vitest'
import { chanceToDieOut, chancesToDieOut, finalSize, shortfall } from './theory.ts'

test.each([1.5, 2.5, 4])('R0 %f: the root of the final-size equation', (r0) => {
  const share = finalSize(r0)
  expect(-Math.log(1 - share) / share).toBeCloseTo(r0, 9)
})

test.each([
  [1.5, 200],
  [2.5, 200],
  [1.1, 40],
  [4, 10],
])('R0 %f: fewer than %i infected is the ballot theorem for endless people', (r0, reached) => {
  // A walk of n infections and n recoveries ends first at its end: Catalan(n - 1) of them.
  const [up, down] = [r0 / (1 + r0), 1 / (1 + r0)]
  let [term, sum] = [down, 0]
  for (let infected = 1; infected < reached; infected++) {
    sum += term
    term *= (up * down * 2 * (2 * infected - 1)) / (infected + 1)
  }
  expect(chanceToDieOut(r0, reached, Infinity)).toBeCloseTo(sum, 12)
})

test('with 200 people reached nobody is left to die out: 1 / R0 to the fourth digit', () => {
  for (const r0 of [1.5, 2.5]) {
    const missing = 1 / r0 - chanceToDieOut(r0, 200, Infinity)
    expect(missing).toBeGreaterThan(0)
    expect(missing).toBeLessThan(2e-5)
  }
})

test.each([1.1, 1.5, 2.5, 20])('R0 %f: another infection never makes dying out likelier', (r0) => {
  for (const people of [107, 537, Infinity]) {
    const chances = chancesToDieOut(r0, 200, people)
    const steps = chances.slice(1, 199).flatMap((now, at) =>
      Array.from(now.slice(0, at + 1), (chance, left) => {
        return (chances[at + 2]?.[left + 2] ?? NaN) - chance
      }),
    )
    expect(Math.max(...steps)).toBeLessThanOrEqual(0)
  }
})

test('smaller cities die out more often', () => {
  const chances = [Infinity, 2_000, 537, 107].map((people) => chanceToDieOut(1.5, 200, people))
  expect(chances).toEqual(chances.toSorted((a, b) => a - b))
  expect(chances[2]).toBeCloseTo(0.6905, 4)
  // 107 people never are 200 infected.
  expect(chances[3]).toBeCloseTo(1, 12)
})

test('a large epidemic is short of its final size by a few people', () => {
  expect(shortfall(1.5)).toBeCloseTo(3.5, 1)
  expect(shortfall(2.5)).toBeCloseTo(0.8, 1)
})
