import { expect, test } from 'vitest'
import { sampleUnits } from './trial.ts'

test.each([
  [300, 3, [0, 150, 299]],
  [300, 1, [0]],
  [1, 3, [0]],
  [2, 3, [0, 1]],
  [5, 5, [0, 1, 2, 3, 4]],
])('of %i units %i are tried: %j', (unitCount, count, units) => {
  expect(sampleUnits(unitCount, count)).toEqual(units)
})
