/** How fast the rewriter itself is, and how much it adds to code. */
import { instrument } from '../src/rewriter/index.ts'
import { assembleWat } from '../src/testing/wat.ts'
import { median } from './measure.ts'
import type { Kernel } from './kernels.ts'

/** A module of a few megabytes: many functions of loops, branches, calls, loads and stores. */
function largeModule(): Uint8Array {
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

/** Size of the variant that runs first. */
const rewrittenBytes = (wasm: Uint8Array): number =>
  instrument(wasm, { variant: 'detecting' }).bytes.length

export interface Rewriting {
  readonly megabytesPerSecond: number
  /** Code after the rewrite to code before, over all kernels and the large module together. */
  readonly sizeRatio: number
}

export function measureRewriting(kernels: readonly Kernel[]): Rewriting {
  const large = largeModule()
  const times: number[] = []
  let written = 0
  for (let round = 0; round < 9; round += 1) {
    const from = performance.now()
    written = rewrittenBytes(large)
    times.push(performance.now() - from)
  }
  const small = kernels.reduce((sum, { wasm }) => sum + wasm.length, 0)
  const smallWritten = kernels.reduce((sum, { wasm }) => sum + rewrittenBytes(wasm), 0)
  return {
    megabytesPerSecond: large.length / 1000 / median(times.slice(3)),
    sizeRatio: (written + smallWritten) / (large.length + small),
  }
}
