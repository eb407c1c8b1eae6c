import { describe, expect, it } from 'vitest'
import { assembleWat } from '../../src/testing/wat.ts'
import { guest } from './harness.ts'
import { disagreement } from './testing/agree.ts'
import { compares, edgeValues, loopModule, shapeNames } from './testing/loops.ts'
import type { LoopCase } from './testing/loops.ts'

const variants = ['reference', 'repairing'] as const
const steps = [1, -1, 2, -2, 3, -3, 4, -8, 6, -12, 1024, undefined]
/** Steps held by a local: none, small ones, and some that come around. */
const strides = [0n, 1n, 3n, -2n, 2n ** 30n]
const bounds = [undefined, '5', '-3', '0x7fffffff', '0x80000000']

/** Every combination would be ten thousand: each comparison and step meets some of the rest. */
function cases(): LoopCase[] {
  const all: LoopCase[] = []
  let turn = 0
  for (const compare of compares) {
    for (const step of steps) {
      for (const type of ['i32', 'i64'] as const) {
        const shape = shapeNames[turn % shapeNames.length] as LoopCase['shape']
        const bound = bounds[turn % 3 === 0 ? turn % bounds.length : 0]
        all.push({ shape, type, compare, step, ...(bound === undefined ? {} : { bound }) })
        turn += 1
      }
    }
  }
  return all
}

/** The first start, bound and step where the variants differ in ending, rounds, fuel or limits. */
function firstDifference(loop: LoopCase): string | undefined {
  const wasm = assembleWat(loopModule(loop))
  const [reference, fast] = variants.map((variant) => guest(wasm, { variant }).call)
  if (reference === undefined || fast === undefined) return 'no variants'
  const edges = edgeValues(loop.type)
  const starts = loop.start === undefined ? edges : [0n]
  const ends = loop.bound === undefined ? edges : [0n]
  const steppings = loop.step === undefined ? strides : [0n]
  const rounds = starts.flatMap((start) =>
    ends.flatMap((bound) => steppings.map((by) => [start, bound, by] as const)),
  )
  for (const round of rounds) {
    const values = loop.type === 'i32' ? round.map(Number) : round
    const slow = reference('run', values, 400n)
    const quick = fast('run', values, 400n)
    const where = `from ${round[0]} to ${round[1]} by ${round[2]}`
    if (slow.ending !== quick.ending) return `${where}: ${slow.ending}, ${quick.ending}`
    if (slow.ending !== 'value') continue
    if (slow.used !== quick.used) return `${where}: fuel ${slow.used}, ${quick.used}`
    if (slow.value !== quick.value) return `${where}: ${slow.value}, ${quick.value}`
    if (fast('run', values, slow.used).ending !== 'value') return `${where}: its total fails`
    if (fast('run', values, slow.used - 1n).ending !== 'fuel') return `${where}: less is enough`
  }
  return undefined
}

describe('loops of a known number of iterations', () => {
  it('cost the same as counted one by one, also where the counter wraps around', () => {
    for (const loop of cases()) {
      expect(firstDifference(loop), JSON.stringify(loop)).toBeUndefined()
    }
  })

  it('cost the same where their first value and their bound are constants', () => {
    const starts = ['0', '9', '-4', '0x7ffffffd', '0x80000001']
    let turn = 0
    for (const compare of compares) {
      for (const step of [1, -1, 2, -3, 5, 1024]) {
        for (const start of starts) {
          const shape = shapeNames[turn % shapeNames.length] as LoopCase['shape']
          const bound = bounds[1 + (turn % 4)] as string
          const type = turn++ % 3 === 0 ? 'i64' : 'i32'
          const loop: LoopCase = { shape, type, compare, step, bound, start }
          expect(firstDifference(loop), JSON.stringify(loop)).toBeUndefined()
        }
      }
    }
  })

  it('are paid before they run', () => {
    for (const shape of shapeNames) {
      const loop = loopModule({ shape, type: 'i32', compare: 'lt_u', step: 1, bound: '1000' })
      const stores = loop.replace(
        '(local.set $n (i32',
        '(i32.store (local.get $n) (i32.const 1)) (local.set $n (i32',
      )
      const wasm = assembleWat(stores.replace('(func', '(memory (export "memory") 1) (func'))
      const { call, memory } = guest(wasm, {})
      const { used } = call('run', [0, 0])
      memory().fill(0)
      expect(call('run', [0, 0], used - 20n).ending, shape).toBe('fuel')
      expect(memory()[0], shape).toBe(0)
    }
  })

  it('are out of fuel where the cost passes every number', () => {
    const text = loopModule({ shape: 'tee at the end', type: 'i64', compare: 'ne', step: 1 })
    const long = text.replace(
      '(loop',
      `(loop ${'(drop (i64.div_u (i64.const 1) (i64.const 1)))'.repeat(200)}`,
    )
    for (const wasm of [text, long].map(assembleWat)) {
      for (const bound of [-1n, 2n ** 62n, 2n ** 61n, -(2n ** 63n), 2n ** 54n]) {
        expect(guest(wasm, {}).call('run', [1n, bound, 0n], 2n ** 50n).ending).toBe('fuel')
      }
    }
  })
})

