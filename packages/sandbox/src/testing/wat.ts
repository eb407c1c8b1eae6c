/** Programs in the text format, for tests. */
import { digestOf, utf8 } from '@pumasi/domain'
import type { ExecutionRequest } from '@pumasi/engine'
import loadWabt from 'wabt'

const wabt = await loadWabt()

/** Assembles a module in the text format. */
export function assembleWat(text: string): Uint8Array {
  const module = wabt.parseWat('test.wat', text)
  const { buffer } = module.toBinary({})
  module.destroy()
  return buffer
}

/**
 * A WASI command: imports of the four calls tests use, one page of memory, and `body` as `_start`.
 */
export const command = (body: string, rest = ''): Uint8Array =>
  assembleWat(`(module
    (import "wasi_snapshot_preview1" "proc_exit" (func $exit (param i32)))
    (import "wasi_snapshot_preview1" "fd_write"
      (func $fd_write (param i32 i32 i32 i32) (result i32)))
    (import "wasi_snapshot_preview1" "fd_read" (func $fd_read (param i32 i32 i32 i32) (result i32)))
    (import "wasi_snapshot_preview1" "clock_time_get"
      (func $clock (param i32 i64 i32) (result i32)))
    (memory (export "memory") 1)
    (func $write (param $fd i32) (param $at i32) (param $size i32)
      (i32.store (i32.const 0) (local.get $at))
      (i32.store (i32.const 4) (local.get $size))
      (drop (call $fd_write (local.get $fd) (i32.const 0) (i32.const 1) (i32.const 8))))
    ${rest}
    (func (export "_start") ${body}))`)

/** A request with nothing but a program and roomy limits. */
export const requestFor = (
  program: Uint8Array,
  changes: Partial<ExecutionRequest> = {},
): ExecutionRequest => ({
  program,
  args: [],
  stdin: new Uint8Array(),
  files: [],
  seed: digestOf(utf8('unit')),
  limits: { fuelMax: 50_000_000n, memoryMaxBytes: 16 * 65_536, outputMaxBytes: 100_000 },
  ...changes,
})
