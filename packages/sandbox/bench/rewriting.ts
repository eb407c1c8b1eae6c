/** How fast the rewriter itself is. */
import { instrument } from '../src/rewriter/index.ts'
import { assembleWat } from '../src/testing/wat.ts'
import { median } from './measure.ts'

/** A module of a few megabytes: many functions of loops, branches, calls, loads and stores. */
export function largeModule(): Uint8Array {
  const body = (index: number): string => `(func $f${index} (param i32 i32) (result i32)
    (local i32 f64)
    (block $out (loop $next
      (br_if $out (i32.ge_u (local.get 2) (local.get 1)))
      (local.set 3 (f64.add (local.get 3) (f64.load (i32.shl (local.get 2) (i32.const 3)))))
      (if (i32.and (local.get 2) (i32.const ${1 + (index % 7)}))
        (then (i32.store (local.get 2) (i32.add (local.get 0) (i32.const ${index})))))
      ${index > 0 ? `(local.set 0 (call $f${index >> 1} (local.get 0) (i32.const 3)))` : ''}
      (local.set 2 (i32.add (local.get 2) (i32.const 1)))
      (br $next)))
    (f64.store (i32.const 64) (f64.mul (local.get 3) (f64.const 0.5)))
    (i32.xor (local.get 0) (i32.trunc_sat_f64_s (local.get 3))))`
  const functions = Array.from({ length: 25_000 }, (_, index) => body(index)).join('\n')
  return assembleWat(`(module (memory 1) ${functions} (export "run" (func $f24999)))`)
}

export interface Rewriting {
  readonly megabytesPerSecond: number
}

/** Rounds until the rewriter is compiled for speed, and those that count. */
const ROUNDS = { warm: 6, counted: 24 }

export function measureRewriting(large: Uint8Array): Rewriting {
  const times: number[] = []
  for (let round = 0; round < ROUNDS.warm + ROUNDS.counted; round += 1) {
    const from = performance.now()
    instrument(large, { variant: 'detecting' })
    times.push(performance.now() - from)
  }
  return { megabytesPerSecond: large.length / 1e6 / (median(times.slice(ROUNDS.warm)) / 1000) }
}
