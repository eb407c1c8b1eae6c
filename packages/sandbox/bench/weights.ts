/**
 * `nx run sandbox:bench:weights`: what single instructions cost in optimised code, in multiples of
 * an i32.add that waits for the one before. The figures behind `rewriter/fuel-schedule.ts`.
 */
import { engine } from '../conformance/rewriter/engine.ts'
import { assembleWat } from '../src/testing/wat.ts'

const CHAIN = 32

interface Row {
  readonly name: string
  /** Type of the value that the chain hands on. */
  readonly type: 'i32' | 'i64' | 'f32' | 'f64'
  /** One link: takes `(local.get $x)` and gives the next value. */
  readonly link: string
}

const x = '(local.get $x)'
const rows: Row[] = [
  { name: 'i32.add', type: 'i32', link: `(i32.add ${x} (local.get $n))` },
  { name: 'i32.mul', type: 'i32', link: `(i32.mul ${x} (local.get $n))` },
  { name: 'i32.div_u', type: 'i32', link: `(i32.div_u ${x} (local.get $one))` },
  { name: 'i32.rem_s', type: 'i32', link: `(i32.rem_s ${x} (local.get $n))` },
  { name: 'i64.mul', type: 'i64', link: `(i64.mul ${x} (i64.extend_i32_u (local.get $n)))` },
  { name: 'i64.div_u', type: 'i64', link: `(i64.div_u ${x} (i64.extend_i32_u (local.get $one)))` },
  { name: 'i64.rem_s', type: 'i64', link: `(i64.rem_s ${x} (i64.extend_i32_u (local.get $n)))` },
  { name: 'i32.popcnt', type: 'i32', link: `(i32.popcnt ${x})` },
  { name: 'f64.add', type: 'f64', link: `(f64.add ${x} (local.get $f))` },
  { name: 'f64.mul', type: 'f64', link: `(f64.mul ${x} (local.get $f))` },
  { name: 'f64.div', type: 'f64', link: `(f64.div ${x} (local.get $f))` },
  { name: 'f64.sqrt', type: 'f64', link: `(f64.sqrt ${x})` },
  { name: 'f64.max', type: 'f64', link: `(f64.max ${x} (local.get $f))` },
  { name: 'f64.floor', type: 'f64', link: `(f64.floor ${x})` },
  { name: 'i32.load', type: 'i32', link: `(i32.load ${x})` },
  { name: 'i32.store', type: 'i32', link: `(i32.store ${x} (local.get $n)) ${x}` },
  { name: 'convert and truncate', type: 'f64', link: `(f64.convert_i32_s (i32.trunc_f64_s ${x}))` },
  { name: 'global.get, global.set', type: 'i32', link: `(global.set $g ${x}) (global.get $g)` },
  { name: 'select', type: 'i32', link: `(select ${x} (local.get $n) ${x})` },
  { name: 'call', type: 'i32', link: `(call $same ${x})` },
  { name: 'call_indirect', type: 'i32', link: `(call_indirect (type $f) ${x} (i32.const 0))` },
  { name: 'if', type: 'i32', link: `(if (i32.eqz ${x}) (then (call $void))) ${x}` },
  {
    name: 'br_table',
    type: 'i32',
    link: `(block $a (block $b (block $c (br_table $a $b $c ${x}))) (call $void)) ${x}`,
  },
  ...[0, 16, 256, 4096, 16_384].map((size): Row => ({
    name: `memory.fill of ${size}`,
    type: 'i32',
    link: `(memory.fill (i32.const 65536) (i32.const 0) (i32.const ${size})) ${x}`,
  })),
  ...[0, 16, 256, 4096, 16_384].map((size): Row => ({
    name: `memory.copy of ${size}`,
    type: 'i32',
    link: `(memory.copy (i32.const 65536) (i32.const 16384) (i32.const ${size})) ${x}`,
  })),
  ...[0, 8, 64].map((size): Row => ({
    name: `table.copy of ${size}`,
    type: 'i32',
    link: `(table.copy (i32.const 64) (i32.const 0) (i32.const ${size})) ${x}`,
  })),
  { name: 'table.set', type: 'i32', link: `(table.set (i32.const 3) (ref.func $same)) ${x}` },
  { name: 'table.get', type: 'i32', link: `(drop (table.get (i32.const 3))) ${x}` },
  { name: 'memory.size', type: 'i32', link: `(i32.add ${x} (memory.size))` },
  { name: 'memory.grow by 0', type: 'i32', link: `(drop (memory.grow (i32.const 0))) ${x}` },
]

function moduleFor({ type, link }: Row): Uint8Array {
  return assembleWat(`(module (memory 4) (table 256 funcref) (elem (i32.const 0) $same)
    (global $g (mut i32) (i32.const 0)) (type $f (func (param i32) (result i32)))
    (func $same (type $f) ${'(if (i32.const 0) (then (return (i32.const 1))))'.repeat(90)} (local.get 0))
    (func $void)
    (func (export "run") (param $rounds i32) (param $n i32) (param $one i32) (param $f f64)
      (result ${type}) (local $x ${type})
      (loop
        ${`(local.set $x ${link})`.repeat(CHAIN)}
        (br_if 0 (local.tee $rounds (i32.sub (local.get $rounds) (i32.const 1)))))
      (local.get $x)))`)
}

async function nanoseconds(row: Row): Promise<number> {
  const { exports } = new engine.Instance(new engine.Module(moduleFor(row)), {})
  const target = exports['run'] as (...values: number[]) => unknown
  const rounds = 2000
  let best = Infinity
  for (let round = 0; round < 40; round += 1) {
    const from = performance.now()
    target(rounds, 3, 1, 1.0000001)
    best = Math.min(best, performance.now() - from)
    if (round < 10) await new Promise((resolve) => setTimeout(resolve, 5))
  }
  return (best * 1e6) / (rounds * CHAIN)
}

let unit = Number.NaN
for (const row of rows) {
  const time = await nanoseconds(row)
  if (row.name === 'i32.add') unit = time
  console.log(
    `${row.name.padEnd(24)} ${(time / unit).toFixed(1).padStart(8)}   ${time.toFixed(2)} ns`,
  )
}
