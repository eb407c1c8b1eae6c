import { expect, test } from 'vitest'
import { probability } from './reference.ts'

test('the lemma gives the published probabilities', () => {
  expect(probability[3]).toBeCloseTo(0.5 + 1.56 / 8, 3)
  expect(probability[5]).toBeCloseTo(0.5 + 1.22 / 64, 4)
})
