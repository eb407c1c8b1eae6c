import { expect, test } from 'vitest'
import { batchView } from '../testing/views.ts'
import { deriveLedgerFigures, deriveRunsPerUnit } from './ledger-figures.ts'

const HOUR = 3_600_000
const NOW = 100 * HOUR
const batches = [
  batchView(1, 10, NOW - 30 * HOUR, 1),
  batchView(2, 20, NOW - 2 * HOUR, 1),
  batchView(3, 40, NOW - HOUR / 2, 1),
  // Not on the chain: it has cost nothing yet.
  batchView(4, 80, NOW - 1_000, null),
]

test.each([
  ['hour', { batches: 1, units: 40, gas: 100_000n, gasPerUnit: 2_500 }],
  ['day', { batches: 2, units: 60, gas: 200_000n }],
  ['all', { batches: 3, units: 70, gas: 300_000n }],
] as const)('%s', (range, figures) => {
  expect(deriveLedgerFigures(batches, NOW, range)).toMatchObject(figures)
})

test('the pace counts from the first batch of the range', () => {
  expect(deriveLedgerFigures(batches, NOW, 'hour').unitsPerMinute).toBeCloseTo(40 / 30)
})

test('nothing on the chain has no pace and no price', () => {
  expect(deriveLedgerFigures([], NOW, 'all')).toEqual({
    ...{ batches: 0, units: 0, gas: 0n, gasPerUnit: null, unitsPerMinute: null },
  })
})

test.each([
  [[{ received: 9 }, { received: 12 }], [{ believed: 10 }], 2.1],
  [[{ received: 1 }], [{ believed: 0 }], null],
])('runs for each believed unit: %j over %j', (hosts, jobs, runs) => {
  expect(deriveRunsPerUnit(hosts, jobs)).toBe(runs)
})
