import { describe, expect, it } from 'vitest'
import { assembleWat } from '../../src/testing/wat.ts'
import { instrument } from '../../src/rewriter/index.ts'
import { guest } from './harness.ts'
import { disagreement } from './testing/agree.ts'

const variants = ['repairing', 'detecting', 'reference'] as const
const repeat = (count: number, text: string): string => Array(count).fill(text).join(' ')
const types = ['i32', 'i64', 'f32', 'f64']

/** A function with so many parameters and results that recurs `n` times. */
function wide(count: number): string {
  const params = Array.from({ length: count }, (_, at) => types[at % 4] ?? 'i32').join(' ')
  const locals = Array.from({ length: count }, (_, at) => `(local.get ${at})`).join(' ')
  const drops = repeat(count - 1, '(drop)')
  const constants = params.split(' ').map((type) => `(${type}.const 9)`)
  return `(func $f (param ${params}) (result ${params}) (local i32 f64)
      (if (i32.eqz (local.get 0)) (then (return ${locals})))
      (local.set 0 (i32.sub (local.get 0) (i32.const 1)))
      (call $f ${locals}))
    (func (export "run") (result i32) (call $f ${constants.join(' ')}) ${drops})`
}

const even = `(func $even (param i32) (result i32)
    (if (result i32) (i32.eqz (local.get 0)) (then (i32.const 1))
      (else (call $odd (i32.sub (local.get 0) (i32.const 1))))))
  (func $odd (param i32) (result i32)
    (if (result i32) (i32.eqz (local.get 0)) (then (i32.const 0))
      (else (call $even (i32.sub (local.get 0) (i32.const 1))))))`

const rows: Record<string, string> = {
  'the most parameters and results': wide(254),
  'one parameter': wide(1),
  'recursion through two functions': `${even} (func (export "run") (result i32) (call $even (i32.const 77)))`,
  'an export that recurs': `(func $f (export "run") (result i32) (local i32)
    (global.set 0 (i32.add (global.get 0) (i32.const 1)))
    (if (i32.lt_u (global.get 0) (i32.const 9)) (then (return (call $f)))) (global.get 0))
    (global (mut i32) (i32.const 0))`,
  'an export called by another one': `(func $g (export "g") (param i32) (result i32)
      (loop (br_if 0 (local.tee 0 (i32.sub (local.get 0) (i32.const 1))))) (local.get 0))
    (func (export "run") (result i32) (i32.add (call $g (i32.const 5)) (call $g (i32.const 6))))`,
  'several results over a branch': `(func $pair (param i32) (result i32 i64 f32)
      (block (result i32 i64 f32) (i32.const 1) (i64.const 2) (f32.const 3)
        (br_if 0 (local.get 0)) (br 0)))
    (func (export "run") (result i64) (call $pair (i32.const 1)) (drop) (call $pair (i32.const 0))
      drop drop drop drop drop (i64.const 4))`,
  'many returns': `(func $f (param i32) (result i32) (local i64)
      ${repeat(6, '(if (i32.eq (local.get 0) (i32.const 3)) (then (return (i32.const 3)))) (local.set 0 (i32.add (local.get 0) (i32.const -1)))')}
      (i32.const 9))
    (func (export "run") (result i32) (i32.add (call $f (i32.const 5)) (call $f (i32.const 99))))`,
  'code behind what never returns': `(func $never (loop (br 0))) (func $f (result i32)
      (if (global.get 0) (then (call $never) (unreachable) (call $never)))
      (return (i32.const 3)) (call $never) (drop))
    (func (export "run") (result i32) (call $f)) (global i32 (i32.const 0))`,
  'flat functions over flat functions': `(func $a (param i32 i32) (result i32) (local i32)
      (local.set 2 (i32.add (local.get 0) (local.get 1))) (local.get 2))
    (func $b (param i32) (result i32) (block (result i32) (call $a (local.get 0) (i32.const 3))))
    (func $c (param i32) (result i32) (if (result i32) (local.get 0) (then (i32.const 1))
      (else (i32.const 2))))
    (func (export "run") (result i32) (local i32) (loop (br_if 0 (i32.lt_u (i32.const 99)
      (i32.const 1)))) (i32.add (call $b (call $a (i32.const 1) (i32.const 2))) (call $c (i32.const 0))))`,
  'flat functions that trap': `(func $a (result i32) (unreachable)) (func $b (param i32) (result i32)
      (i32.div_u (i32.const 1) (local.get 0))) (func (export "run") (result i32)
      (i32.add (call $b (i32.const 0)) (call $a)))`,
  'growth and bulk operations': `(memory 1 9) (data $d "abc") (func $f (param i32) (result i32)
      (memory.fill (i32.const 0) (i32.const 7) (local.get 0))
      (memory.init $d (i32.const 0) (i32.const 0) (i32.const 3))
      (memory.copy (i32.const 9) (i32.const 0) (local.get 0)) (memory.grow (i32.const 2)))
    (func (export "run") (result i32) (i32.add (call $f (i32.const 999)) (call $f (i32.const 2))))`,
}

