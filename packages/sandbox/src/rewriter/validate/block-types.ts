/** Block types: the parameters and results that one number of the binary format stands for. */
import { EMPTY_BLOCK, F32, F64, FUNCREF, I32, I64, EXTERNREF } from '../binary/values.ts'
import type { FuncType, Module } from '../module/model.ts'
import { valueType } from '../module/types.ts'
import { refuse } from '../refusal.ts'

/** No types at all. */
export const none = new Uint8Array(0)
const empty: FuncType = { params: none, results: none }
const singles = new Map<number, FuncType>(
  [I32, I64, F32, F64, FUNCREF, EXTERNREF].map((type) => [
    type,
    { params: none, results: Uint8Array.of(type) },
  ]),
)

/** Parameters and results of a block type as the signed number that encodes it. */
export function blockType(module: Module, encoded: number, offset: number): FuncType {
  if (encoded === EMPTY_BLOCK) return empty
  if (encoded < 0) return singles.get(valueType(encoded + 128, offset)) as FuncType
  const type = module.types[encoded]
  if (type === undefined) refuse('WASM_INVALID', offset, `type ${encoded}, which is not there,`)
  return type
}

/** True for the same types in the same order. */
export const sameTypes = (one: Uint8Array, other: Uint8Array): boolean =>
  one.length === other.length && one.every((type, index) => type === other[index])
