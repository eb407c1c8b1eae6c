import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { disagreement } from './testing/agree.ts'
import { nestText } from './testing/nests.ts'

describe('random nests of loops', () => {
  it('give the same and cost the same in all variants, to the last unit', () => {
    fc.assert(
      fc.property(fc.nat(), fc.integer({ min: 0, max: 99 }), (seed, x) => {
        expect(disagreement(nestText(seed), [x])).toBeUndefined()
      }),
      { numRuns: 150 },
    )
  })
})