describe('fuel in registers', () => {
  for (const [name, text] of Object.entries(rows)) {
    it(name, () => {
      expect(disagreement(text)).toBeUndefined()
    })
  }

  it('locals that had to move, for every number of them', () => {
    for (const params of [0, 1, 2, 3]) {
      for (const locals of [0, 1, 2, 3]) {
        const count = params + locals
        const all = Array.from({ length: count }, (_, at) => at)
        const text = `(func $f (param ${repeat(params, 'i64')}) (result i64) (local ${repeat(locals, 'i64')})
          ${all.map((at) => `(local.set ${at} (i64.add (local.get ${at}) (i64.const ${3 ** at})))`).join('\n')}
          (if (i64.lt_u (global.get 0) (i64.const 9)) (then
            (global.set 0 (i64.add (global.get 0) (i64.const 1)))
            (drop (call $f ${repeat(params, '(i64.const 5)')}))))
          ${all.map((at) => `(local.get ${at})`).join(' ')} (i64.const 1) ${repeat(count, '(i64.add)')})
          (func (export "run") (result i64) (call $f ${repeat(params, '(i64.const 7)')}))
          (global (mut i64) (i64.const 0))`
        expect(disagreement(text), `${params} and ${locals}`).toBeUndefined()
      }
    }
  })
})

const signatures = ['', '(param i32)', '(result i64)', '(param i32 f64) (result i32 i64)']
const mixed = `(import "env" "h0" (func $h0)) (import "env" "h1" (func $h1 (param i32)))
  (import "env" "h2" (func $h2 (result i64)))
  ${signatures.map((signature, at) => `(type $t${at} (func ${signature}))`).join(' ')}
  (table 12 funcref) (global funcref (ref.func $h2))
  (elem (i32.const 0) $h0 $h1 $h2 $f0 $f1 $f2 $f3)
  (elem (i32.const 7) funcref (ref.func $h2) (ref.null func) (ref.func $f3))
  (func $f0 (loop (br_if 0 (i32.const 0)))) (func $f1 (param i32))
  (func $f2 (result i64) (local i64) (local.get 0)) (func $f3 (param i32 f64) (result i32 i64)
    (local.get 0) (i64.trunc_sat_f64_s (local.get 1)))
  (func (export "run") (param i32 i32) (result i64)
    (table.set (i32.const 10) (ref.func $h1)) (table.set (i32.const 11) (global.get 0))
    (block (block (block (block (br_table 0 1 2 3 (local.get 0)))
      (call_indirect (type $t0) (local.get 1)) (return (i64.const 1)))
      (call_indirect (type $t1) (i32.const 5) (i32.add (local.get 1) (i32.const 0)))
      (return (i64.const 2)))
      (return (call_indirect (type $t2) (local.get 1))))
    (call_indirect (type $t3) (i32.const 7) (f64.const 8) (local.get 1)) (return) (drop))`

