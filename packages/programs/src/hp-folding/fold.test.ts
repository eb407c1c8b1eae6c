import { expect, test } from 'vitest'
import { benchmarks } from './benchmark.ts'
import { contactsOf, isSelfAvoiding, sitesOf } from './fold.ts'
import { everyFold } from './testing/walks.ts'

test('the number of self-avoiding walks is the known one', () => {
  // 4, 12, 36, 100, 284, 780, 2172 walks of 1, 2, ... steps; a quarter of them begins to the right.
  const counts = [2, 3, 4, 5, 6, 7, 8].map((monomers) => 4 * everyFold(monomers).length)
  expect(counts).toEqual([4, 12, 36, 100, 284, 780, 2172])
})

test.each([
  ['HPPH', 'RUL', [[0, 3]]],
  ['HPPP', 'RUL', []],
  ['HHHH', 'RRR', []],
  [
    'HHHHHHHHH',
    'RRULLURR',
    [
      [1, 4],
      [0, 5],
      [4, 7],
      [3, 8],
    ],
  ],
] as const)('contacts of %s folded %s', (sequence, fold, expected) => {
  const found = contactsOf(sequence, sitesOf(fold)).toSorted(([a], [b]) => a - b)
  expect(found).toEqual([...expected].toSorted(([a], [b]) => a - b))
})

test('a walk that crosses itself is seen', () => {
  expect(isSelfAvoiding(sitesOf('RULD'))).toBe(false)
  expect(isSelfAvoiding(sitesOf('RULL'))).toBe(true)
})

test('the benchmark has 20 to 64 monomers', () => {
  expect(benchmarks.map(({ sequence }) => sequence.length)).toEqual([
    20, 24, 25, 36, 48, 50, 60, 64,
  ])
})
