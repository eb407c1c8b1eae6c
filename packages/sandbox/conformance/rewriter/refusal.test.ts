import { isGridError } from '@pumasi/domain'
import { describe, expect, it } from 'vitest'
import { Writer } from '../../src/rewriter/binary/writer.ts'
import { engine } from './engine.ts'
import {
  binary,
  header,
  repeated,
  withBody,
  withCode,
  withFunctions,
} from './testing/raw-module.ts'
import { instrument } from '../../src/rewriter/index.ts'
import { limits } from '../../src/rewriter/limits.ts'
import { refusals, type RefusalCode } from '../../src/rewriter/refusal.ts'
import { assembleWat } from '../../src/testing/wat.ts'

/** A section of `count` equal entries. */
function listed(id: number, count: number, ...entry: number[]): Uint8Array {
  const payload = new Writer().u32(count).append(repeated(count, ...entry))
  return new Writer()
    .raw(...header)
    .byte(id)
    .sized(payload)
    .toBytes()
}

function code(module: () => Uint8Array): string {
  try {
    instrument(module())
    return 'accepted'
  } catch (error) {
    if (!isGridError(error)) throw error
    expect(error.details['feature']).toBe(refusals[error.code as RefusalCode].feature)
    expect(error.details['offset']).toBeTypeOf('number')
    expect(error.hint).toBeTypeOf('string')
    return error.code
  }
}

const wat = (text: string) => (): Uint8Array => assembleWat(`(module ${text})`)
const bytes =
  (...values: number[]) =>
  (): Uint8Array =>
    Uint8Array.from(values)
const types = (count: number, type: number): number[] => Array<number>(count).fill(type)

