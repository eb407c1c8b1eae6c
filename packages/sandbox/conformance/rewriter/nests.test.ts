import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { assembleWat } from '../../src/testing/wat.ts'
import { guest } from './harness.ts'
import { disagreement } from './testing/agree.ts'
import { nestText } from './testing/nests.ts'

describe('random nests of loops', () => {
  it('give the same and cost the same in all variants, to the last unit', () => {
    fc.assert(
      fc.property(fc.nat(), fc.integer({ min: 0, max: 99 }), (seed, x) => {
        expect(disagreement(nestText(seed), [x])).toBeUndefined()
      }),
      { numRuns: 100 },
    )
  })
})

const never = '(i32.eq (local.get 0) (i32.const 77))'
/** Loops without end, in which a check is met in each iteration, or only seems to be. */
const endless: Record<string, string> = {
  'a call that checks': '(loop (call $deep (i32.const 1)) (br 0))',
  'a call in one arm': `(loop (if ${never} (then (call $deep (i32.const 1)))) (br 0))`,
  'a call in the other arm': `(loop (if ${never} (then (nop)) (else (nop)))
    (if ${never} (then (call $deep (i32.const 1))) (else (nop))) (br 0))`,
  'a call that is branched over': `(loop (block (br_if 0 (i32.eqz ${never}))
    (call $deep (i32.const 1))) (br 0))`,
  'a call behind a way back': `(loop (br_if 0 (i32.eqz ${never})) (call $deep (i32.const 1)) (br 0))`,
  'a call before an inner way back': `(loop (call $deep (i32.const 1)) (loop (br 0)))`,
  'a call in an inner loop only': `(loop (loop (if ${never} (then (call $deep (i32.const 1)) (br 1))))
    (br 0))`,
  'an inner loop that checks': `(loop (local.set 1 (i32.const 9))
    (loop (br_if 0 (local.tee 1 (i32.shr_u (local.get 1) (i32.const 1))))) (br 0))`,
  'a table back or out': `(block (loop (if ${never} (then (call $deep (i32.const 1))))
    (br_table 0 0 1 (local.get 0))))`,
  'an operation by size': `(loop (memory.fill (i32.const 0) (i32.const 1) (i32.const 0)) (br 0))`,
  'a free loop around one without end': `(local.set 1 (i32.const 0)) (loop (loop (br 0))
    (br_if 0 (i32.lt_s (local.tee 1 (i32.add (local.get 1) (i32.const 1))) (i32.const 5))))`,
  'a free loop in one without end': `(loop (local.set 1 (i32.const 0)) (loop
    (if ${never} (then (nop) (drop (i32.const 1))))
    (br_if 0 (i32.lt_s (local.tee 1 (i32.add (local.get 1) (i32.const 1))) (i32.const 5)))) (br 0))`,
}

describe('loops without end', () => {
  for (const [name, code] of Object.entries(endless)) {
    it(`${name}: out of fuel`, () => {
      const wasm = assembleWat(`(module (memory 1)
        (func $deep (param i32) (if (local.get 0)
          (then (call $deep (i32.sub (local.get 0) (i32.const 1))))))
        (func (export "run") (param i32) (local i32) ${code}))`)
      for (const variant of ['repairing', 'detecting'] as const) {
        expect(guest(wasm, { variant }).call('run', [1], 100_000n).ending).toBe('fuel')
      }
    })
  }
})
