/**
 * The detecting variant: a NaN anywhere stops the run before anybody can have seen it, and a run
 * that does not stop so is the run of the repairing variant.
 */
import { describe, expect, it } from 'vitest'
import { assembleWat } from '../../src/testing/wat.ts'
import { instrument } from '../../src/rewriter/index.ts'
import { engine } from './engine.ts'
import { guest, type Ended } from './harness.ts'

type Imports = Record<string, Record<string, unknown>>
const variants = ['repairing', 'detecting', 'reference'] as const

const wat = (text: string): Uint8Array =>
  assembleWat(`(module (memory (export "memory") 1) ${text})`)
const detecting = (text: string, values: readonly unknown[], fuel?: bigint): Ended =>
  guest(wat(text), { variant: 'detecting' }).call('run', values, fuel)

/** Stores `1 / x` eight bytes apart, once for each `x` from -3 on, `count` times. */
const loop = (
  body: string,
  behind = '',
): string => `(func (export "run") (param $count i32) (result i32)
  (local $i i32) (local $x f64) (local $y f64) (local $z f64) (local $s f32)
  (loop $l
    (local.set $x (f64.convert_i32_s (i32.sub (local.get $i) (i32.const 3))))
    ${body}
    (local.set $i (i32.add (local.get $i) (i32.const 1)))
    (br_if $l (i32.lt_u (local.get $i) (local.get $count))))
  ${behind} (local.get $i))`
/** NaN when `$x` is zero. */
const nan = '(f64.div (local.get $x) (local.get $x))'
const at = '(i32.shl (local.get $i) (i32.const 3))'

/** Loops in which the fourth round makes a NaN. */
const loops: Record<string, string> = {
  'one store': `(f64.store ${at} ${nan})`,
  'three stores in turn': `(f64.store ${at} (local.get $x)) (f64.store ${at} ${nan})
    (f64.store ${at} (f64.add (local.get $x) (f64.const 1)))`,
  'a store of f32': `(f32.store ${at} (f32.demote_f64 ${nan}))`,
  'both types': `(f32.store ${at} (f32.demote_f64 (f64.add (local.get $x) (f64.const 1))))
    (f64.store ${at} ${nan})`,
  'a store in a branch': `(if (i32.and (local.get $i) (i32.const 1)) (then (f64.store ${at} ${nan})))`,
  'a reinterpretation': `(i64.store ${at} (i64.reinterpret_f64 ${nan}))`,
  'a store in a loop inside': `(loop $m (f64.store ${at} ${nan})
    (br_if $m (i32.and (local.tee $count (i32.xor (local.get $count) (i32.const 1)))
      (i32.const 1))))`,
}

/** The local `$y` is NaN from the fourth round on, and its bits are seen. */
const lasting = `(f64.store ${at} (local.tee $y (f64.add (local.get $y) ${nan})))`
const forgotten = '(local.set $y (f64.const 0))'
/** As {@link loops}, with locals in which a NaN lasts; and what stands behind the loop. */
const lastingLoops: Record<string, [string, string?]> = {
  'a local': [lasting],
  'a local that is forgotten behind the loop': [lasting, forgotten],
  'a local that is forgotten by the way of another': [lasting, '(local.set $y (local.get $z))'],
  'a local that is forgotten in the loop': [
    `${lasting} (if (i32.eq (local.get $i) (i32.const 5)) (then ${forgotten}))`,
  ],
  'a local that is forgotten in a loop around': [
    `(loop $m ${lasting}
    (br_if $m (i32.and (local.tee $count (i32.xor (local.get $count) (i32.const 1)))
      (i32.const 1)))) ${forgotten}`,
  ],
  'a local through other operations': [
    `(f64.store ${at} (local.tee $y
    (f64.neg (f64.max (f64.sqrt (f64.abs (local.get $y))) ${nan}))))`,
  ],
  'a local that is stored when it is read': [
    `(local.set $y (f64.mul ${nan} (local.get $y)))
    (f64.store ${at} (local.get $y))`,
  ],
  'two locals that hand on to each other': [
    `(f64.store ${at} (local.tee $y
      (f64.add (local.get $y) (local.get $z))))
    (f64.store ${at} (local.tee $z (f64.add (local.get $z) ${nan})))`,
  ],
  'locals of both types, and a sum': [
    `${lasting}
    (f32.store ${at} (local.tee $s (f32.sub (local.get $s) (f32.demote_f64 ${nan}))))
    (f64.store ${at} (f64.add (local.get $x) (f64.const 1)))`,
  ],
  'a local that only seems to last': [
    `(f64.store ${at} (local.tee $y
    (f64.add (local.tee $y ${nan}) (f64.const 1))))`,
  ],
  'a local that a comparison hides': [
    `(f64.store ${at} (local.tee $y
    (f64.add (f64.convert_i32_s (f64.lt (local.get $y) (f64.const 1))) ${nan})))`,
  ],
}