const i = '(local.get 0)'
const step = (by: number): string => `(local.set 0 (i32.add ${i} (i32.const ${by})))`
/** What looks like a counted loop and is none, or is one in an odd place. */
const rows: Record<string, string> = {
  'the counter steps twice': `(loop ${step(1)} ${step(2)} (br_if 0 (i32.lt_u ${i} (i32.const 30))))`,
  'the counter steps in a branch': `(loop (if (i32.and (local.get 1) (i32.const 1)) (then ${step(3)})
      (else (nop))) (local.set 1 (i32.add (local.get 1) (i32.const 1)))
      (br_if 0 (i32.lt_u ${i} (i32.const 30))))`,
  'the counter is set anew': `(loop ${step(1)} (if (i32.eq ${i} (i32.const 4)) (then (local.set 0
      (i32.const 20)))) (br_if 0 (i32.lt_u ${i} (i32.const 30))))`,
  'the bound changes': `(local.set 1 (i32.const 50)) (loop ${step(1)}
      (local.set 1 (i32.sub (local.get 1) (i32.const 1))) (br_if 0 (i32.lt_u ${i} (local.get 1))))`,
  'the bound is the counter': `(loop ${step(1)} (br_if 0 (i32.lt_u ${i} ${i})))`,
  'the old value is tested': `(loop ${i} ${step(1)} (br_if 0 (i32.lt_u (i32.const 9))))`,
  'the tee is of another local': `(loop ${step(1)} (br_if 0 (i32.lt_u (local.tee 1 (i32.add ${i}
      (i32.const 1))) (i32.const 30))))`,
  'a second way back': `(loop ${step(1)} (br_if 0 (i32.eq ${i} (i32.const 3)))
      (br_if 0 (i32.lt_u ${i} (i32.const 30))))`,
  'a way out': `(block (loop ${step(1)} (br_if 1 (i32.eq ${i} (i32.const 7)))
      (br_if 0 (i32.lt_u ${i} (i32.const 30)))))`,
  'a return': `(loop ${step(1)} (if (i32.eq ${i} (i32.const 7)) (then (return ${i})))
      (br_if 0 (i32.lt_u ${i} (i32.const 30))))`,
  'a call': `(loop ${step(1)} (call $uneven (i32.const 3)) (br_if 0 (i32.lt_u ${i} (i32.const 30))))`,
  'a call of a flat function': `(loop ${step(1)} (call $flat)
      (br_if 0 (i32.lt_u ${i} (i32.const 30))))`,
  'paths of the same and of different cost': `(loop ${step(1)}
      (if (i32.and ${i} (i32.const 1))
        (then (nop) (drop (i32.const 1))) (else (drop (i32.const 2))))
      (block (br_if 0 (i32.and ${i} (i32.const 2))) (local.set 1 (i32.const 1)))
      (br_if 0 (i32.lt_u ${i} (i32.const 30))))`,
  'a trap': `(loop ${step(1)} (drop (i32.div_u (i32.const 1) (i32.sub ${i} (i32.const 9))))
      (br_if 0 (i32.lt_u ${i} (i32.const 30))))`,
  'a loop in a loop': `(loop (local.set 1 (i32.sub ${i} (i32.const 3)))
      (loop (br_if 0 (i32.ne (local.tee 1 (i32.add (local.get 1) (i32.const 1))) ${i})))
      ${step(1)} (br_if 0 (i32.lt_u ${i} (i32.const 9))))`,
  'loops in loops over unequal paths': `(loop (if (i32.lt_s ${i} (i32.const 40)) (then
      (local.set 1 (i32.const -1))
      (loop (if (i32.le_s (local.get 1) (i32.const 2)) (then (local.set 3 (i32.const -1))
        (loop (if (i32.le_s (local.get 3) (i32.const 3)) (then
          (if (i32.or (local.get 1) (local.get 3)) (then (drop (i32.mul ${i} (i32.const 3)))))
          (if (i32.and (local.get 3) (i32.const 1)) (then (drop (i32.mul ${i} (i32.const 3))))
            (else (nop)))
          (block (br_if 0 (i32.eq (local.get 3) ${i})) (drop (i32.mul ${i} ${i})))
          (block (block (br_if 1 (i32.eq (local.get 3) ${i})) (drop (i32.mul ${i} ${i}))
            (br_if 0 (local.get 1)) (br 1)) (drop (i32.const 1)) (drop (i32.const 1)))
          (local.set 3 (i32.add (local.get 3) (i32.const 1))) (br 1))))
        (local.set 1 (i32.add (local.get 1) (i32.const 1))) (br 1))))
      ${step(1)} (br 1))))`,
  'an endless loop in a counted one, never entered': `(loop (if (i32.eq ${i} (i32.const 999))
      (then (loop (br_if 0 (i32.const 1))))) ${step(1)} (br_if 0 (i32.lt_u ${i} (i32.const 30))))`,
  'a loop in a counted one, left from its middle': `(loop (if (i32.lt_s ${i} (i32.const 30)) (then
      (block (loop (local.set 3 (i32.div_u (i32.div_u ${i} (i32.const 5)) (i32.const 7)))
        (br_if 1 (i32.eq (local.get 3) (i32.const 77)))
        (br_if 0 (i32.lt_u (local.tee 1 (i32.add (local.get 1) (i32.const 2))) (i32.const 5)))))
      ${step(1)} (br 1))))`,
  'a metered loop in a counted one': `(loop (local.set 1 ${i}) (loop (br_if 0 (local.tee 1
      (i32.shr_u (local.get 1) (i32.const 1))))) ${step(1)}
      (br_if 0 (i32.lt_u ${i} (i32.const 30))))`,
  'a loop entered anew by a branch': `(loop (block (loop ${step(1)}
      (br_if 0 (i32.lt_u ${i} (i32.const 9))))) (br_if 0 (i32.lt_u ${i} (i32.const 40))))`,
  'code behind the loop': `(loop ${step(1)} (br_if 0 (i32.lt_u ${i} (i32.const 9)))
      (drop (i32.const 1)) (drop (i32.const 1)))`,
  'a loop with a result': `(drop (loop (result i32) ${step(1)} (i32.const 5)
      (br_if 0 (i32.lt_u ${i} (i32.const 9)))))`,
  'a loop with a parameter': `(i32.const 5) (loop (param i32) ${step(1)} (i32.const 1) (i32.add)
      (br_if 0 (i32.lt_u ${i} (i32.const 9))) (drop))`,
  'an exit that carries a value': `(drop (block (result i32) (loop
      (br_if 1 (i32.const 4) (i32.ge_u ${i} (i32.const 9))) (drop) ${step(1)} (br 0)) (i32.const 3)))`,
  'a loop that nothing reaches': `(block (br 0)) (if ${i} (then (return (i32.const 1))
      (loop ${step(1)} (br_if 0 (i32.lt_u ${i} (i32.const 9))))))`,
  'a loop after one without end': `(if (i32.eq ${i} (i32.const 99)) (then (loop (br 0))
      (loop ${step(1)} (br_if 0 (i32.lt_u ${i} (i32.const 9))))))`,
}

describe('loops that only look so', () => {
  for (const [name, code] of Object.entries(rows)) {
    it(name, () => {
      const text = `(func $uneven (param i32) (if (local.get 0) (then (drop (i32.const 1)))))
        (func $flat (drop (i32.const 1)))
        (func $f (param i32) (result i32) (local i32 i64 i32) ${code} (i32.mul ${i} (local.get 1)))
        (func (export "run") (param i32) (result i32) (call $f (local.get 0)))`
      for (const start of [0, 5, 8, 29]) expect(disagreement(text, [start])).toBeUndefined()
    })
  }
})
