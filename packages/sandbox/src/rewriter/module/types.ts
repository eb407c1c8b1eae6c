/** Types as the binary format writes them: values, references, functions, limits. */
import type { Reader } from '../binary/reader.ts'
import { EXTERNREF, F64, FUNCREF, I32, isReference } from '../binary/values.ts'
import { limits } from '../limits.ts'
import { bound, refuse } from '../refusal.ts'
import type { FuncType, GlobalType, Module, TableType } from './model.ts'

/** Refuses a type byte that is not allowed, by the name of the proposal it belongs to. */
function refuseType(byte: number, offset: number): never {
  if (byte === 0x7b) refuse('WASM_SIMD', offset, 'the type v128')
  if (byte === 0x69 || byte === 0x74) refuse('WASM_EXCEPTIONS', offset, 'an exception type')
  if (byte === 0x68 || byte === 0x75) refuse('WASM_STACK_SWITCHING', offset, 'a continuation type')
  if (byte === 0x63 || byte === 0x64) {
    refuse('WASM_FUNCTION_REFERENCES', offset, 'a typed reference')
  }
  const gc = [0x78, 0x77, 0x73, 0x72, 0x71, 0x6e, 0x6d, 0x6c, 0x6b, 0x6a]
  if (gc.includes(byte)) refuse('WASM_GC', offset, 'a garbage-collected type')
  refuse('WASM_MALFORMED', offset, `an unknown value type 0x${byte.toString(16)}`)
}

/** A value type from its byte. */
export function valueType(byte: number, offset: number): number {
  if (byte >= F64 && byte <= I32) return byte
  if (byte === FUNCREF || byte === EXTERNREF) return byte
  refuseType(byte, offset)
}

export function readValueType(reader: Reader): number {
  const offset = reader.at
  return valueType(reader.byte(), offset)
}

export function readReferenceType(reader: Reader): number {
  const offset = reader.at
  const type = valueType(reader.byte(), offset)
  if (!isReference(type)) refuse('WASM_MALFORMED', offset, 'a value type in place of a reference')
  return type
}

function readResult(reader: Reader, limit: number): Uint8Array {
  const offset = reader.at
  const count = reader.u32()
  bound('WASM_LIMIT_ARITY', offset, count, limit)
  const types = new Uint8Array(count)
  for (let index = 0; index < count; index += 1) types[index] = readValueType(reader)
  return types
}

export function readFuncType(reader: Reader): FuncType {
  const offset = reader.at
  const form = reader.byte()
  if (form === 0x4e || form === 0x4f || form === 0x50 || form === 0x5e || form === 0x5f) {
    refuse('WASM_GC', offset, 'a garbage-collected type')
  }
  if (form === 0x5d) refuse('WASM_STACK_SWITCHING', offset, 'a continuation type')
  if (form !== 0x60) refuse('WASM_MALFORMED', offset, `a type of form 0x${form.toString(16)}`)
  const params = readResult(reader, limits.params)
  return { params, results: readResult(reader, limits.results) }
}

export function readGlobalType(reader: Reader): GlobalType {
  const type = readValueType(reader)
  const offset = reader.at
  const mutability = reader.byte()
  if (mutability > 1) refuse('WASM_MALFORMED', offset, `mutability ${mutability}`)
  return { type, mutable: mutability === 1 }
}

/** `min` and the optional `max` of a table or memory. */
function readLimits(reader: Reader): { min: number; max: number | undefined } {
  const offset = reader.at
  const flags = reader.byte()
  if (flags > 15) refuse('WASM_MALFORMED', offset, `limits with flags ${flags}`)
  if ((flags & 8) !== 0) refuse('WASM_CUSTOM_PAGE_SIZES', offset, 'a custom page size')
  if ((flags & 4) !== 0) refuse('WASM_MEMORY64', offset, 'a 64-bit index type')
  if ((flags & 2) !== 0) refuse('WASM_THREADS', offset, 'shared memory')
  const min = reader.u32()
  const max = flags === 1 ? reader.u32() : undefined
  if (max !== undefined && max < min) {
    refuse('WASM_INVALID', offset, `a minimum of ${min} over the maximum of ${max}`)
  }
  return { min, max }
}

export function readTableType(reader: Reader, module: Module): TableType {
  const offset = reader.at
  if (reader.bytes[offset] === 0x40) {
    refuse('WASM_FUNCTION_REFERENCES', offset, 'a table with an initialiser')
  }
  const type = readReferenceType(reader)
  const { min } = readLimits(reader)
  bound('WASM_LIMIT_TABLES', offset, module.tables.length + 1, limits.tables)
  bound('WASM_LIMIT_TABLES', offset, min, limits.tableEntries)
  return { type, min }
}

export function readMemory(reader: Reader, module: Module): void {
  const offset = reader.at
  if (module.memory !== undefined) refuse('WASM_MULTI_MEMORY', offset, 'a second memory')
  const { min, max = limits.memoryPages } = readLimits(reader)
  bound('WASM_LIMIT_MEMORY', offset, Math.max(min, max), limits.memoryPages)
  module.memory = { min, max }
}
