/** A tiny program: spins a little, then writes its arguments to standard output. */
import { WASM_PAGE_BYTES } from '@pumasi/domain'
import type { Digest, JobSpec, Replication } from '@pumasi/domain'
import loadWabt from 'wabt'

const text = `(module
  (import "wasi_snapshot_preview1" "args_sizes_get" (func $sizes (param i32 i32) (result i32)))
  (import "wasi_snapshot_preview1" "args_get" (func $args (param i32 i32) (result i32)))
  (import "wasi_snapshot_preview1" "fd_write"
    (func $write (param i32 i32 i32 i32) (result i32)))
  (memory (export "memory") 1)
  (func (export "_start") (local $i i32)
    (drop (call $sizes (i32.const 0) (i32.const 4)))
    (drop (call $args (i32.const 64) (i32.const 1024)))
    (loop $spin
      (local.set $i (i32.add (local.get $i) (i32.const 1)))
      (br_if $spin (i32.lt_u (local.get $i) (i32.const 100000))))
    (i32.store (i32.const 8) (i32.const 1024))
    (i32.store (i32.const 12) (i32.load (i32.const 4)))
    (drop (call $write (i32.const 1) (i32.const 8) (i32.const 1) (i32.const 16)))))`

export async function compileEcho(): Promise<Uint8Array> {
  const wabt = await loadWabt()
  const module = wabt.parseWat('echo.wat', text)
  try {
    return module.toBinary({}).buffer
  } finally {
    module.destroy()
  }
}

/** A job of `units` such executions, the argument `{n}` counting them from 1. */
export const echoSpec = (
  program: Digest,
  units: number,
  decided: Replication & Pick<JobSpec, 'name' | 'nonce' | 'args'>,
): JobSpec => ({
  ...decided,
  program,
  requester: null,
  axes: [{ name: 'n', from: 1, to: units }],
  ...{ stdin: [], files: [] },
  limits: {
    fuelMax: 1_000_000_000n,
    memoryMaxBytes: 16 * WASM_PAGE_BYTES,
    outputMaxBytes: 65_536,
  },
})
