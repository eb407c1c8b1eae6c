/**
 * Run: one instance of a prepared program, from its start to its exit class, in this thread.
 *
 * A run of the detecting variant that meets a NaN, or traps where a NaN may have led it, has no
 * outcome: it must be done anew by the repairing variant (docs/adr/0016). Every other ending of it
 * is that of the repairing variant. Success means that the program ended by itself and total fuel
 * is within the limit; the module checks at some places only, so the total is tested again here. A
 * trap is an outcome only when the engine calls it a `RuntimeError` and the module did not flag a
 * failure of the machine; everything else (stack overflow, lack of memory, a defect of ours) is a
 * machine failure.
 */
import { emptyOutput } from '@pumasi/domain'
import type { ExitClass, Output } from '@pumasi/domain'
import { addedExports, stopReasons } from '../rewriter/index.ts'
import { createWasiHost } from '../wasi/host.ts'
import type { WasiInput } from '../wasi/host.ts'
import type { FuelGlobal, Meter } from '../wasi/meter.ts'
import { ExitSignal, FuelSignal, OutputSignal } from '../wasi/signals.ts'
import { asMachineError, machineError } from './failures.ts'
import { noStart } from './prepare.ts'
import type { PreparedProgram } from './prepare.ts'
import { engine } from './webassembly.ts'
import type { WasmInstance } from './webassembly.ts'

/** How one run ended. */
export interface RunEnd {
  readonly output: Output
  /** Exact for `exited`, 0 otherwise. */
  readonly fuel: bigint
  /** Memory at the end, in bytes; 0 unless `exited`. */
  readonly memoryBytes: number
}

/**
 * Why a run of the detecting variant is thrown away: it met a NaN, or it trapped, which a NaN it
 * did not look at yet may have caused.
 */
export interface NeedsRepair {
  readonly needsRepair: 'nan' | 'trap'
}

/** The part of a prepared program that running needs. */
export type Runnable = Pick<PreparedProgram, 'module' | 'detects'>

/** What bounds one run, besides its output. */
export interface RunBounds {
  readonly fuelMax: bigint
  readonly memoryMaxPages: number
}

/**
 * Runs a prepared program once; `detects` as the rewriter said of it. `onCall` is told the fuel
 * burned so far at every host call.
 * @throws `MACHINE_FAILURE`, `BAD_FILE_NAME`, `BAD_ARGS`, `WASM_NO_START`
 */
export function runProgram(
  { module, detects }: Runnable,
  input: WasiInput,
  { fuelMax, memoryMaxPages }: RunBounds,
  onCall?: (fuel: bigint) => void,
): RunEnd | NeedsRepair {
  const host = createWasiHost(input, onCall)
  let instance: WasmInstance | undefined
  let meter: Meter | undefined
  let memory: { readonly buffer: ArrayBuffer } | undefined
  let exitCode = 0
  try {
    instance = new engine.Instance(module, host.imports)
    const { exports } = instance
    const fuel = exports[addedExports.fuel] as FuelGlobal
    const pages = exports[addedExports.memoryMaxPages] as { value: number }
    pages.value = Math.min(pages.value, memoryMaxPages)
    memory = exports['memory'] as { readonly buffer: ArrayBuffer }
    meter = host.attach({ memory, fuel, fuelMax })
    callExport(exports, addedExports.start)
    callExport(exports, '_start')
  } catch (thrown) {
    if (!(thrown instanceof ExitSignal)) {
      const found = classify(thrown, instance)
      if (found === 'nan') return { needsRepair: 'nan' }
      if (found === 'trapped' && detects) return { needsRepair: 'trap' }
      return failed(found)
    }
    exitCode = thrown.code
  }
  if (meter === undefined || meter.exhausted) return failed('fuel-exhausted')
  const output: Output = { exitClass: 'exited', exitCode, ...host.collect() }
  return { output, fuel: meter.used, memoryBytes: memory?.buffer.byteLength ?? 0 }
}

const failed = (exitClass: ExitClass): RunEnd => ({
  output: emptyOutput(exitClass),
  fuel: 0n,
  memoryBytes: 0,
})

/** Calls an export without parameters if the module has it. */
function callExport(exports: WasmInstance['exports'], name: string): void {
  const start = exports[name] as (() => void) | undefined
  if (start === undefined) return
  if (start.length > 0) throw noStart(false)
  start()
}

function classify(thrown: unknown, instance: WasmInstance | undefined): ExitClass | 'nan' {
  if (thrown instanceof FuelSignal) return 'fuel-exhausted'
  if (thrown instanceof OutputSignal) return 'output-exceeded'
  if (!(thrown instanceof engine.RuntimeError)) throw asMachineError(thrown)
  const flag = instance?.exports[addedExports.stop] as { readonly value: number } | undefined
  switch (flag?.value ?? stopReasons.none) {
    case stopReasons.fuel:
      return 'fuel-exhausted'
    case stopReasons.stack:
      return 'stack-exhausted'
    case stopReasons.growth:
      throw machineError('MACHINE_FAILURE', 'the machine did not give the memory asked for', thrown)
    case stopReasons.nan:
      return 'nan'
    default:
      return 'trapped'
  }
}
