import { describe, expect, it } from 'vitest'
import { assembleWat } from '../../src/testing/wat.ts'
import { Writer } from '../../src/rewriter/binary/writer.ts'
import { repeated, withCode } from './testing/raw-module.ts'
import { instrument } from '../../src/rewriter/index.ts'
import { engine } from './engine.ts'
import { guest, hosted, type Ended } from './harness.ts'
import { difference, run } from './compare.ts'

const variants = ['repairing', 'detecting', 'reference'] as const

/** How a hostile module ends in all variants with five million units of fuel. */
function endings(text: string, values: readonly unknown[] = []): Ended['ending'][] {
  const wasm = assembleWat(`(module ${text})`)
  return variants.map((variant) => guest(wasm, { variant }).call('run', values, 5_000_000n).ending)
}

const all = (ending: Ended['ending']): Ended['ending'][] => variants.map(() => ending)

describe('a run that does not end by itself', () => {
  const rows: Record<string, string> = {
    'an endless loop': '(func (export "run") (loop (br 0)))',
    'an endless loop with a condition': '(func (export "run") (loop (br_if 0 (i32.const 1))))',
    'an endless loop by br_table':
      '(func (export "run") (loop (block (br_table 0 1 (i32.const 1)))))',
    'an endless loop of calls': '(func $f) (func (export "run") (loop (call $f) (br 0)))',
    'a loop that calls itself from inside':
      '(func $f (param i32) (loop (br_if 0 (i32.const 1)))) (func (export "run") (loop (call $f (i32.const 1)) (br 0)))',
    'a loop that carries values':
      '(func (export "run") (i32.const 1) (loop (param i32) (br 0)) unreachable)',
    'nested loops that feed each other':
      '(func (export "run") (loop $a (loop $b (br_table $a $b $a (i32.const 1)))))',
  }
  for (const [name, text] of Object.entries(rows)) {
    it(`runs out of fuel: ${name}`, () => {
      expect(endings(text)).toEqual(all('fuel'))
    })
  }

  it('runs out of fuel: calls that each double the work below them', () => {
    const chain = Array.from({ length: 60 }, (_, at) => {
      const next = at < 59 ? `(call $f${at + 1}) (call $f${at + 1})` : ''
      return `(func $f${at} ${next})`
    })
    expect(endings(`${chain.join('\n')} (func (export "run") (call $f0))`)).toEqual(all('fuel'))
  })

  it('runs out of fuel: many calls of a long function without loops', () => {
    const long = `(func $f (param i32) ${'(local.set 0 (i32.mul (local.get 0) (i32.const 3)))'.repeat(2000)})`
    const calls = '(call $f (i32.const 1))'.repeat(2000)
    expect(endings(`${long} (func (export "run") ${calls})`)).toEqual(all('fuel'))
  })
})

describe('recursion without end', () => {
  const rows: Record<string, string> = {
    direct: '(func $f (export "run") (call $f))',
    mutual: '(func $f (export "run") (call $g)) (func $g (call $f))',
    indirect:
      '(table 1 funcref) (elem (i32.const 0) $f) (func $f (export "run") (call_indirect (i32.const 0)))',
    'through a table filled at run time':
      '(table 1 funcref) (elem declare func $f) (func $f (export "run") (table.set (i32.const 0) (ref.func $f)) (call_indirect (i32.const 0)))',
    'with results and large frames':
      '(func $f (export "run") (param i64) (result i64) (local f64 f64 f64 i64) (i64.add (call $f (local.get 0)) (i64.const 1)))',
  }
  for (const [name, text] of Object.entries(rows)) {
    it(`runs out of the virtual stack: ${name}`, () => {
      expect(endings(text, name.startsWith('with') ? [1n] : [])).toEqual(all('stack'))
    })
  }

  it('has its stack back after it returned', () => {
    const text = `(func $f (export "run") (param i32) (result i32)
      (if (i32.eqz (local.get 0)) (then (return (i32.const 1))))
      (block (br_if 0 (i32.and (local.get 0) (i32.const 1)))
        (return (call $f (i32.sub (local.get 0) (i32.const 1)))))
      (call $f (i32.sub (local.get 0) (i32.const 1))))`
    for (const variant of variants) {
      const { call, global } = guest(assembleWat(`(module ${text})`), { variant })
      const before = global('stack').value
      for (let round = 0; round < 5; round += 1) expect(call('run', [1000]).ending).toBe('value')
      expect(global('stack').value).toBe(before)
    }
  })
})

