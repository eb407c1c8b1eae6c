import { expect, test } from 'vitest'
import { deriveCost } from './cost.ts'

test('is the mean of what is believed, times the units', () => {
  const sample = [{ fuel: 10n }, { fuel: null }, { fuel: 21n }]
  expect(deriveCost({ believed: 20, units: 1_000_000 }, sample)).toEqual({
    ...{ sampled: 2, fuelPerUnit: 15n, fuelSoFar: 310n, fuelTotal: 15_500_000n },
  })
})

test('keeps every digit beyond 2^53', () => {
  const cost = deriveCost({ believed: 3, units: 3 }, [{ fuel: 2n ** 60n + 1n }])
  expect(cost?.fuelTotal).toBe(3n * (2n ** 60n + 1n))
})

test.each([[[]], [[{ fuel: null }]]])('is unknown from %j', (sample) => {
  expect(deriveCost({ believed: 0, units: 5 }, sample)).toBeNull()
})
