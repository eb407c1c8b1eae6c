/**
 * NaN at every point where its bits can be seen. Each program makes an arithmetic NaN out of its
 * parameters (so that no compiler folds it), passes it along one path and gives its bits.
 */
import { describe, expect, it } from 'vitest'
import { assembleWat } from '../../src/testing/wat.ts'
import { guest } from './harness.ts'
import { NanPlanner } from '../../src/rewriter/fast/nan-plan.ts'
import { Surveyor } from '../../src/rewriter/fast/survey.ts'
import type { Func } from '../../src/rewriter/validate/code-store.ts'
import { validate } from '../../src/rewriter/validate/validate.ts'

const positive = 0x7ff8000000000000n
const negative = -0x8000000000000n
const payload = 0x7ff4000000000123n
const variants = ['repairing', 'reference'] as const

/** An arithmetic NaN: zero through zero; `$zero` is a parameter and always 0. */
const nan = '(f64.div (local.get $zero) (local.get $zero))'
/** A NaN with a payload, from memory. */
const loaded = '(f64.load (i32.const 64))'
const bits = (value: string): string => `(i64.reinterpret_f64 ${value})`

interface Row {
  readonly what: string
  /** Instructions that leave the i64 to look at. */
  readonly body: string
  readonly expected: bigint
  /** True where no NaN out of arithmetic comes near: the detecting variant gives the bits too. */
  readonly kept?: boolean
}

const rows: Row[] = [
  { what: 'reinterpret', body: bits(nan), expected: positive },
  {
    what: 'store',
    body: `(f64.store (i32.const 0) ${nan}) (i64.load (i32.const 0))`,
    expected: positive,
  },
  {
    what: 'global.set',
    body: `(global.set $g ${nan}) ${bits('(global.get $g)')}`,
    expected: positive,
  },
  { what: 'argument of a call', body: `(call $bits ${nan})`, expected: positive },
  {
    what: 'argument below others',
    body: `(call $second ${nan} (f64.const 1))`,
    expected: positive,
  },
  {
    what: 'argument of call_indirect',
    body: `(call_indirect (type $bits) ${nan} (i32.const 0))`,
    expected: positive,
  },
  { what: 'result of a call', body: bits('(call $make (local.get $zero))'), expected: positive },
  { what: 'result by return', body: bits('(call $return (local.get $zero))'), expected: positive },
  { what: 'result by br', body: bits('(call $branch (local.get $zero))'), expected: positive },
  {
    what: 'one of two results',
    body: '(call $pair (local.get $zero)) (drop) (i64.reinterpret_f64)',
    expected: positive,
  },
  {
    what: 'copysign: the sign is positive',
    body: bits(`(f64.copysign (f64.const -1) ${nan})`),
    expected: 0x3ff0000000000000n,
  },
  {
    what: 'copysign: the magnitude',
    body: bits(`(f64.copysign ${nan} (f64.const -1))`),
    expected: negative,
  },
  { what: 'neg', body: bits(`(f64.neg ${nan})`), expected: negative },
  { what: 'neg twice', body: bits(`(f64.neg (f64.neg ${nan}))`), expected: positive },
  { what: 'abs of neg', body: bits(`(f64.abs (f64.neg ${nan}))`), expected: positive },
  {
    what: 'neg through a local',
    body: `(local.set $x (f64.neg ${nan})) ${bits('(local.get $x)')}`,
    expected: negative,
  },
  { what: 'a local', body: `(local.set $x ${nan}) ${bits('(local.get $x)')}`, expected: positive },
  {
    what: 'local.tee',
    body: `${bits(`(local.tee $x ${nan})`)} (i64.reinterpret_f64 (local.get $x)) (i64.and)`,
    expected: positive,
  },
  {
    what: 'select of arithmetic and loaded',
    body: bits(`(select ${nan} ${loaded} (i32.const 1))`),
    expected: positive,
  },
  {
    what: 'select keeps loaded bits',
    body: bits(`(select ${nan} ${loaded} (i32.const 0))`),
    expected: payload,
  },
  {
    what: 'a local that held loaded bits before',
    body: `(local.set $x ${loaded}) (local.set $x ${nan}) ${bits('(local.get $x)')}`,
    expected: positive,
  },
  {
    what: 'a local that arithmetic may fill, but loaded bits did',
    body: `(local.set $x ${loaded}) (if (i32.const 0) (then (local.set $x ${nan}))) ${bits('(local.get $x)')}`,
    expected: payload,
    kept: true,
  },
  {
    what: 'a block result where both meet',
    body: bits(`(if (result f64) (i32.const 1) (then ${nan}) (else ${loaded}))`),
    expected: positive,
  },
  {
    what: 'a block result by br_if',
    body: bits(`(block (result f64) (br_if 0 ${nan} (i32.const 1)) (drop) ${loaded})`),
    expected: positive,
  },
  {
    what: 'a block result by br_table',
    body: bits(
      `(block $a (result f64) (block $b (result f64) (br_table $a $b ${nan} (i32.const 1))))`,
    ),
    expected: positive,
  },
  {
    what: 'a loop parameter',
    body: bits(
      `(loop (param f64) (result f64) (br_if 0 (i32.eqz (local.tee $i (i32.add (local.get $i) (i32.const 1))))))`,
    ).replace('(i64.reinterpret_f64 ', `${nan} (i64.reinterpret_f64 `),
    expected: positive,
  },
  {
    what: 'round a loop through two locals',
    body: `(loop (local.set $y (local.get $x)) (local.set $x ${nan})
      (br_if 0 (i32.lt_u (local.tee $i (i32.add (local.get $i) (i32.const 1))) (i32.const 3))))
      ${bits('(local.get $y)')}`,
    expected: positive,
  },
  {
    what: 'a parameter overwritten',
    body: `(local.set $zero ${nan}) ${bits('(local.get $zero)')}`,
    expected: positive,
  },
  { what: 'loads keep their bits', body: bits(loaded), expected: payload, kept: true },
  {
    what: 'copying through f64 keeps bits',
    body: `(f64.store (i32.const 8) ${loaded}) (i64.load (i32.const 8))`,
    expected: payload,
    kept: true,
  },
  {
    what: 'constants keep their bits',
    body: bits('(f64.const nan:0x4000000000123)'),
    expected: payload,
    kept: true,
  },
  {
    what: 'arithmetic on loaded bits',
    body: bits(`(f64.add ${loaded} (f64.const 1))`),
    expected: positive,
  },
  ...['sqrt', 'ceil', 'floor', 'trunc', 'nearest'].map((name) => ({
    what: name,
    body: bits(`(f64.${name} ${loaded})`),
    expected: positive,
  })),
  ...['add', 'sub', 'mul', 'div', 'min', 'max'].map((name) => ({
    what: name,
    body: bits(`(f64.${name} (f64.const 1) ${loaded})`),
    expected: positive,
  })),
  {
    what: 'promote',
    body: bits('(f64.promote_f32 (f32.reinterpret_i32 (i32.const 0x7fa00001)))'),
    expected: positive,
  },
  {
    what: 'demote',
    body: `(i64.extend_i32_u (i32.reinterpret_f32 (f32.demote_f64 ${loaded})))`,
    expected: 0x7fc00000n,
  },
  {
    what: 'f32 store of neg',
    body: '(f32.store (i32.const 0) (f32.neg (f32.sqrt (f32.const -1)))) (i64.load32_u (i32.const 0))',
    expected: 0xffc00000n,
  },
  {
    what: 'infinity minus infinity',
    body: bits('(f64.sub (f64.load (i32.const 72)) (f64.load (i32.const 72)))'),
    expected: positive,
  },
]