describe('the counter', () => {
  it('cannot be driven up by mixing loops and blocks in a br_table', () => {
    const text = `(func (export "run") (param i32) (result i32) (local i32)
      (block $out (loop $a (block $b (loop $c
        (local.set 1 (i32.add (local.get 1) (i32.const 1)))
        (if (i32.gt_u (local.get 1) (i32.const 1000)) (then (br $out)))
        (nop) (nop) (drop (i32.mul (local.get 1) (i32.const 3)))
        (br_table $a $b $c $b $a (i32.rem_u (local.get 1) (i32.const 5)))))
        (drop (i64.div_u (i64.const 1) (i64.const 3)))
        (br $a)))
      (local.get 1))`
    const wasm = assembleWat(`(module ${text})`)
    const [one, ...others] = variants.map((variant) => guest(wasm, { variant }).call('run', [1]))
    for (const other of others) expect(other).toEqual(one)
    expect(one?.used).toBeGreaterThan(5000n)
    expect(endings(text.replace('1000)', '-1)'), [1])).toEqual(all('fuel'))
  })

  it('does not wrap around under bulk operations of gigabytes', () => {
    const rows = [
      '(memory.fill (i32.const 0) (i32.const 0) (i32.const -1))',
      '(memory.copy (i32.const 0) (i32.const 0) (i32.const -1))',
      '(memory.init $d (i32.const 0) (i32.const 0) (i32.const -1))',
      '(table.fill (i32.const 0) (ref.null func) (i32.const -1))',
      '(table.copy (i32.const 0) (i32.const 0) (i32.const -1))',
      '(table.init $e (i32.const 0) (i32.const 0) (i32.const -1))',
      '(drop (memory.grow (i32.const 60000)))',
    ]
    for (const row of rows) {
      const text = `(memory 1) (table 2 funcref) (data $d "abc") (elem $e func) (func (export "run") ${row})`
      expect(endings(text), row).toEqual(all('fuel'))
      expect(endings(text.replace(row, `(loop ${row} (br 0))`)), row).toEqual(all('fuel'))
    }
  })

  it('charges bulk operations by size before they run', () => {
    const text = `(memory (export "memory") 1) (func (export "run") (param i32)
      (memory.fill (i32.const 0) (i32.const 7) (local.get 0)))`
    for (const variant of variants) {
      const { call, memory } = guest(assembleWat(`(module ${text})`), { variant })
      const small = call('run', [8]).used
      expect(call('run', [65_536]).used - small).toBe(8191n)
      memory().fill(0)
      expect(call('run', [65_536], 4000n).ending).toBe('fuel')
      expect(memory().every((byte) => byte === 0)).toBe(true)
    }
  })

  it('is out of reach of the module', () => {
    // Global 0 would be the fuel: the original has no globals at all.
    for (const code of ['(drop (global.get 0))', '(global.set 0 (i64.const -1))']) {
      const wasm = assembleWat(
        `(module (global (mut i64) (i64.const 0)) (func (export "run") ${code}))`,
      )
      const without = wasm.slice()
      // Cut the global section (id 6, 6 bytes of payload) out again.
      const at = without.findIndex((byte, index) => byte === 6 && without[index + 1] === 6)
      const cut = Uint8Array.from([...wasm.subarray(0, at), ...wasm.subarray(at + 8)])
      expect(() => guest(cut, {})).toThrow('global 0, which is not there')
    }
  })

  it('tells exhaustion of a run that ends without meeting a check', () => {
    const wasm = assembleWat('(module (func (export "run") (nop) (drop (i32.const 1))))')
    for (const variant of variants) {
      const total = guest(wasm, { variant }).call('run').used
      expect(guest(wasm, { variant }).call('run', [], total).ending).toBe('value')
      expect(guest(wasm, { variant }).call('run', [], total - 1n).ending).toBe('fuel')
    }
  })

  it('is exact when the host ends a run inside nested loops', () => {
    const text = `(import "env" "exit" (func $exit (param i32)))
      (func $leave (param i32) (call $exit (local.get 0)))
      (func (export "run") (param i32) (local i32)
        (loop $a (loop $b
          (local.set 1 (i32.add (local.get 1) (i32.const 1)))
          (if (i32.eq (local.get 1) (local.get 0)) (then (call $leave (local.get 1))))
          (br_if $b (i32.and (local.get 1) (i32.const 7))))
          (br $a)))`
    const wasm = assembleWat(`(module ${text})`)
    const exit = (): never => {
      throw new Error('exit')
    }
    const [one, ...others] = variants.map((variant) =>
      guest(wasm, { variant }, { env: { exit } }).call('run', [100]),
    )
    for (const other of others) expect(other).toEqual(one)
    expect(one?.ending).toBe('thrown')
  })

  it('is exact while the host looks, and may be lowered by it', () => {
    const text = `(import "env" "look" (func $look)) (func $f (drop (i32.const 1)) (call $look))
      (func (export "run") (local i32) (loop (call $f)
        (loop (br_if 0 (i32.const 0)))
        (local.set 0 (i32.add (local.get 0) (i32.const 1)))
        (br_if 0 (i32.lt_u (local.get 0) (i32.const 10)))) (call $look))`
    const wasm = assembleWat(`(module ${text})`)
    const seen = variants.map((variant) => {
      const fuels: bigint[] = []
      const look = (): void => {
        const fuel = one.global('fuel')
        fuels.push(BigInt(fuel.value))
        fuel.value = BigInt(fuel.value) - 1000n
      }
      const one = guest(wasm, { variant }, { env: { look } })
      const { used } = one.call('run')
      expect(used).toBeGreaterThan(11_000n)
      return [...fuels, used]
    })
    for (const other of seen) expect(other).toEqual(seen[0])
  })
})

