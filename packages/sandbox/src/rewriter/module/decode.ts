/**
 * The module's sections, decoded and checked: everything but the code of the functions.
 * In: bytes. Out: a {@link Module}. Custom sections are passed over and so disappear.
 */
import { Reader } from '../binary/reader.ts'
import { limits } from '../limits.ts'
import { bound, refuse, type RefusalCode } from '../refusal.ts'
import { readConstExpr } from './const-expr.ts'
import { readImport } from './imports.ts'
import { emptyModule, Kind, Section, typeOf, type Module } from './model.ts'
import { readData, readElement } from './segments.ts'
import { readFuncType, readGlobalType, readMemory, readTableType } from './types.ts'

/** Section ids in the order the format asks for. */
const order = [1, 2, 3, 4, 5, 13, 6, 7, 8, 9, 12, 10, 11]

/** Names every export of the rewrite begins with; a module must not use it. */
export const RESERVED_PREFIX = 'pumasi:'

function readHeader(bytes: Uint8Array): void {
  const magic = [0x00, 0x61, 0x73, 0x6d]
  if (magic.some((byte, index) => bytes[index] !== byte)) {
    refuse('WASM_NOT_A_MODULE', 0, `${Math.min(bytes.length, 4)} bytes that are not \\0asm`)
  }
  bound('WASM_LIMIT_MODULE', 0, bytes.length, limits.moduleBytes)
  const version = [...bytes.subarray(4, 8)].join('.')
  if (bytes.length >= 8 && bytes[6] === 1 && bytes[7] === 0) {
    refuse('WASM_COMPONENT', 4, 'a component')
  }
  if (version !== '1.0.0.0') refuse('WASM_VERSION', 4, `version ${version || 'none'}`)
}

function readExport(module: Module, reader: Reader, names: Set<string>): void {
  const offset = reader.at
  const name = reader.name()
  if (names.has(name)) refuse('WASM_INVALID', offset, `a second export "${name}"`)
  names.add(name)
  if (name.startsWith(RESERVED_PREFIX)) {
    refuse('WASM_EXPORT_RESERVED', offset, `the export "${name}"`, { name })
  }
  const kind = reader.byte()
  const index = reader.u32()
  if (kind === Kind.tag) refuse('WASM_EXCEPTIONS', offset, `the exported tag "${name}"`)
  if (kind > Kind.tag) refuse('WASM_MALFORMED', offset, `an export of kind ${kind}`)
  const counts = [
    module.functions.length,
    module.tables.length,
    module.memory === undefined ? 0 : 1,
    module.globals.length,
  ]
  const count = counts[kind] ?? 0
  if (index >= count) refuse('WASM_INVALID', offset, `export of index ${index} out of ${count}`)
  if (kind === Kind.function) module.referenced.add(index)
  module.exports.push({ name, kind, index })
}

function readBody(module: Module, reader: Reader): void {
  const offset = reader.at
  const size = reader.u32()
  bound('WASM_LIMIT_BODY', offset, size, limits.bodyBytes)
  const from = reader.at
  reader.skip(size)
  module.bodies.push({ from, end: reader.at })
}

function readStart(module: Module, reader: Reader): void {
  const offset = reader.at
  const index = reader.u32()
  if (index >= module.functions.length) {
    refuse('WASM_INVALID', offset, `start function ${index}, which is not there,`)
  }
  const { params, results } = typeOf(module, index)
  if (params.length + results.length > 0) {
    refuse('WASM_INVALID', offset, 'a start function with parameters or results')
  }
  module.start = index
}

/** The sections that are a counted list of entries. */
interface List {
  readonly code: RefusalCode
  readonly limit: number
  readonly read: (module: Module, reader: Reader) => void
}