const cases: Record<RefusalCode, (() => Uint8Array)[]> = {
  WASM_NOT_A_MODULE: [
    bytes(),
    bytes(0, 0x61),
    () => new TextEncoder().encode('(module)'),
    () => new TextEncoder().encode('\x7fELF and so on'),
  ],
  WASM_COMPONENT: [bytes(0, 0x61, 0x73, 0x6d, 0x0d, 0, 1, 0)],
  WASM_VERSION: [bytes(0, 0x61, 0x73, 0x6d, 2, 0, 0, 0), bytes(0, 0x61, 0x73, 0x6d)],
  WASM_MALFORMED: [
    () => binary([1, 1, 0x60, 0]),
    () => binary([1, 1, 0x60, 0, 0, 0]),
    () => binary([3, 0], [1, 0]),
    () => binary([15, 0]),
    () => binary([1, 1, 0x60, 0, 0], [3, 1, 0]),
    () => withBody(0xff),
    () => withBody(0x41, 0x80, 0x80, 0x80, 0x80, 0x70, 0x1a),
    () => withBody(0xfc, 0x20),
    () => binary([7, 1, 2, 0xff, 0xff, 0, 0]),
  ],
  WASM_INVALID: [
    () => withBody(0x6a),
    () => withBody(0x41, 0),
    () => withBody(0x20, 0),
    () => withBody(0x23, 0),
    () => withBody(0x10, 9),
    () => withBody(0x0c, 9),
    () => withBody(0x42, 0, 0x45, 0x1a),
    () => withBody(0x28, 0, 0),
    () => binary([8, 0]),
  ],
  WASM_SIMD: [() => withBody(0xfd, 12), () => binary([1, 1, 0x60, 1, 0x7b, 0])],
  WASM_RELAXED_SIMD: [() => withBody(0xfd, 0x80, 2)],
  WASM_THREADS: [() => withBody(0xfe, 3), () => binary([5, 1, 3, 1, 1])],
  WASM_EXCEPTIONS: [
    () => withBody(0x08, 0),
    () => binary([13, 1, 0, 0]),
    () => withBody(0x1f, 0x40),
  ],
  WASM_TAIL_CALLS: [() => withBody(0x12, 0), () => withBody(0x13, 0, 0)],
  WASM_GC: [() => withBody(0xfb, 0), () => binary([1, 1, 0x5f, 0])],
  WASM_FUNCTION_REFERENCES: [() => withBody(0x14, 0), () => binary([1, 1, 0x60, 1, 0x63, 0])],
  WASM_STACK_SWITCHING: [() => withBody(0xe0, 0)],
  WASM_WIDE_ARITHMETIC: [() => withBody(0xfc, 19)],
  WASM_MEMORY64: [() => binary([5, 1, 4, 1])],
  WASM_MULTI_MEMORY: [() => binary([5, 2, 0, 1, 0, 1])],
  WASM_CUSTOM_PAGE_SIZES: [() => binary([5, 1, 8, 1, 0])],
  WASM_EXTENDED_CONST: [() => binary([6, 1, 0x7f, 0, 0x41, 1, 0x41, 1, 0x6a, 0x0b])],
  WASM_TABLE_GROW: [
    wat('(table 1 funcref) (func (drop (table.grow (ref.null func) (i32.const 1))))'),
  ],
  WASM_MEMORY_DISCARD: [() => withBody(0xfc, 18, 0)],
  WASM_IMPORT_KIND: [
    wat('(import "env" "memory" (memory 1))'),
    wat('(import "env" "table" (table 1 funcref))'),
    wat('(import "env" "global" (global i32))'),
  ],
  WASM_IMPORT_UNKNOWN: [
    wat('(import "env" "abort" (func))'),
    wat('(import "wasi_snapshot_preview1" "fd_fly" (func))'),
    wat('(import "wasi_unstable" "proc_exit" (func (param i32)))'),
    wat('(import "wasi_snapshot_preview1" "toString" (func))'),
  ],
  WASM_IMPORT_SIGNATURE: [
    wat('(import "wasi_snapshot_preview1" "proc_exit" (func))'),
    wat('(import "wasi_snapshot_preview1" "fd_seek" (func (param i32 i32 i32 i32) (result i32)))'),
  ],
  WASM_EXPORT_RESERVED: [
    wat('(func (export "pumasi:fuel"))'),
    () => instrument(assembleWat('(module)')).bytes,
  ],
  WASM_LIMIT_MODULE: [
    () => {
      const large = new Uint8Array(limits.moduleBytes + 1)
      large.set(header)
      return large
    },
  ],
  WASM_LIMIT_TYPES: [() => listed(1, limits.types + 1, 0x60, 0, 0)],
  WASM_LIMIT_ARITY: [
    () => binary([1, 1, 0x60, 0x81, 2, ...types(257, 0x7f), 0]),
    () => binary([1, 1, 0x60, 0, 0x81, 2, ...types(257, 0x7f)]),
  ],
  WASM_LIMIT_IMPORTS: [() => listed(2, limits.imports + 1, 0, 0, 0, 0)],
  WASM_LIMIT_FUNCTIONS: [() => listed(3, 100_000, 0)],
  WASM_LIMIT_TABLES: [
    () => listed(4, limits.tables + 1, 0x70, 0, 1),
    wat(`(table ${limits.tableEntries + 1} funcref)`),
  ],
  WASM_LIMIT_MEMORY: [() => binary([5, 1, 0, 0x81, 0x80, 4])],
  WASM_LIMIT_GLOBALS: [() => listed(6, limits.globals + 1, 0x7f, 0, 0x41, 0, 0x0b)],
  WASM_LIMIT_EXPORTS: [() => listed(7, limits.exports + 1, 0, 0, 0)],
  WASM_LIMIT_ELEMENTS: [
    () => listed(9, limits.elementSegments + 1, 1, 0, 0),
    wat(`(table 1 funcref) (elem func ${'$f '.repeat(limits.elementEntries + 1)}) (func $f)`),
  ],
  WASM_LIMIT_DATA: [() => listed(11, limits.dataSegments + 1, 1, 0)],
  WASM_LIMIT_NAME: [wat(`(func (export "${'n'.repeat(limits.nameBytes + 1)}"))`)],
  WASM_LIMIT_BODY: [() => withCode(repeated(7_000_000, 0x01))],
  WASM_LIMIT_LOCALS: [
    () => withCode(new Writer(), 50_000),
    () => withCode(new Writer(), limits.locals + 1),
    () => withCode(new Writer(), 0xffffffff),
    () => withFunctions(600, new Writer(), limits.locals),
  ],
  WASM_LIMIT_NESTING: [
    () => withCode(repeated(limits.nesting, 0x02, 0x40)),
    () => withCode(repeated(limits.loopNesting + 1, 0x03, 0x40)),
  ],
  WASM_LIMIT_OPERANDS: [() => withCode(repeated(limits.operands + 1, 0x41, 0))],
  WASM_LIMIT_BRANCHES: [
    () => {
      const table = new Writer().raw(0x41, 0, 0x0e).u32(limits.brTableTargets + 1)
      return withCode(table.append(repeated(limits.brTableTargets + 2, 0)))
    },
  ],
  WASM_LIMIT_MERGES: [
    () => withCode(repeated(2_000, 0x03, 0x40, 0x0b), limits.locals),
    () => withFunctions(40, repeated(120, 0x03, 0x40, 0x0b), limits.locals),
  ],
  WASM_LIMIT_LOOPS: [() => withCode(repeated(10_000, 0x03, 0x40, 0x0b))],
  WASM_LIMIT_INSTRUCTIONS: [() => withFunctions(13, repeated(1_000_000, 0x01))],
  WASM_LIMIT_STACK: [
    () => {
      const chain = Array.from({ length: 8 }, (_, at) => {
        const next = at < 7 ? `call $f${at + 1}` : ''
        return `(func $f${at} (local ${'i64 '.repeat(5000)}) ${next})`
      })
      return assembleWat(`(module ${chain.join('\n')})`)
    },
  ],
}

