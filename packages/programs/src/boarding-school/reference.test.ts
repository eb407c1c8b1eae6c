import { expect, test } from 'vitest'
import { madeUnit } from './testing/made-units.ts'
import { reduce } from './posterior.ts'
import { compare, reference } from './reference.ts'

const around = (betaMicro: number, gammaMicro: number) =>
  compare(
    reduce([
      madeUnit(
        1,
        Array.from({ length: 101 }, (_, step) => ({
          betaMicro: Math.round(betaMicro * (0.9 + 0.002 * step)),
          gammaMicro: Math.round(gammaMicro * (1.05 - 0.001 * step)),
        })),
      ),
    ]),
  ).map(({ ok }) => ok)

test('the textbook values are 1.66 and 0.44 per day and R0 3.78', () => {
  expect(reference.beta).toBeCloseTo(1.66, 2)
  expect(reference.gamma).toBeCloseTo(0.44, 2)
  expect(reference.r0).toBeCloseTo(3.78, 2)
  expect(reference.beta / reference.gamma).toBeCloseTo(reference.r0, 12)
})

test('accepts a posterior around the textbook and names what lies outside', () => {
  expect(around(1_660_000, 440_000)).toEqual([true, true, true])
  expect(around(2_200_000, 440_000)).toEqual([false, true, false])
  expect(around(1_660_000, 600_000)).toEqual([true, false, false])
})