const moduleOf = (body: string): Uint8Array =>
  assembleWat(`(module (memory (export "memory") 1)
    (data (i32.const 64) "\\23\\01\\00\\00\\00\\00\\f4\\7f") (data (i32.const 72) "\\00\\00\\00\\00\\00\\00\\f0\\7f")
    (global $g (mut f64) (f64.const 0)) (table 1 funcref) (elem (i32.const 0) $bits)
    (type $bits (func (param f64) (result i64)))
    (func $bits (type $bits) (i64.reinterpret_f64 (local.get 0)))
    (func $second (param f64 f64) (result i64) (i64.reinterpret_f64 (local.get 0)))
    (func $make (param $zero f64) (result f64) ${nan})
    (func $return (param $zero f64) (result f64) (return ${nan}))
    (func $branch (param $zero f64) (result f64) (block (br 1 ${nan})) (f64.const 1))
    (func $pair (param $zero f64) (result f64 f64) ${nan} (f64.const 1))
    (func (export "run") (param $zero f64) (result i64) (local $x f64) (local $y f64) (local $i i32)
      ${body}))`)

describe('NaN', () => {
  for (const { what, body, expected, kept } of rows) {
    it(what, () => {
      const wasm = moduleOf(body)
      const ended = variants.map((variant) => guest(wasm, { variant }).call('run', [0]))
      const values = ended.map(({ value }) => BigInt.asUintN(64, value as bigint).toString(16))
      const wanted = BigInt.asUintN(64, expected).toString(16)
      expect(values).toEqual([wanted, wanted])
      expect(ended[0]?.used).toBe(ended[1]?.used)
      const detecting = guest(wasm, { variant: 'detecting' }).call('run', [0])
      if (kept === true) expect(detecting).toEqual(ended[0])
      else expect(detecting.ending).toBe('nan')
    })
  }

  it('is repaired nowhere when only arithmetic and comparisons use it', () => {
    const wasm = assembleWat(`(module (func (export "run") (param f64) (result i32) (local f64)
      (loop (local.set 1 (f64.add (f64.mul (local.get 1) (local.get 0)) (f64.const 1)))
        (br_if 0 (f64.lt (local.get 1) (f64.const 100))))
      (f64.gt (local.get 1) (f64.const 0))))`)
    expect(repairsOf(wasm)).toBeUndefined()
  })

  it('does not tell apart what locals hold where many tables of branches lead to many blocks', () => {
    // Local 1 is the parameter, stored; then arithmetic, compared: apart, that needs no repair.
    const moduleWith = (tables: number): Uint8Array => {
      const assign = Array.from({ length: 40 }, (_, at) => `(local.set ${at + 2} (f64.const 1))`)
      const depths = Array.from({ length: 80 }, (_, depth) => depth).join(' ')
      const table = `${assign.join('')} (block (br_table ${depths} (i32.const 0)))`
      return assembleWat(`(module (memory 1) (func (param f64) (local ${'f64 '.repeat(41)})
        (local.set 1 (local.get 0)) (f64.store (i32.const 0) (local.get 1))
        (local.set 1 (f64.add (local.get 0) (local.get 0)))
        (drop (f64.lt (local.get 1) (f64.const 1)))
        ${'block '.repeat(80)} ${table.repeat(tables)} ${'end '.repeat(80)}))`)
    }
    expect(repairsOf(moduleWith(10))).toBeUndefined()
    expect(repairsOf(moduleWith(100))).toBeDefined()
  })
})

/** The repairs that are planned for the first function of a module. */
function repairsOf(wasm: Uint8Array): Uint8Array | undefined {
  const validated = validate(wasm, false)
  const func = validated.funcs[0] as Func
  return new NanPlanner(validated).plan(func, new Surveyor().survey(validated.store, func))
}
