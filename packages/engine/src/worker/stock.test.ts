import fc from 'fast-check'
import { expect, test } from 'vitest'
import { decideStock } from './stock.ts'
import type { StockFacts } from './stock.ts'

const base: StockFacts = {
  ...{ slots: 2, unitMs: 1_000, runningMs: [], leaseMs: 60_000, leftMs: Infinity, bundleMax: 50 },
}

test.each<[string, Partial<StockFacts>, number]>([
  ['nothing measured yet: one for each free slot', { unitMs: null, runningMs: [5] }, 1],
  ['free slots and 15 s of a 60 s lease', {}, 32],
  ['slots in the middle of a unit', { runningMs: [500, 500] }, 30],
  ['tiny units: four bundles and no more', { unitMs: 5 }, 200],
  ['short leases: what is begun in a quarter of one', { leaseMs: 4_000 }, 4],
  ['long leases: 15 s and no more', { leaseMs: 3_600_000 }, 32],
  ['long units just begun: nothing yet', { unitMs: 600_000, runningMs: [0, 0] }, 0],
  ['long units nearly done: one each', { unitMs: 60_000, runningMs: [55_000, 10_000] }, 1],
  ['a unit that takes longer than the mean', { unitMs: 40_000, runningMs: [90_000, 0] }, 1],
  ['a free slot and a long unit', { unitMs: 600_000, runningMs: [0] }, 1],
  ['an owner who wants the machine back soon', { leftMs: 3_500 }, 6],
  ['no time for another unit', { leftMs: 900 }, 0],
])('%s', (_name, facts, units) => {
  expect(decideStock({ ...base, ...facts }).units).toBe(units)
})

test('says when time alone changes the answer', () => {
  const facts = { ...base, unitMs: 60_000, runningMs: [10_000, 20_000] }
  const { units, reviseMs } = decideStock(facts)
  expect([units, reviseMs]).toEqual([0, 25_000])
  const later = { ...facts, runningMs: facts.runningMs.map((ms) => ms + reviseMs) }
  expect(decideStock(later).units).toBe(1)
  expect(decideStock({ ...facts, unitMs: 3_600_000 }).reviseMs).toBe(30_000)
})

test('whatever the facts, the stock is begun within a quarter of a lease and is bounded', () => {
  const facts = fc.record({
    slots: fc.integer({ min: 1, max: 256 }),
    unitMs: fc.double({ min: 0.5, max: 1e8, noNaN: true }),
    leaseMs: fc.integer({ min: 1_000, max: 1e8 }),
    leftMs: fc.integer({ min: 0, max: 1e9 }),
    bundleMax: fc.integer({ min: 1, max: 50 }),
  })
  fc.assert(
    fc.property(facts, fc.array(fc.nat(1e8), { maxLength: 256 }), (some, runningMs) => {
      const { units, reviseMs } = decideStock({
        ...some,
        runningMs: runningMs.slice(0, some.slots),
      })
      // Each slot begins one at once, and one more every `unitMs`.
      const within = some.slots * (1 + some.leaseMs / 4 / some.unitMs)
      expect(units).toBeLessThanOrEqual(within)
      expect(units).toBeLessThanOrEqual(4 * some.bundleMax)
      expect(units).toBeGreaterThanOrEqual(0)
      expect(reviseMs).toBeGreaterThanOrEqual(1)
    }),
  )
})
