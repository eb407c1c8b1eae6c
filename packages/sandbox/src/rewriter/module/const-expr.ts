/** Constant expressions: initial values of globals, offsets and elements of segments. */
import { Op } from '../binary/opcodes.ts'
import type { Reader } from '../binary/reader.ts'
import { ANY, F32, F64, FUNCREF, I32, I64, typeName } from '../binary/values.ts'
import { refuse } from '../refusal.ts'
import { noteReference, type Module } from './model.ts'
import { readReferenceType } from './types.ts'

/** One instruction of a constant expression; gives the type it pushes. */
function constant(module: Module, reader: Reader): number {
  const offset = reader.at
  const op = reader.byte()
  switch (op) {
    case Op.i32Const:
      reader.s32()
      return I32
    case Op.i64Const:
      reader.skipS64()
      return I64
    case Op.f32Const:
      reader.skip(4)
      return F32
    case Op.f64Const:
      reader.skip(8)
      return F64
    case Op.refNull:
      return readReferenceType(reader)
    case Op.refFunc: {
      const index = reader.u32()
      if (index >= module.functions.length) {
        refuse('WASM_INVALID', offset, `ref.func ${index} of ${module.functions.length} functions`)
      }
      noteReference(module, index, offset + 1, reader.at)
      return FUNCREF
    }
    case Op.globalGet: {
      const index = reader.u32()
      const global = module.globals[index]
      if (global === undefined || global.mutable || index >= module.importedGlobals) {
        refuse('WASM_INVALID', offset, `global.get ${index}, which is not an imported constant,`)
      }
      return global.type
    }
    case Op.i32Add:
    case Op.i32Sub:
    case 0x6c:
    case Op.i64Add:
    case Op.i64Sub:
    case Op.i64Mul:
      return refuse('WASM_EXTENDED_CONST', offset, 'arithmetic in a constant expression')
    case 0xfb:
      return refuse('WASM_GC', offset, 'a garbage-collected value')
    case 0xfd:
      return refuse('WASM_SIMD', offset, 'a v128 constant')
    default:
      refuse('WASM_INVALID', offset, `opcode 0x${op.toString(16)} in a constant expression`)
  }
}

/** Reads a constant expression with its `end`, and requires its type. */
export function readConstExpr(module: Module, reader: Reader, expected: number): void {
  const offset = reader.at
  let count = 0
  let found = ANY
  while (reader.bytes[reader.at] !== Op.end) {
    found = constant(module, reader)
    count += 1
  }
  reader.byte()
  if (count !== 1 || found !== expected) {
    const values = count === 1 ? typeName(found) : `${count} values`
    refuse('WASM_INVALID', offset, `${values} where one ${typeName(expected)} is expected`)
  }
}
