/** Code that puts the canonical NaN in place of a NaN on the top of the stack. */
import { Op } from '../binary/opcodes.ts'
import type { Writer } from '../binary/writer.ts'
import { Added, type AddedLocals } from './locals.ts'
import { Repair } from './nan-repairs.ts'

/** Indices of the constant globals that hold the canonical NaN. */
export interface NanGlobals {
  readonly nan32: number
  readonly nan64: number
}

/** Writes the repair of a kind of {@link Repair} other than none. */
export function writeRepair(out: Writer, kind: number, locals: AddedLocals, nan: NanGlobals): void {
  const single = kind === Repair.positive32 || kind === Repair.negative32
  const local = locals.index(single ? Added.nan32 : Added.nan64)
  out.byte(Op.localTee).u32(local)
  out.byte(Op.globalGet).u32(single ? nan.nan32 : nan.nan64)
  if (kind === Repair.negative32) out.byte(Op.f32Neg)
  if (kind === Repair.negative64) out.byte(Op.f64Neg)
  out.byte(Op.localGet).u32(local).byte(Op.localGet).u32(local)
  out.raw(single ? Op.f32Eq : Op.f64Eq, Op.select)
}
