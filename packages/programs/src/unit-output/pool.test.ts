import fc from 'fast-check'
import { expect, test } from 'vitest'
import { poolUnits } from './pool.ts'

const pool = (units: readonly (readonly [number, number, number])[]) =>
  poolUnits(
    units.map((unit) => new Uint8Array(unit)),
    {
      read: (bytes) => [...bytes],
      identity: ([a = 0, b = 0]) => [a, b],
      study: ([, , size = 0]) => ({ size }),
    },
  )

test('units come back in the order of their identity, whatever the order of outputs', () => {
  const sorted = [0, 1, 2, 9, 10].flatMap((a) => [1, 2, 11].map((b) => [a, b, 7] as const))
  const any = fc.shuffledSubarray(sorted, { minLength: sorted.length })
  fc.assert(
    fc.property(any, (units) => {
      expect(pool(units)).toEqual(sorted)
    }),
    { numRuns: 50 },
  )
})

test.each([
  ['NO_UNITS', []],
  [
    'DUPLICATE_UNIT',
    [
      [1, 2, 7],
      [1, 3, 7],
      [1, 2, 7],
    ],
  ],
  [
    'MIXED_STUDY',
    [
      [1, 2, 7],
      [1, 3, 8],
    ],
  ],
] as const)('%s', (code, units) => {
  expect(() => pool(units)).toThrow(expect.objectContaining({ code, hint: expect.any(String) }))
})
