/**
 * Puts the rewritten module together: the original sections, with types, functions, globals and
 * exports added behind those that were there, so that no index of the original changes.
 */
import { Op } from '../binary/opcodes.ts'
import { F32, F64, I32, I64 } from '../binary/values.ts'
import { Writer } from '../binary/writer.ts'
import { Kind, Section, type FuncType, type Module } from './model.ts'

/** Names of the exports the rewrite adds; `start` only when the module had a start function. */
export const addedExports = {
  /** Mutable i64: fuel left. The host sets the budget before it calls anything. */
  fuel: 'pumasi:fuel',
  /** Mutable i32: virtual stack left, in bytes; has its budget from the start. */
  stack: 'pumasi:stack',
  /** Mutable i32: why the module stopped itself, one of {@link stopReasons}. */
  stop: 'pumasi:stop',
  /** Mutable i32: pages memory may grow to; the host may lower it before it calls anything. */
  memoryMaxPages: 'pumasi:memory-max-pages',
  /** The original start function, to be called once before any other export. */
  start: 'pumasi:start',
} as const

/** Values of the export `stop`. */
export const stopReasons = {
  none: 0,
  /** Fuel ran out. */
  fuel: 1,
  /** The virtual stack ran out. */
  stack: 2,
  /** The host refused memory the module was entitled to: a failure of the machine. */
  growth: 3,
} as const

/** What a meter adds to a module. */
export interface Additions {
  readonly module: Module
  readonly types: TypeTable
  /** Bodies of the original functions, each behind its size. */
  readonly code: Writer
  readonly helpers: readonly { readonly type: number; readonly body: Writer }[]
  readonly stackBudget: number
}

/** The types of a module and those that the rewrite adds. */
export class TypeTable {
  readonly #base: number
  readonly #added = new Map<string, number>()
  readonly entries: FuncType[] = []

  constructor(module: Module) {
    this.#base = module.types.length
  }

  /** Index of an added type, one for each signature. */
  index(params: readonly number[] | Uint8Array, results: readonly number[] | Uint8Array): number {
    const key = `${params}:${results}`
    let index = this.#added.get(key)
    if (index === undefined) {
      index = this.#base + this.entries.length
      this.entries.push({ params: Uint8Array.from(params), results: Uint8Array.from(results) })
      this.#added.set(key, index)
    }
    return index
  }
}

/** Indices of the added globals. */
export function addedGlobals(module: Module) {
  const base = module.globals.length
  return {
    fuel: base,
    stack: base + 1,
    stop: base + 2,
    memoryMaxPages: base + 3,
    nan32: base + 4,
    nan64: base + 5,
  }
}

/** Writes a section: `count` entries, the original ones first. */
function section(out: Writer, id: number, module: Module, count: number, added: Writer): void {
  if (count === 0) return
  const slice = module.slices.get(id)
  const payload = new Writer().u32(count)
  if (slice !== undefined) payload.copy(module.bytes, slice.from, slice.end)
  out.byte(id).sized(payload.append(added))
}

function globalEntries(additions: Additions): Writer {
  const out = new Writer()
  const max = additions.module.memory?.max ?? 0
  out.raw(I64, 1, Op.i64Const, 0, Op.end)
  out.raw(I32, 1, Op.i32Const).signed(additions.stackBudget).byte(Op.end)
  out.raw(I32, 1, Op.i32Const, 0, Op.end)
  out.raw(I32, 1, Op.i32Const).signed(max).byte(Op.end)
  out.raw(F32, 0, Op.f32Const, 0, 0, 0xc0, 0x7f, Op.end)
  return out.raw(F64, 0, Op.f64Const, 0, 0, 0, 0, 0, 0, 0xf8, 0x7f, Op.end)
}

const addedGlobalCount = 6

function exportEntries(module: Module): { entries: Writer; count: number } {
  const entries = new Writer()
  const globals = addedGlobals(module)
  const exported = ['fuel', 'stack', 'stop', 'memoryMaxPages'] as const
  for (const key of exported) entries.name(addedExports[key]).byte(Kind.global).u32(globals[key])
  if (module.start === undefined) return { entries, count: exported.length }
  entries.name(addedExports.start).byte(Kind.function).u32(module.start)
  return { entries, count: exported.length + 1 }
}

function typeEntries(types: readonly FuncType[]): Writer {
  const out = new Writer()
  for (const { params, results } of types) {
    out.byte(0x60).u32(params.length).copy(params, 0, params.length)
    out.u32(results.length).copy(results, 0, results.length)
  }
  return out
}

/** The bytes of the rewritten module. */
export function assemble(additions: Additions): Uint8Array {
  const { module, types, helpers, code } = additions
  const out = new Writer(module.bytes.length * 2)
  const defined = module.functions.length - module.importedFunctions
  out.raw(0x00, 0x61, 0x73, 0x6d, 1, 0, 0, 0)
  const typeCount = module.types.length + types.entries.length
  section(out, Section.type, module, typeCount, typeEntries(types.entries))
  copyWhole(out, Section.import, module)
  const signatures = new Writer()
  for (const { type } of helpers) signatures.u32(type)
  section(out, Section.function, module, defined + helpers.length, signatures)
  copyWhole(out, Section.table, module)
  copyWhole(out, Section.memory, module)
  const globals = module.globals.length - module.importedGlobals + addedGlobalCount
  section(out, Section.global, module, globals, globalEntries(additions))
  const { entries, count } = exportEntries(module)
  section(out, Section.export, module, module.exports.length + count, entries)
  copyWhole(out, Section.element, module)
  if (module.dataCount !== undefined) {
    out.byte(Section.dataCount).sized(new Writer(5).u32(module.dataCount))
  }
  const bodies = new Writer(code.length + 256).u32(defined + helpers.length).append(code)
  for (const { body } of helpers) bodies.sized(body)
  out.byte(Section.code).sized(bodies)
  copyWhole(out, Section.data, module)
  return out.toBytes()
}

/** Copies a section to which nothing is added, its original count included. */
function copyWhole(out: Writer, id: number, module: Module): void {
  const slice = module.slices.get(id)
  if (slice === undefined) return
  const payload = new Writer(slice.end - slice.from + 5)
  payload.u32(slice.count).copy(module.bytes, slice.from, slice.end)
  out.byte(id).sized(payload)
}