describe('detecting inside a loop', () => {
  const all = [
    ...Object.entries(loops).map(([name, body]) => [name, loop(body)] as const),
    ...Object.entries(lastingLoops).map(([name, parts]) => [name, loop(...parts)] as const),
  ]
  for (const [name, text] of all) {
    it(`stops when a NaN is met, and agrees when none is: ${name}`, () => {
      expect(detecting(text, [12]).ending).toBe('nan')
      const [one, ...others] = variants.map((variant) => guest(wat(text), { variant }))
      const ended = one?.call('run', [3])
      expect(ended?.ending).toBe('value')
      for (const other of others) {
        expect(other.call('run', [3])).toEqual(ended)
        expect(other.memory()).toEqual(one?.memory())
      }
    })

    it(`tells a NaN from want of fuel at every limit: ${name}`, () => {
      const { used } = guest(wat(text), { variant: 'repairing' }).call('run', [12])
      let met = 0
      for (let fuel = 0n; fuel < used + 20n; fuel += 1n) {
        const { ending } = detecting(text, [12], fuel)
        if (ending === 'nan') met += 1
        // Nothing else can be believed: too little fuel to come to the NaN, never an end.
        else expect(ending).toBe('fuel')
        if (fuel >= used) expect(ending).toBe('nan')
      }
      expect(met).toBeGreaterThan(20)
    })
  }

  it('stops at the fuel check a loop without end that a NaN led to', () => {
    // Reads the bits that it stored, and takes another way for them.
    const text = loop(`(f64.store ${at} ${nan})
      (if (i64.ne (i64.and (i64.load ${at}) (i64.const 0xfffffffffffff)) (i64.const 0))
        (then (loop $ever (br $ever))))`)
    expect(detecting(text, [12], 5000n).ending).toBe('nan')
    expect(guest(wat(text), { variant: 'repairing' }).call('run', [12], 5000n).ending).toBe('fuel')
  })

  it('says by its flag that a trap behind a NaN is not to be believed', () => {
    const text = loop(`(f64.store ${at} ${nan})
      (drop (i32.load (i32.wrap_i64 (i64.shr_u (i64.load ${at}) (i64.const 48)))))`)
    expect(detecting(text, [12]).ending).toMatch(/trap|nan/)
    expect(instrument(wat(text), { variant: 'detecting' }).detects).toBe(true)
    expect(instrument(wat(text)).detects).toBe(false)
    expect(instrument(wat(text), { variant: 'reference' }).detects).toBe(false)
  })
})