describe('start functions', () => {
  it('run only when the host has set fuel', () => {
    const wasm = assembleWat(`(module (memory (export "memory") 1) (start $s)
      (func $s (i32.store8 (i32.const 0) (i32.const 9)) (loop (br 0))))`)
    for (const variant of variants) {
      const { call, memory } = guest(wasm, { variant })
      expect(memory()[0]).toBe(0)
      expect(call('pumasi:start', [], 1000n).ending).toBe('fuel')
    }
  })
})

describe('memory growth', () => {
  const text = `(memory (export "memory") 1 4) (func (export "run") (param i32) (result i32)
    (memory.grow (local.get 0)))`
  it('succeeds up to the declared maximum, and the lower one of the host', () => {
    for (const variant of variants) {
      const { call, global } = guest(assembleWat(`(module ${text})`), { variant })
      expect(global('memoryMaxPages').value).toBe(4)
      expect([1, 5, -1, 0].map((pages) => call('run', [pages]).value)).toEqual([1, -1, -1, 2])
      global('memoryMaxPages').value = 3
      expect([2, 1, 1].map((pages) => call('run', [pages]).value)).toEqual([-1, 2, -1])
      global('memoryMaxPages').value = 100
      expect([2, 1, 1].map((pages) => call('run', [pages]).value)).toEqual([-1, 3, -1])
    }
  })

  it('is a failure of the machine when the machine refuses', () => {
    const wasm = assembleWat(`(module ${text.replace('1 4', '1 10')})`)
    const section = [5, 4, 1, 1, 1, 10]
    for (const variant of variants) {
      // A machine that has less than the module may have: its memory ends below the limit.
      const bytes = instrument(wasm, { variant }).bytes.slice()
      const at = bytes.findIndex((_, i) => section.every((byte, k) => bytes[i + k] === byte))
      bytes[at + section.length - 1] = 5
      const { call } = hosted(bytes)
      expect(call('run', [4]).value).toBe(1)
      expect(call('run', [1]).ending).toBe('growth')
    }
  })

  it('of an imported memory ends where others bounded it', () => {
    const wasm = assembleWat(`(module (import "env" "memory" (memory 1 10))
      (func (export "run") (param i32) (result i32) (memory.grow (local.get 0))))`)
    for (const variant of variants) {
      const memory = new engine.Memory({ initial: 1, maximum: 5 })
      const { call } = guest(wasm, { variant }, { env: { memory } })
      expect([4, 1, 0].map((pages) => call('run', [pages]).value)).toEqual([1, -1, 5])
    }
  })
})

