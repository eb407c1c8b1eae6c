/** Element and data segments. */
import type { Reader } from '../binary/reader.ts'
import { FUNCREF, I32 } from '../binary/values.ts'
import { limits } from '../limits.ts'
import { bound, refuse } from '../refusal.ts'
import { readConstExpr } from './const-expr.ts'
import { noteReference, type Module } from './model.ts'
import { readReferenceType } from './types.ts'

/** Reads one element segment; gives how many entries it has. */
export function readElement(module: Module, reader: Reader): number {
  const offset = reader.at
  const flags = reader.u32()
  if (flags > 7) refuse('WASM_MALFORMED', offset, `an element segment with flags ${flags}`)
  const active = (flags & 1) === 0
  const explicit = (flags & 2) !== 0
  const expressions = (flags & 4) !== 0
  const tableIndex = active && explicit ? reader.u32() : 0
  if (active) readConstExpr(module, reader, I32)
  let type = FUNCREF
  if (flags % 4 !== 0) {
    if (expressions) type = readReferenceType(reader)
    else if (reader.byte() !== 0) refuse('WASM_MALFORMED', reader.at - 1, 'an unknown element kind')
  }
  if (active) {
    const table = module.tables[tableIndex]
    if (table === undefined)
      refuse('WASM_INVALID', offset, `table ${tableIndex}, which is not there,`)
    if (table.type !== type)
      refuse('WASM_INVALID', offset, 'elements of another type than the table')
  }
  const count = reader.u32()
  bound('WASM_LIMIT_ELEMENTS', offset, count, limits.elementEntries)
  for (let entry = 0; entry < count; entry += 1) {
    if (expressions) {
      readConstExpr(module, reader, type)
      continue
    }
    const at = reader.at
    const index = reader.u32()
    if (index >= module.functions.length) {
      refuse('WASM_INVALID', at, `function ${index}, which is not there,`)
    }
    noteReference(module, index, at, reader.at)
  }
  module.elements.push(type)
  return count
}

/** Reads one data segment. */
export function readData(module: Module, reader: Reader): void {
  const offset = reader.at
  const flags = reader.u32()
  if (flags > 2) refuse('WASM_MALFORMED', offset, `a data segment with flags ${flags}`)
  if (flags !== 1) {
    const memoryIndex = flags === 2 ? reader.u32() : 0
    if (memoryIndex !== 0) refuse('WASM_MULTI_MEMORY', offset, `memory ${memoryIndex}`)
    if (module.memory === undefined) refuse('WASM_INVALID', offset, 'data without a memory')
    readConstExpr(module, reader, I32)
  }
  reader.skip(reader.u32())
}
