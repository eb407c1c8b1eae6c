import { expect, test } from 'vitest'
import type { LedgerHistoryView } from '@pumasi/protocol'
import { deriveLedgerFigures, deriveRunsPerUnit, fillSteps } from './ledger-figures.ts'

const MINUTE = 60_000
const history: LedgerHistoryView = {
  ...{ fromMs: 100 * MINUTE - 7, toMs: 104 * MINUTE, stepMs: MINUTE },
  steps: [
    { atMs: 100 * MINUTE, batches: 1, units: 10, gasUsed: 600n, feeWei: 600n },
    { atMs: 102 * MINUTE, batches: 2, units: 20, gasUsed: 900n, feeWei: 900n },
  ],
}

test('sums what was committed, and counts the pace from the first of it', () => {
  expect(deriveLedgerFigures(history)).toEqual({
    ...{ batches: 3, units: 30, gas: 1_500n, gasPerUnit: 50, unitsPerMinute: 7.5 },
  })
})

test('nothing on the chain has no pace and no price', () => {
  expect(deriveLedgerFigures({ ...history, steps: [] })).toEqual({
    ...{ batches: 0, units: 0, gas: 0n, gasPerUnit: null, unitsPerMinute: null },
  })
})

test('a moment is too short for a pace', () => {
  const toMs = 100 * MINUTE + 59_000
  expect(deriveLedgerFigures({ ...history, toMs }).unitsPerMinute).toBeNull()
})

test.each([
  [21, 10, 2.1],
  [1, 0, null],
])('%i receipts for %i believed units', (receipts, unitsBelieved, runs) => {
  expect(deriveRunsPerUnit({ receipts, unitsBelieved })).toBe(runs)
})

test('steps without a batch are drawn as nothing, those outside of the range too', () => {
  expect(fillSteps(history).map(({ atMs, units }) => [atMs / MINUTE, units])).toEqual([
    ...[
      [99, 0],
      [100, 10],
      [101, 0],
      [102, 20],
      [103, 0],
      [104, 0],
    ],
  ])
})