describe('every refusal', () => {
  for (const [expected, modules] of Object.entries(cases)) {
    it(expected, () => {
      expect(modules.map(code)).toEqual(modules.map(() => expected))
    })
  }

  it('names the import and its byte', () => {
    expect(() => instrument(wat('(import "env" "abort" (func))')())).toThrow(
      'found the import "env" "abort" at byte 17 of the module',
    )
  })
})

describe('what stands at a limit', () => {
  it('is accepted', () => {
    const modules = [
      withCode(new Writer(), limits.locals),
      withCode(repeated(limits.bodyBytes - 2, 0x01)),
      withCode(repeated(limits.nesting - 1, 0x02, 0x40).append(repeated(limits.nesting - 1, 0x0b))),
      listed(6, limits.globals, 0x7f, 0, 0x41, 0, 0x0b),
    ]
    for (const module of modules) expect(instrument(module).bytes.length).toBeGreaterThan(0)
  })
})

describe('damage', () => {
  it('never does more than refuse', () => {
    const original = assembleWat(`(module (memory 1) (table 2 funcref) (elem (i32.const 0) $f $f)
      (data (i32.const 8) "abc") (global (mut i32) (i32.const 1))
      (func $f (export "f") (param i32 f64) (result i32) (local i64)
        (loop $l (br_if $l (i32.eqz (local.get 0))))
        (block $a (block $b (br_table $a $b (local.get 0))))
        (f64.store (i32.const 0) (f64.add (local.get 1) (f64.const 1)))
        (call_indirect (param i32 f64) (result i32) (local.get 0) (local.get 1) (i32.const 1))))`)
    let refused = 0
    for (let length = 0; length < original.length; length += 1) {
      if (code(() => original.slice(0, length)) !== 'accepted') refused += 1
    }
    expect(refused).toBeGreaterThan(original.length - 5)
    for (let at = 8; at < original.length; at += 1) {
      for (const flip of [1, 0x80, 0xff]) {
        const damaged = original.map((byte, index) => (index === at ? byte ^ flip : byte))
        if (code(() => damaged) !== 'accepted') continue
        expect(engine.validate(damaged), `byte ${at}, ${flip}`).toBe(true)
        expect(engine.validate(instrument(damaged).bytes), `byte ${at}, ${flip}`).toBe(true)
      }
    }
  })
})
