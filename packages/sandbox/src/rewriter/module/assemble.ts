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
  /** The detecting variant met a NaN: the run says nothing, the repairing variant must do it. */
  nan: 4,
} as const

/** What a meter adds to a module. */
export interface Additions {
  readonly module: Module
  readonly types: TypeTable
  /** Bodies of the original functions, each behind its size. */
  readonly code: Writer
  /** Types of the original functions that have bodies. */
  readonly signatures: readonly number[]
  /** Functions behind the original ones. */
  readonly helpers: readonly { readonly type: number; readonly body: Writer }[]
  /** The function that is exported, and that tables hold, in place of an original one. */
  readonly exported: (index: number) => number
  readonly referenced: (index: number) => number
  readonly stackBudget: number
  /** Whether some function may stop for a NaN. */
  readonly detects: boolean
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

/** Appends the entries of an original section, with other functions where tables hold imports. */
function copyEntries(out: Writer, id: number, { module, referenced }: Additions): void {
  const slice = module.slices.get(id)
  if (slice === undefined) return
  let at = slice.from
  for (const { from, end, index } of module.importReferences) {
    if (from < slice.from || from >= slice.end) continue
    out.copy(module.bytes, at, from).u32(referenced(index))
    at = end
  }
  out.copy(module.bytes, at, slice.end)
}

/** Writes a section: `count` entries, the original ones first. */
function section(
  out: Writer,
  id: number,
  additions: Additions,
  count: number,
  added: Writer,
): void {
  if (count === 0) return
  const payload = new Writer().u32(count)
  copyEntries(payload, id, additions)
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

const exportedGlobals = ['fuel', 'stack', 'stop', 'memoryMaxPages'] as const

/** The export section: functions behind their doors, then what the rewrite adds. */
function exportEntries({ module, exported }: Additions): Writer {
  const added = exportedGlobals.length + (module.start === undefined ? 0 : 1)
  const out = new Writer().u32(module.exports.length + added)
  for (const { name, kind, index } of module.exports) {
    out
      .name(name)
      .byte(kind)
      .u32(kind === Kind.function ? exported(index) : index)
  }
  const globals = addedGlobals(module)
  for (const key of exportedGlobals) {
    out.name(addedExports[key]).byte(Kind.global).u32(globals[key])
  }
  if (module.start === undefined) return out
  return out.name(addedExports.start).byte(Kind.function).u32(exported(module.start))
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
  const { module, types, helpers, code, signatures } = additions
  const out = new Writer(module.bytes.length * 2)
  const defined = signatures.length + helpers.length
  out.raw(0x00, 0x61, 0x73, 0x6d, 1, 0, 0, 0)
  const typeCount = module.types.length + types.entries.length
  section(out, Section.type, additions, typeCount, typeEntries(types.entries))
  copyWhole(out, Section.import, additions)
  const functions = new Writer(2 * defined + 5).u32(defined)
  for (const type of signatures) functions.u32(type)
  for (const { type } of helpers) functions.u32(type)
  out.byte(Section.function).sized(functions)
  copyWhole(out, Section.table, additions)
  copyWhole(out, Section.memory, additions)
  const globals = module.globals.length - module.importedGlobals + addedGlobalCount
  section(out, Section.global, additions, globals, globalEntries(additions))
  out.byte(Section.export).sized(exportEntries(additions))
  copyWhole(out, Section.element, additions)
  if (module.dataCount !== undefined) {
    out.byte(Section.dataCount).sized(new Writer(5).u32(module.dataCount))
  }
  const bodies = new Writer(code.length + 256).u32(defined).append(code)
  for (const { body } of helpers) bodies.sized(body)
  out.byte(Section.code).sized(bodies)
  copyWhole(out, Section.data, additions)
  return out.toBytes()
}

/** Copies a section to which nothing is added. */
function copyWhole(out: Writer, id: number, additions: Additions): void {
  const slice = additions.module.slices.get(id)
  if (slice !== undefined) section(out, id, additions, slice.count, new Writer(1))
}
