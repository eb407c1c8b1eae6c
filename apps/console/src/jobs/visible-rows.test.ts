import fc from 'fast-check'
import { expect, test } from 'vitest'
import { visibleRows } from './visible-rows.ts'

test.each([
  [0, 400, 40, 1_000_000, { from: 0, to: 20 }],
  [4_000, 400, 40, 1_000_000, { from: 90, to: 120 }],
  [0, 400, 40, 3, { from: 0, to: 3 }],
  [0, 400, 40, 0, { from: 0, to: 0 }],
  // Scrolled past the end, as a list that became shorter is.
  [99_999, 400, 40, 5, { from: 4, to: 5 }],
])('%i px down, %i high, rows of %i, %i of them', (scrolled, height, rowHeight, rows, sight) => {
  expect(visibleRows(scrolled, height, rowHeight, rows)).toEqual(sight)
})

test('never draws more than the window and a little, whatever the list is long', () => {
  fc.assert(
    fc.property(
      fc.nat(1e8),
      fc.integer({ min: 1, max: 2_000 }),
      fc.nat(1e6),
      (scrolled, height, rows) => {
        const { from, to } = visibleRows(scrolled, height, 40, rows)
        expect(from).toBeGreaterThanOrEqual(0)
        expect(to).toBeLessThanOrEqual(rows)
        expect(to - from).toBeLessThanOrEqual(height / 40 + 22)
      },
    ),
  )
})
