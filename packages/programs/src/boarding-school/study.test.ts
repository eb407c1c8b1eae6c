import { expect, test } from 'vitest'
import { planJob } from './study.ts'

test('the number of units scales the study', () => {
  expect(planJob(5000).matrix).toEqual({ seed: { from: 1, to: 5000 } })
})
