/**
 * Prepare: from the bytes a requester gave to a compiled module that may run.
 *
 * The original is validated and rewritten (`rewriter`), then compiled; a program must export
 * `_start` without parameters and its memory as `memory`, as every WASI command does. Programs
 * run in the detecting variant until one meets a NaN (docs/adr/0016).
 */
import { GridError } from '@pumasi/domain'
import { instrument } from '../rewriter/index.ts'
import { machineError } from './failures.ts'
import { engine } from './webassembly.ts'
import type { WasmModule } from './webassembly.ts'

/** A program that may run here, ready to be instantiated in any thread. */
export interface PreparedProgram {
  readonly module: WasmModule
  /** True when a run of it may end in `NeedsRepair`. */
  readonly detects: boolean
  /** Pages of 64 KiB the memory has at the start. */
  readonly memoryMinPages: number
  /** Size of the rewritten module. */
  readonly codeBytes: number
}

/** The variants of a program that are run. */
export type RunVariant = 'detecting' | 'repairing' | 'reference'

/**
 * Validates, rewrites and compiles a program.
 * @throws `WASM_*` when it may not run, `MACHINE_FAILURE` when this engine cannot compile it
 */
export function prepareProgram(program: Uint8Array, variant: RunVariant): PreparedProgram {
  const { bytes, detects, memory } = instrument(program, { variant })
  const module = compile(bytes)
  const kinds = new Map(engine.Module.exports(module).map(({ name, kind }) => [name, kind]))
  if (kinds.get('_start') !== 'function') throw noStart(kinds.has('_initialize'))
  if (kinds.get('memory') !== 'memory' || memory === undefined) throw noMemory()
  return { module, detects, memoryMinPages: memory.min, codeBytes: bytes.length }
}

function compile(bytes: Uint8Array): WasmModule {
  try {
    return new engine.Module(bytes)
  } catch (cause) {
    throw machineError('MACHINE_FAILURE', `the engine did not compile the module: ${cause}`, cause)
  }
}

/** The error for a module that is no command. */
export const noStart = (isReactor: boolean): GridError =>
  new GridError(
    'WASM_NO_START',
    `found ${isReactor ? 'a reactor (_initialize)' : 'no function'} where _start is expected`,
    {
      hint: 'Build a WASI command with a main function (clang without -mexec-model=reactor, Rust bin).',
      details: { expected: '_start', isReactor },
    },
  )

const noMemory = (): GridError =>
  new GridError('WASM_NO_MEMORY', 'found no exported memory named "memory"', {
    hint: 'Export the memory as "memory"; linkers for WASI do so by default.',
    details: { expected: 'memory' },
  })