function lists(allowAnyImport: boolean): Map<number, List> {
  const names = new Set<string>()
  let entries = 0
  const rows: [number, RefusalCode, number, List['read']][] = [
    [Section.type, 'WASM_LIMIT_TYPES', limits.types, (m, r) => void m.types.push(readFuncType(r))],
    [
      Section.import,
      'WASM_LIMIT_IMPORTS',
      limits.imports,
      (m, r) => readImport(m, r, allowAnyImport),
    ],
    [Section.function, 'WASM_LIMIT_FUNCTIONS', limits.functions, readFunction],
    [
      Section.table,
      'WASM_LIMIT_TABLES',
      limits.tables,
      (m, r) => void m.tables.push(readTableType(r, m)),
    ],
    [Section.memory, 'WASM_LIMIT_MEMORY', limits.memoryPages, (m, r) => readMemory(r, m)],
    [Section.global, 'WASM_LIMIT_GLOBALS', limits.globals, readGlobal],
    [Section.export, 'WASM_LIMIT_EXPORTS', limits.exports, (m, r) => readExport(m, r, names)],
    [
      Section.element,
      'WASM_LIMIT_ELEMENTS',
      limits.elementSegments,
      (m, r) => {
        const offset = r.at
        entries += readElement(m, r)
        bound('WASM_LIMIT_ELEMENTS', offset, entries, limits.elementEntries)
      },
    ],
    [Section.code, 'WASM_LIMIT_FUNCTIONS', limits.functions, readBody],
    [Section.data, 'WASM_LIMIT_DATA', limits.dataSegments, readData],
  ]
  return new Map(rows.map(([id, code, limit, read]) => [id, { code, limit, read }]))
}

function readFunction(module: Module, reader: Reader): void {
  const offset = reader.at
  const index = reader.u32()
  if (index >= module.types.length)
    refuse('WASM_INVALID', offset, `type ${index}, which is not there,`)
  module.functions.push(index)
}

function readGlobal(module: Module, reader: Reader): void {
  const global = readGlobalType(reader)
  readConstExpr(module, reader, global.type)
  module.globals.push(global)
}

/** What only the whole module can tell: each function has a body, each announced segment came. */
function assertCounts(module: Module, dataSegments: number): void {
  const defined = module.functions.length - module.importedFunctions
  const { length } = module.bytes
  if (defined !== module.bodies.length) {
    refuse('WASM_MALFORMED', length, `${module.bodies.length} bodies for ${defined} functions`)
  }
  if (module.dataCount !== undefined && module.dataCount !== dataSegments) {
    refuse(
      'WASM_MALFORMED',
      length,
      `${dataSegments} data segments, announced ${module.dataCount},`,
    )
  }
}

/**
 * Decodes and checks the sections of a module.
 * @throws every code of `refusals` but those of function bodies
 */
export function decodeModule(bytes: Uint8Array, allowAnyImport: boolean): Module {
  readHeader(bytes)
  const module = emptyModule(bytes)
  const listed = lists(allowAnyImport)
  const outer = new Reader(bytes, 8, bytes.length)
  let last = -1
  let dataSegments = 0
  while (outer.at < bytes.length) {
    const offset = outer.at
    const id = outer.byte()
    const size = outer.u32()
    const from = outer.at
    outer.skip(size)
    const reader = new Reader(bytes, from, outer.at)
    if (id === Section.custom) {
      reader.name()
      continue
    }
    if (id === Section.tag) refuse('WASM_EXCEPTIONS', offset, 'a tag section')
    const place = order.indexOf(id)
    if (place < 0) refuse('WASM_MALFORMED', offset, `a section of unknown id ${id}`)
    if (place <= last) refuse('WASM_MALFORMED', offset, `section ${id} out of order`)
    last = place
    if (id === Section.start) readStart(module, reader)
    else if (id === Section.dataCount) module.dataCount = reader.u32()
    else {
      const list = listed.get(id) as List
      const count = reader.u32()
      bound(list.code, from, count, list.limit)
      module.slices.set(id, { count, from: reader.at, end: outer.at })
      for (let entry = 0; entry < count; entry += 1) list.read(module, reader)
      if (id === Section.data) dataSegments = count
    }
    if (reader.at !== outer.at) {
      refuse(
        'WASM_MALFORMED',
        reader.at,
        `${outer.at - reader.at} bytes more than section ${id} needs`,
      )
    }
  }
  assertCounts(module, dataSegments)
  return module
}
