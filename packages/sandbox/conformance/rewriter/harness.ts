/** One instrumented module in this engine, with its fuel and its reasons to stop in reach. */
import {
  addedExports,
  instrument,
  stopReasons,
  type InstrumentOptions,
} from '../../src/rewriter/index.ts'
import { engine, type WasmGlobal } from './engine.ts'

export interface Ended {
  readonly ending: 'value' | 'trap' | 'fuel' | 'stack' | 'growth' | 'nan' | 'thrown'
  readonly value: unknown
  readonly used: bigint
}

export interface Guest {
  readonly exports: Record<string, unknown>
  /**
   * Calls an export with a limit of fuel, as a host does: below zero afterwards means
   * exhausted.
   */
  readonly call: (name: string, values?: readonly unknown[], fuelMax?: bigint) => Ended
  readonly memory: () => Uint8Array
  readonly global: (name: keyof typeof addedExports) => WasmGlobal
}

const names = Object.fromEntries(Object.entries(stopReasons).map(([name, value]) => [value, name]))

export function guest(
  wasm: Uint8Array,
  options: InstrumentOptions,
  imports: Record<string, Record<string, unknown>> = {},
): Guest {
  return hosted(instrument(wasm, { allowAnyImport: true, ...options }).bytes, imports)
}

/** As {@link guest}, of a module that is instrumented already. */
export function hosted(
  bytes: Uint8Array,
  imports: Record<string, Record<string, unknown>> = {},
): Guest {
  const { exports } = new engine.Instance(new engine.Module(bytes), imports)
  const global = (name: keyof typeof addedExports): WasmGlobal =>
    exports[addedExports[name]] as WasmGlobal
  const call: Guest['call'] = (name, values = [], fuelMax = 1_000_000_000n) => {
    global('fuel').value = fuelMax
    let ending: Ended['ending'] = 'value'
    let value: unknown
    try {
      value = (exports[name] as (...rest: unknown[]) => unknown)(...values)
    } catch (error) {
      const stop = names[Number(global('stop').value)] as Ended['ending'] | 'none'
      ending = stop === 'none' ? (error instanceof engine.RuntimeError ? 'trap' : 'thrown') : stop
      if (error instanceof RangeError) throw error
    }
    const left = BigInt(global('fuel').value)
    if (ending === 'value' && left < 0n) ending = 'fuel'
    return { ending, value, used: fuelMax - left }
  }
  const memory = (): Uint8Array =>
    new Uint8Array((exports['memory'] as { buffer: ArrayBuffer }).buffer)
  return { exports, call, memory, global }
}
