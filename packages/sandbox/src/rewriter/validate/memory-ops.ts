/** Validation of operations on memory and tables: loads, stores, size, growth and bulk. */
import { alignment, first, Op, PREFIX_FC, result, second } from '../binary/opcodes.ts'
import type { Reader } from '../binary/reader.ts'
import { I32 } from '../binary/values.ts'
import type { Module, TableType } from '../module/model.ts'
import { refuse } from '../refusal.ts'
import type { Operands } from './operands.ts'
import { refusePrefixed } from './refuse-opcode.ts'

export function requireMemory(module: Module, offset: number): void {
  if (module.memory === undefined) refuse('WASM_INVALID', offset, 'memory access without a memory')
}

export function table(module: Module, index: number, offset: number): TableType {
  const found = module.tables[index]
  if (found === undefined) refuse('WASM_INVALID', offset, `table ${index}, which is not there,`)
  return found
}

/** The memory index of an instruction: one zero byte, or several memories would be in use. */
export function readMemoryIndex(reader: Reader): void {
  const at = reader.at
  if (reader.byte() !== 0) refuse('WASM_MULTI_MEMORY', at, 'a memory index that is not zero')
}

/** A load or store with its alignment and offset. */
export function access(
  op: number,
  offset: number,
  module: Module,
  reader: Reader,
  stack: Operands,
): void {
  requireMemory(module, offset)
  const at = reader.at
  const align = reader.u32()
  if (align >= 64 && align < 128) refuse('WASM_MULTI_MEMORY', at, 'a memory index')
  if (align > (alignment[op] as number)) refuse('WASM_INVALID', at, `an alignment of 2^${align}`)
  reader.u32()
  stack.pop(second[op] as number, offset)
  if (first[op] !== 0) stack.pop(first[op] as number, offset)
  if (result[op] !== 0) stack.push(result[op] as number, offset)
}

/** Pops `count` addresses and lengths. */
function popAddresses(stack: Operands, count: number, offset: number): void {
  for (let left = count; left > 0; left -= 1) stack.pop(I32, offset)
}

function dataIndex(module: Module, reader: Reader, offset: number): void {
  const index = reader.u32()
  if (module.dataCount === undefined) {
    refuse('WASM_MALFORMED', offset, 'a data segment index without a data count section')
  }
  if (index >= module.dataCount) refuse('WASM_INVALID', offset, `data segment ${index}`)
}

function elementType(module: Module, reader: Reader, offset: number): number {
  const type = module.elements[reader.u32()]
  if (type === undefined) refuse('WASM_INVALID', offset, 'an element segment which is not there')
  return type
}

/** An operation behind the prefix 0xfc from 8 on; gives its number, {@link PREFIX_FC} added. */
export function bulk(
  sub: number,
  offset: number,
  module: Module,
  reader: Reader,
  stack: Operands,
): void {
  const op = sub + PREFIX_FC
  if (op >= Op.memoryInit && op <= Op.memoryFill) requireMemoryOrDrop(op, module, offset)
  switch (op) {
    case Op.memoryInit:
      dataIndex(module, reader, offset)
      readMemoryIndex(reader)
      return popAddresses(stack, 3, offset)
    case Op.dataDrop:
      return dataIndex(module, reader, offset)
    case Op.memoryCopy:
      readMemoryIndex(reader)
      readMemoryIndex(reader)
      return popAddresses(stack, 3, offset)
    case Op.memoryFill:
      readMemoryIndex(reader)
      return popAddresses(stack, 3, offset)
    case Op.tableInit: {
      const type = elementType(module, reader, offset)
      if (table(module, reader.u32(), offset).type !== type) {
        refuse('WASM_INVALID', offset, 'elements of another type than the table')
      }
      return popAddresses(stack, 3, offset)
    }
    case Op.elemDrop:
      elementType(module, reader, offset)
      return
    case Op.tableCopy:
      if (table(module, reader.u32(), offset).type !== table(module, reader.u32(), offset).type) {
        refuse('WASM_INVALID', offset, 'a copy between tables of different types')
      }
      return popAddresses(stack, 3, offset)
    case Op.tableSize:
      table(module, reader.u32(), offset)
      return stack.push(I32, offset)
    case Op.tableFill: {
      const { type } = table(module, reader.u32(), offset)
      stack.pop(I32, offset)
      stack.pop(type, offset)
      stack.pop(I32, offset)
      return
    }
    default:
      refusePrefixed(sub, offset)
  }
}

function requireMemoryOrDrop(op: number, module: Module, offset: number): void {
  if (op !== Op.dataDrop) requireMemory(module, offset)
}