describe('dead code', () => {
  it('is dropped and changes nothing', () => {
    const text = `(func (export "run") (param i32) (result i32)
      (block (result i32)
        (br 0 (local.get 0))
        (loop (br 0)) (i32.add) (drop) (unreachable)
       (if (result i32) (then (i32.const 1)) (else (f32.const 0) (drop) (br 2 (i32.const 5))))
        (i32.mul (i32.const 3))))
      (func (export "stop") (result i32) (return (i32.const 4)) (loop (br_if 0 (i32.const 1)) (br 0)) (i32.add) (return))
      (func (export "never") (block (loop (unreachable) (br 0)) (br 0)) (loop (return)))`
    const wasm = assembleWat(`(module ${text})`)
    const reference = run(wasm, 'reference')
    expect(difference(run(wasm, 'plain'), reference, false)).toBeUndefined()
    expect(difference(reference, run(wasm, 'repairing'), true)).toBeUndefined()
    expect(difference(reference, run(wasm, 'detecting'), true)).toBeUndefined()
  })
})

describe('modules that are hard to compile, within the limits', () => {
  /** Assigns every one of so many locals from another one. */
  const sets = (count: number): Writer => {
    const out = new Writer()
    for (let at = 0; at < count; at += 1)
      out
        .byte(0x20)
        .u32((at * 7) % count)
        .byte(0x21)
        .u32(at)
    return out
  }
  const nest = (op: number, depth: number, inside: Writer): Writer =>
    repeated(depth, op, 0x40)
      .append(inside)
      .append(repeated(depth, 0x20, 0, 0x0d, 0, 0x0b))
  const branches = new Writer()
  for (let at = 0; at < 150_000; at += 1) branches.raw(0x20, 0, 0x0d).u32((at * 31) % 3000)
  const rows: Record<string, Uint8Array> = {
    'loops in loops over many locals': withCode(nest(0x03, 64, sets(8000)), 8000),
    'ten thousand blocks in blocks': withCode(nest(0x02, 10_000, sets(60)), 60),
    'loops in a row': withCode(
      repeated(2300, 0x03, 0x40, 0x20, 0, 0x21, 1, 0x20, 1, 0x0d, 0, 0x0b),
      2,
    ),
    'one long sum': withCode(
      new Writer()
        .raw(0x20, 0)
        .append(repeated(300_000, 0x20, 0, 0x6a))
        .byte(0x1a),
      1,
    ),
    'branches to many labels': withCode(nest(0x02, 3000, branches), 1),
  }
  for (const [name, wasm] of Object.entries(rows)) {
    it(`run to their end: ${name}`, { timeout: 30_000 }, () => {
      const [one, ...others] = variants.map((variant) => guest(wasm, { variant }).call('run'))
      expect(one?.ending).toBe('value')
      for (const other of others) expect(other).toEqual(one)
    })
  }
})
