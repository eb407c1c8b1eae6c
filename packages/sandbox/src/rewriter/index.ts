/**
 * The rewriter: bytes in, bytes out. Validates a WebAssembly module, refuses what is not
 * deterministic, and writes metering, canonical NaN, a virtual stack and deterministic memory
 * growth into it. Runs in Node and in a browser; the same input gives the same bytes everywhere.
 */
import { addedExports, assemble } from './module/assemble.ts'
import { meterFast } from './fast/meter.ts'
import type { MemoryType } from './module/model.ts'
import { planStack } from './plan/stack-plan.ts'
import { meterReference } from './reference/meter.ts'
import { validate } from './validate/validate.ts'

export { addedExports, stopReasons } from './module/assemble.ts'
export { FUEL_SCHEDULE_VERSION } from './fuel-schedule.ts'
export { limits } from './limits.ts'
export { refusals, type RefusalCode } from './refusal.ts'
export * from './wasi-signatures.ts'

/** Part of what is committed: raised whenever the bytes that {@link instrument} writes change. */
export const REWRITER_VERSION = 3

export interface InstrumentOptions {
  /**
   * `repairing`, the default, puts the canonical NaN where a NaN can be seen. `detecting` stops
   * there instead, with the reason `nan`, and is faster; until then it does the same. `reference`
   * counts and repairs every instruction by itself: slow, to compare with.
   */
  readonly variant?: 'repairing' | 'detecting' | 'reference'
  /** Accepts imports of any name and kind. */
  readonly allowAnyImport?: boolean
}

export interface Instrumented {
  readonly bytes: Uint8Array
  /** Names of the exports that were added. */
  readonly exports: typeof addedExports
  /** True when there is an export `exports.start` to be called first. */
  readonly hasStart: boolean
  /**
   * True for a detecting module that may stop for a NaN. Then a trap of its own says nothing
   * either, for a NaN not stopped at yet may have led there: the repairing variant must run.
   */
  readonly detects: boolean
  /** Pages of the memory at the start and at most; undefined without a memory. */
  readonly memory: MemoryType | undefined
}

/**
 * Validates and rewrites a module. The host sets `fuel` before the first call; what remains
 * afterwards is exact for every run that ended by itself, and below zero means exhausted. Fuel is
 * also exact during calls of the host, which may lower it.
 * @throws GridError with a code of {@link refusals} and details `feature` and `offset`
 */
export function instrument(wasm: Uint8Array, options: InstrumentOptions = {}): Instrumented {
  const validated = validate(wasm, options.allowAnyImport === true)
  const { module } = validated
  const plan = planStack(validated)
  const { variant = 'repairing' } = options
  const additions =
    variant === 'reference'
      ? meterReference(validated, plan)
      : meterFast(validated, plan, variant === 'detecting')
  return {
    bytes: assemble(additions),
    exports: addedExports,
    detects: additions.detects,
    hasStart: module.start !== undefined,
    memory: module.memory,
  }
}
