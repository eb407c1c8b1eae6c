/**
 * Every reason to refuse a module, once: a stable code, the feature it names and what its author
 * can do. A code is never renamed or reused; `refusal.test.ts` provokes each of them.
 */
import { GridError } from '@pumasi/domain'

const rebuild = (flag: string): string => `Build without it: ${flag}.`

/** code -> the feature's name and the next step. */
export const refusals = {
  WASM_NOT_A_MODULE: {
    feature: 'module',
    hint: 'Give a binary WebAssembly module (.wasm), which begins with \\0asm.',
  },
  WASM_COMPONENT: {
    feature: 'component-model',
    hint: 'Build a core module for WASI preview1 (wasm32-wasip1), not a component.',
  },
  WASM_VERSION: { feature: 'version', hint: 'Build for WebAssembly version 1.' },
  WASM_MALFORMED: {
    feature: 'binary-format',
    hint: 'The file is damaged or truncated: build or copy it again.',
  },
  WASM_INVALID: {
    feature: 'validation',
    hint: 'The module does not validate: build it again with a current compiler.',
  },
  WASM_SIMD: {
    feature: 'simd',
    hint: rebuild('clang -mno-simd128, rustc -C target-feature=-simd128'),
  },
  WASM_RELAXED_SIMD: {
    feature: 'relaxed-simd',
    hint: rebuild('its results differ between machines; clang -mno-relaxed-simd'),
  },
  WASM_THREADS: {
    feature: 'threads',
    hint: rebuild('clang without -pthread, target wasm32-wasip1'),
  },
  WASM_EXCEPTIONS: {
    feature: 'exceptions',
    hint: rebuild('clang -fno-exceptions -fno-wasm-exceptions'),
  },
  WASM_TAIL_CALLS: { feature: 'tail-calls', hint: rebuild('clang -mno-tail-call') },
  WASM_GC: { feature: 'gc', hint: 'Use a compiler that targets linear memory.' },
  WASM_FUNCTION_REFERENCES: {
    feature: 'function-references',
    hint: 'Use a compiler that targets call_indirect.',
  },
  WASM_STACK_SWITCHING: {
    feature: 'stack-switching',
    hint: 'Use a compiler that targets WebAssembly 1.0.',
  },
  WASM_WIDE_ARITHMETIC: { feature: 'wide-arithmetic', hint: rebuild('clang -mno-wide-arithmetic') },
  WASM_MEMORY64: { feature: 'memory64', hint: 'Build for wasm32.' },
  WASM_MULTI_MEMORY: { feature: 'multi-memory', hint: rebuild('clang -mno-multimemory') },
  WASM_CUSTOM_PAGE_SIZES: {
    feature: 'custom-page-sizes',
    hint: 'Use the standard page of 65536 bytes.',
  },
  WASM_EXTENDED_CONST: {
    feature: 'extended-const',
    hint: rebuild('clang -mno-extended-const, no position-independent code'),
  },
  WASM_TABLE_GROW: {
    feature: 'table.grow',
    hint: 'Declare tables in their final size: growth may fail on one machine only.',
  },
  WASM_MEMORY_DISCARD: {
    feature: 'memory.discard',
    hint: 'Keep the memory: discarding is not deterministic.',
  },
  WASM_IMPORT_KIND: {
    feature: 'import-kind',
    hint: 'Define memories, tables and globals inside the module; import functions only.',
  },
  WASM_IMPORT_UNKNOWN: {
    feature: 'import',
    hint: 'Import functions of wasi_snapshot_preview1 only.',
  },
  WASM_IMPORT_SIGNATURE: {
    feature: 'import-signature',
    hint: 'Declare the import with the type that WASI preview1 gives it.',
  },
  WASM_EXPORT_RESERVED: {
    feature: 'reserved-export',
    hint: 'Rename the export; if the module was instrumented already, give the original.',
  },
  WASM_LIMIT_MODULE: {
    feature: 'module-size',
    hint: 'Make the module smaller: optimise for size, put data into input files.',
  },
  WASM_LIMIT_TYPES: { feature: 'types', hint: 'Use fewer function types.' },
  WASM_LIMIT_ARITY: { feature: 'parameters-or-results', hint: 'Pass fewer values: use memory.' },
  WASM_LIMIT_IMPORTS: { feature: 'imports', hint: 'Import fewer functions.' },
  WASM_LIMIT_FUNCTIONS: {
    feature: 'functions',
    hint: 'Link with dead code removal (wasm-ld --gc-sections).',
  },
  WASM_LIMIT_TABLES: { feature: 'tables', hint: 'Use fewer or smaller tables.' },
  WASM_LIMIT_MEMORY: { feature: 'memory-pages', hint: 'Ask for at most 65536 pages.' },
  WASM_LIMIT_GLOBALS: { feature: 'globals', hint: 'Keep values in memory.' },
  WASM_LIMIT_EXPORTS: {
    feature: 'exports',
    hint: 'Export less: the sandbox needs _start and memory.',
  },
  WASM_LIMIT_ELEMENTS: {
    feature: 'element-segments',
    hint: 'Use fewer or smaller element segments.',
  },
  WASM_LIMIT_DATA: { feature: 'data-segments', hint: 'Use fewer data segments.' },
  WASM_LIMIT_NAME: { feature: 'name-length', hint: 'Use shorter import and export names.' },
  WASM_LIMIT_BODY: { feature: 'function-size', hint: 'Split the function, or optimise for size.' },
  WASM_LIMIT_LOCALS: { feature: 'locals', hint: 'Split the function, or turn optimisation on.' },
  WASM_LIMIT_NESTING: {
    feature: 'nesting',
    hint: 'Split the function: its blocks are nested too deeply.',
  },
  WASM_LIMIT_OPERANDS: {
    feature: 'operand-stack',
    hint: 'Split the function: it holds too many values at once.',
  },
  WASM_LIMIT_BRANCHES: {
    feature: 'br_table-targets',
    hint: 'Split the switch: it has too many cases.',
  },
  WASM_LIMIT_MERGES: {
    feature: 'locals-times-blocks',
    hint: 'Split the function: compilers need too long for it.',
  },
  WASM_LIMIT_LOOPS: {
    feature: 'loops-times-instructions',
    hint: 'Split the function: compilers need too much memory for it.',
  },
  WASM_LIMIT_INSTRUCTIONS: {
    feature: 'instructions',
    hint: 'Make the module smaller: link with dead code removal.',
  },
  WASM_LIMIT_STACK: {
    feature: 'static-stack-depth',
    hint: 'Use smaller frames or a flatter chain of calls.',
  },
} as const satisfies Record<string, { feature: string; hint: string }>

/** A code under which a module is refused. */
export type RefusalCode = keyof typeof refusals

/**
 * Refuses a module at a byte of it.
 * @throws GridError with the code given, and `details` of feature, offset and what was found
 */
export function refuse(
  code: RefusalCode,
  offset: number,
  found: string,
  details: Readonly<Record<string, unknown>> = {},
): never {
  const { feature, hint } = refusals[code]
  throw new GridError(code, `found ${found} at byte ${offset} of the module`, {
    hint,
    details: { feature, offset, ...details },
  })
}

/** Refuses when a count goes over its limit. */
export function bound(code: RefusalCode, offset: number, count: number, limit: number): void {
  if (count <= limit) return
  const { feature } = refusals[code]
  refuse(code, offset, `${feature} of ${count}, over the limit of ${limit},`, { count, limit })
}