describe('detecting before others can see', () => {
  const host = (): { calls: number; imports: Imports } => {
    const seen = { calls: 0, imports: {} as Imports }
    const count = (): void => void (seen.calls += 1)
    seen.imports = { env: { see: count, see64: count } }
    return seen
  }
  const imports =
    '(import "env" "see" (func $see)) (import "env" "see64" (func $see64 (param f64)))'
  const rows: Record<string, string> = {
    'a store, then a call of the host': `(f64.store (i32.const 0) ${nan}) (call $see)`,
    'an argument of the host': `(call $see64 ${nan})`,
    'a global, then a call that calls the host': `(global.set $g ${nan}) (call $below)`,
    'a callee that stores, then a call of the host': '(call $silent (local.get $x)) (call $see)',
    'a store before a silent callee': `(f64.store (i32.const 0) ${nan}) (call $nothing) (call $see)`,
    'a result, then a call of the host': '(drop (call $give (local.get $x))) (call $see)',
    'an indirect call that calls the host': `(f64.store (i32.const 0) ${nan})
      (call_indirect (local.get $i))`,
    'a store in a branch': `(if (local.get $t) (then (f64.store (i32.const 0) ${nan}))) (call $see)`,
    'a store, then a look on another way': `(f64.store (i32.const 0) ${nan})
      (if (i32.eqz (local.get $t)) (then (call $see))) (call $see)`,
    'a store, then a look on the first of two ways': `(f64.store (i32.const 0) ${nan})
      (if (i32.eqz (local.get $t)) (then (call $see)) (else (global.set $g (f64.const 1))))
      (call $see)`,
    'a store before a branch': `(block $b (f64.store (i32.const 0) ${nan})
      (br_if $b (local.get $t)) (global.set $g (f64.const 1))) (call $see)`,
    'a store before br_table': `(block $b (block $a (f64.store (i32.const 0) ${nan})
      (br_table $a $b (local.get $t))) (global.set $g (f64.const 1))) (call $see)`,
    'a store in a loop': `(loop (f64.store (i32.const 0) ${nan})
      (br_if 0 (i32.lt_u (local.tee $i (i32.add (local.get $i) (i32.const 1))) (i32.const 3))))
      (call $see)`,
    'a store at the end of a loop that begins with a call': `(loop $l
      (br_if 1 (i32.eq (local.get $i) (i32.const 2)))
      (if (local.get $i) (then (call $see)))
      (f64.store (i32.const 0) ${nan})
      (local.set $i (i32.add (local.get $i) (i32.const 1))) (br $l))`,
    'a store, then return': `(f64.store (i32.const 0) ${nan}) (return)`,
    'a store, then growing memory': `(f64.store (i32.const 0) ${nan})
      (drop (memory.grow (i32.const 1))) (call $see)`,
  }
  for (const [name, body] of Object.entries(rows)) {
    it(name, () => {
      const text = `${imports} (global $g (mut f64) (f64.const 0)) (memory (export "memory") 1 3)
        (table 1 funcref) (elem (i32.const 0) $below) (func $below (call $see)) (func $nothing)
        (func $silent (param $x f64) (f64.store (i32.const 8) ${nan}))
        (func $give (param $x f64) (result f64) ${nan})
        (func $made (param $x f64) (param $t i32) (local $i i32) ${body})
        (func (export "run") (param f64 i32) (call $made (local.get 0) (local.get 1)) (call $see))`
      const wasm = assembleWat(`(module ${text})`)
      const met = host()
      const end = guest(wasm, { variant: 'detecting' }, met.imports).call('run', [0, 1])
      expect([end.ending, met.calls]).toEqual(['nan', 0])
      const seen = variants.map((variant) => {
        const not = host()
        const { ending, used } = guest(wasm, { variant }, not.imports).call('run', [2, 1])
        return [ending, used, not.calls]
      })
      for (const other of seen) expect(other).toEqual(seen[0])
      expect(seen[0]?.[0]).toBe('value')
    })
  }
})

describe('what is detected', () => {
  it('is nothing where no NaN can be seen: then both variants are the same bytes', () => {
    const wasm = wat(
      '(func (export "run") (param f64) (result i32) (f64.gt (local.get 0) (f64.const 0)))',
    )
    const made = instrument(wasm, { variant: 'detecting' })
    expect(made.detects).toBe(false)
    expect(made.bytes).toEqual(instrument(wasm).bytes)
  })

  it('may be infinity minus infinity, which only costs the repair', () => {
    const text = `(func (export "run") (param $x f64)
      (f64.store (i32.const 0) (f64.div (f64.const 1) (local.get $x)))
      (f64.store (i32.const 8) (f64.div (f64.const -1) (local.get $x))))`
    expect(detecting(text, [2]).ending).toBe('value')
    expect(detecting(text, [0]).ending).toBe('nan')
  })

  it('leaves a long function to the repairs, so that no engine finds it too long', () => {
    const values = '(call $f (f32.sqrt (local.get 0)) (f64.sqrt (local.get 1)))'.repeat(40_000)
    const text = `(func $f (param f32 f64) (loop (br_if 0 (i32.const 0))))
      (func (export "run") (param f32 f64) ${values})`
    const made = instrument(wat(text), { variant: 'detecting' })
    expect(made.detects).toBe(false)
    expect(engine.validate(made.bytes)).toBe(true)
    const { ending } = guest(wat(text), { variant: 'detecting' }).call('run', [-1, -1])
    expect(ending).toBe('value')
  })
})