describe('tables', () => {
  it('hold functions of every type, of the module and of the host', () => {
    const imports = { env: { h0: () => 0, h1: () => 0, h2: () => 3n } }
    for (const type of [0, 1, 2, 3]) {
      for (let entry = 0; entry < 13; entry += 1) {
        expect(disagreement(mixed, [type, entry], imports), `${type} ${entry}`).toBeUndefined()
      }
    }
  })

  it('show exact fuel to the host behind them, which may lower it', () => {
    const text = `(import "env" "look" (func $look (param i32) (result i32))) (table 1 funcref)
      (elem (i32.const 0) $look) (func (export "run") (result i32) (local i32) (loop
        (drop (i32.mul (i32.const 3) (local.get 0)))
        (drop (call_indirect (param i32) (result i32) (i32.const 4) (i32.const 0)))
        (br_if 0 (i32.lt_u (local.tee 0 (i32.add (local.get 0) (i32.const 1))) (i32.const 5))))
      (local.get 0))`
    const seen = variants.map((variant) => {
      const fuels: bigint[] = []
      const look = (): number => {
        const fuel = one.global('fuel')
        fuels.push(BigInt(fuel.value))
        fuel.value = BigInt(fuel.value) - 100n
        return 1
      }
      const one = guest(assembleWat(`(module ${text})`), { variant }, { env: { look } })
      return [...fuels, one.call('run').used]
    })
    for (const other of seen) expect(other).toEqual(seen[0])
    expect(seen[0]?.[0]).toBeGreaterThan(500n)
  })

  it('end a recursion through every kind of call', () => {
    const text = `(table 3 funcref) (elem (i32.const 0) $a $b $c)
      (func $a (param i32) (call_indirect (param i32) (local.get 0) (i32.const 1)))
      (func $b (param i32) (call $c (local.get 0)))
      (func $c (param i32) (local f64)
        (call_indirect (param i32) (local.get 0) (i32.add (local.get 0) (i32.const 0)))) (func (export "run") (call $a (i32.const 0)))`
    for (const variant of variants) {
      expect(guest(assembleWat(`(module ${text})`), { variant }).call('run').ending).toBe('stack')
    }
  })
})

describe('the host', () => {
  it('may call back while it is called', () => {
    const text = `(import "env" "again" (func $again (param i32)))
      (func $f (export "run") (param i32) (result i32) (local i32)
        (loop (br_if 0
          (i32.lt_u (local.tee 1 (i32.add (local.get 1) (i32.const 1))) (i32.const 4))))
        (if (local.get 0) (then (call $again (i32.sub (local.get 0) (i32.const 1)))))
        (local.get 1))`
    const used = variants.map((variant) => {
      const again = (depth: number): void => {
        ;(one.exports['run'] as (depth: number) => number)(depth)
      }
      const one = guest(assembleWat(`(module ${text})`), { variant }, { env: { again } })
      return one.call('run', [5]).used
    })
    expect(new Set(used).size).toBe(1)
  })

  it('finds exports and start with the types they had', () => {
    const text = `(start $s) (func $s (global.set 0 (i32.const 4))) (global (mut i32) (i32.const 0))
      (func (export "run") (param i64) (result i32 i64) (loop (br_if 0 (i32.const 0)))
        (global.get 0) (local.get 0))`
    for (const variant of variants) {
      const { call, exports } = guest(assembleWat(`(module ${text})`), { variant })
      expect(call('pumasi:start').ending).toBe('value')
      expect(call('run', [6n]).value).toEqual([4, 6n])
      expect((exports['run'] as () => void).length).toBe(1)
    }
  })

  it('gets the same function for the same export twice', () => {
    const wasm = assembleWat(
      '(module (func $f (param i32) (loop (br_if 0 (i32.const 0)))) (export "a" (func $f)) (export "run" (func $f)))',
    )
    const { exports } = guest(wasm, {})
    expect(exports['a']).toBe(exports['run'])
    expect(instrument(wasm).bytes.length).toBeGreaterThan(wasm.length)
  })
})
