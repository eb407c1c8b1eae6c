/**
 * Runs a module in its variants and compares what can be seen from outside: how each call ended,
 * what it gave and logged, every byte of memory, and the fuel of runs that ended by themselves.
 */
import { engine, type WasmGlobal } from './engine.ts'
import { addedExports, instrument, stopReasons } from '../../src/rewriter/index.ts'

export type Variant = 'plain' | 'repairing' | 'detecting' | 'reference'

/** One call of an export. */
export interface CallRecord {
  readonly name: string
  /** `value`, `trap`, the name of a stop reason, or `overflow` of the machine's own stack. */
  readonly ending: string
  readonly value: string
  readonly fuel: bigint
}

export interface RunRecord {
  readonly calls: readonly CallRecord[]
  readonly log: readonly string[]
  readonly memory: string
}

const fuelMax = 20_000_000n

/** A value without the bits of NaNs, which do not survive JavaScript. */
function printed(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(printed).join()}]`
  if (typeof value === 'number') return Object.is(value, -0) ? '-0' : String(value)
  if (typeof value === 'bigint') return `${value}n`
  return typeof value
}

/** FNV-1a over all bytes. */
export function hash(bytes: Uint8Array): string {
  let state = 0x811c9dc5
  for (const byte of bytes) state = Math.imul(state ^ byte, 0x01000193)
  return (state >>> 0).toString(16)
}

/** Stand-ins for imports that only log; globals, tables and memories get defaults. */
function importsFor(module: object, log: string[]): Record<string, Record<string, unknown>> {
  const imports: Record<string, Record<string, unknown>> = {}
  for (const { module: space, name, kind } of engine.Module.imports(module)) {
    const entry = (imports[space] ??= {})
    if (kind === 'global') entry[name] = null
    else if (kind === 'table') entry[name] = new engine.Table({ element: 'anyfunc', initial: 16 })
    else if (kind === 'memory') entry[name] = new engine.Memory({ initial: 1 })
    else {
      entry[name] = (...values: unknown[]): number => {
        log.push(`${name}(${values.map(printed).join()})`)
        return 0
      }
    }
  }
  return imports
}

function endingOf(error: unknown, stop: number): string {
  for (const [name, value] of Object.entries(stopReasons)) {
    if (value !== 0 && value === stop) return name
  }
  if (error instanceof RangeError) return 'overflow'
  return error instanceof engine.RuntimeError ? 'trap' : 'error'
}

const argumentSets = [
  [0, 0, 0, 0, 0, 0, 0, 0],
  [1, -1, 7, 1000, -2.5, 3, 1e30, 65_535],
]

function call(target: CallableFunction, values: readonly number[]): unknown {
  try {
    return target(...values) as unknown
  } catch (error) {
    if (!(error instanceof TypeError)) throw error
    // An i64 parameter wants a bigint: fall back to bigints for all, then to what fits each.
    return callMixed(target, values)
  }
}

function callMixed(target: CallableFunction, values: readonly number[]): unknown {
  const count = target.length
  for (let mask = 1; mask < 2 ** Math.min(count, 6); mask += 1) {
    const mixed = values.map((value, at) => ((mask >> at) & 1 ? BigInt(Math.trunc(value)) : value))
    try {
      return target(...mixed) as unknown
    } catch (error) {
      if (!(error instanceof TypeError)) throw error
    }
  }
  return 'not called'
}

/**
 * Calls every exported function twice, with fixed arguments, until one stops the module. A trap of
 * a detecting module says nothing: its ending is `nan` as well.
 */
export function run(bytes: Uint8Array, variant: Variant): RunRecord {
  const code =
    variant === 'plain'
      ? { bytes, detects: false }
      : instrument(bytes, { variant, allowAnyImport: true })
  const module = new engine.Module(code.bytes)
  const log: string[] = []
  const calls: CallRecord[] = []
  let exports: Record<string, unknown>
  try {
    exports = new engine.Instance(module, importsFor(module, log)).exports
  } catch (error) {
    return { calls: [], log, memory: `start: ${endingOf(error, 0)}` }
  }
  const fuel = exports[addedExports.fuel] as WasmGlobal | undefined
  const stop = exports[addedExports.stop] as WasmGlobal | undefined
  const once = (name: string, values: readonly number[]): CallRecord => {
    if (fuel !== undefined) fuel.value = fuelMax
    let value = ''
    let ending = 'value'
    try {
      const target = exports[name] as CallableFunction
      value = printed(name === addedExports.start ? target() : call(target, values))
    } catch (error) {
      ending = endingOf(error, Number(stop?.value ?? 0))
    }
    const left = BigInt(fuel?.value ?? 0)
    if (ending === 'value' && left < 0n) ending = 'fuel'
    if (ending === 'trap' && code.detects) ending = 'nan'
    return { name, ending, value, fuel: ending === 'value' ? fuelMax - left : 0n }
  }
  if (addedExports.start in exports) {
    const { ending } = once(addedExports.start, [])
    if (ending !== 'value') return { calls: [], log, memory: `start: ${ending}` }
  }
  for (const [name, target] of Object.entries(exports)) {
    if (typeof target !== 'function' || name === addedExports.start) continue
    for (const values of argumentSets) {
      const record = once(name, values)
      calls.push(record)
      if (record.ending !== 'value' && record.ending !== 'trap') return { calls, log, memory: '' }
    }
  }
  const memory = Object.values(exports).find((one) => one instanceof engine.Memory)
  const bytesOf =
    memory === undefined ? undefined : new Uint8Array((memory as { buffer: ArrayBuffer }).buffer)
  return { calls, log, memory: bytesOf === undefined ? '' : hash(bytesOf) }
}

/**
 * The first difference between two runs, or undefined. A detecting run, given as the second, is
 * believed up to where it ends with `nan`.
 */
export function difference(
  one: RunRecord,
  other: RunRecord,
  withFuel: boolean,
): string | undefined {
  for (const [at, left] of one.calls.entries()) {
    const right = other.calls[at]
    if (right === undefined) return `call ${at} of ${left.name} is missing`
    // A native stack that overflows ends the comparison: where it does is the machine's affair.
    if (left.ending === 'overflow' || right.ending === 'overflow') return undefined
    if (right.ending === 'nan') return logsDiffer(one.log.slice(0, other.log.length), other.log)
    // The plain module knows no limits.
    if (!withFuel && (right.ending === 'fuel' || right.ending === 'stack')) return undefined
    const what = `${left.name}: ${left.ending} ${left.value} against ${right.ending} ${right.value}`
    if (left.ending !== right.ending || left.value !== right.value) return what
    if (withFuel && left.fuel !== right.fuel)
      return `${left.name}: fuel ${left.fuel}, ${right.fuel}`
    if (left.ending === 'fuel' || left.ending === 'stack') return undefined
  }
  if (other.memory === 'start: nan') return undefined
  return logsDiffer(one.log, other.log) ?? memoryDiffers(one, other)
}

const logsDiffer = (one: readonly string[], other: readonly string[]): string | undefined =>
  one.join('\n') === other.join('\n') ? undefined : 'the calls of the host differ'

function memoryDiffers(one: RunRecord, other: RunRecord): string | undefined {
  return one.memory === other.memory ? undefined : 'memory differs'
}
