import { expect, test } from 'vitest'
import { estimateEnergy, regionOf, regions, tariffs, usualIn } from './energy.ts'

const usual = usualIn('eu')

test('an hour of one core', () => {
  const fuel = BigInt(usual.fuelMillions) * 1_000_000n * 3_600n
  expect(estimateEnergy(fuel, usual)).toEqual({
    ...{ coreHours: 1, kwh: usual.watts / 1_000 },
    cost: (usual.watts / 1_000) * usual.pricePerKwh,
  })
})

test.each(regions)('%s begins with its own price, and a core of a few watts', (region) => {
  const { pricePerKwh, watts, fuelMillions } = usualIn(region)
  expect(pricePerKwh).toBe(tariffs[region].pricePerKwh)
  expect([watts > 5 && watts < 20, fuelMillions >= 2_000 && fuelMillions <= 8_000]).toEqual([
    ...[true, true],
  ])
})

test('who reads Korean most likely pays in won', () => {
  expect([regionOf('ko'), regionOf('en')]).toEqual(['kr', 'eu'])
})

test('nothing done took nothing', () => {
  expect(estimateEnergy(0n, usual)).toEqual({ coreHours: 0, kwh: 0, cost: 0 })
})

test.each([
  ['no speed', { fuelMillions: 0 }],
  ['a speed that is none', { fuelMillions: Number.NaN }],
  ['a negative draw', { watts: -5 }],
  ['a negative price', { pricePerKwh: -1 }],
])('%s gives no negative and no endless figure', (_what, changes) => {
  const { kwh, cost } = estimateEnergy(10n ** 18n, { ...usual, ...changes })
  expect([kwh, cost].every((value) => Number.isFinite(value) && value >= 0)).toBe(true)
})
