/** A decoded module: what validation and rewriting need to know of every section. */

export interface FuncType {
  readonly params: Uint8Array
  readonly results: Uint8Array
}

export interface GlobalType {
  readonly type: number
  readonly mutable: boolean
}

export interface TableType {
  readonly type: number
  readonly min: number
}

export interface MemoryType {
  /** Pages at the start. */
  readonly min: number
  /** Pages it may grow to: as declared, else 65536. */
  readonly max: number
}

/** A section of the original module as it is, behind its count of entries; `end` is exclusive. */
export interface Slice {
  readonly count: number
  readonly from: number
  readonly end: number
}

export interface Export {
  readonly name: string
  readonly kind: number
  readonly index: number
}

export interface Body {
  /** The body without its size. */
  readonly from: number
  readonly end: number
}

/** Where a segment or global names an imported function: the bytes of its index. */
export interface ImportReference {
  readonly from: number
  readonly end: number
  readonly index: number
}

export interface Module {
  readonly bytes: Uint8Array
  readonly types: FuncType[]
  /** Type index of each function, imports first. */
  readonly functions: number[]
  importedFunctions: number
  importedGlobals: number
  importedTables: number
  readonly tables: TableType[]
  memory: MemoryType | undefined
  /** An imported memory may have been grown, and bounded, by others. */
  importedMemory: boolean
  readonly globals: GlobalType[]
  readonly exports: Export[]
  start: number | undefined
  /** Element types of the element segments. */
  readonly elements: number[]
  /** Data segments as announced by the data count section; undefined without one. */
  dataCount: number | undefined
  /** Functions that `ref.func` in a body may name: in segments, globals and exports. */
  readonly referenced: Set<number>
  /** Functions whose reference exists somewhere, and so what `call_indirect` may reach. */
  readonly addressable: Set<number>
  /** In the order of the bytes. */
  readonly importReferences: ImportReference[]
  readonly bodies: Body[]
  /** The sections that are lists, by id. */
  readonly slices: Map<number, Slice>
}

/** Section ids. */
export const Section = {
  custom: 0,
  type: 1,
  import: 2,
  function: 3,
  table: 4,
  memory: 5,
  global: 6,
  export: 7,
  start: 8,
  element: 9,
  code: 10,
  data: 11,
  dataCount: 12,
  tag: 13,
} as const

/** Kinds of imports and exports. */
export const Kind = { function: 0, table: 1, memory: 2, global: 3, tag: 4 } as const

export function emptyModule(bytes: Uint8Array): Module {
  return {
    bytes,
    types: [],
    functions: [],
    importedFunctions: 0,
    importedGlobals: 0,
    importedTables: 0,
    tables: [],
    memory: undefined,
    importedMemory: false,
    globals: [],
    exports: [],
    start: undefined,
    elements: [],
    dataCount: undefined,
    referenced: new Set(),
    addressable: new Set(),
    importReferences: [],
    bodies: [],
    slices: new Map(),
  }
}

/** A function index's type; refusal is the caller's, so the index must be in range. */
export function typeOf(module: Module, functionIndex: number): FuncType {
  return module.types[module.functions[functionIndex] as number] as FuncType
}

/** Notes that a segment or global refers to a function, by an index that ends at byte `end`. */
export function noteReference(module: Module, index: number, from: number, end: number): void {
  module.referenced.add(index)
  module.addressable.add(index)
  if (index < module.importedFunctions) module.importReferences.push({ from, end, index })
}
