/** Repairs of NaN: which operations may need one, and which one is put behind them. */
import { Op } from '../binary/opcodes.ts'

/** What to put behind an instruction; the values are those of {@link Repair}. */
export const Repair = {
  none: 0,
  positive32: 1,
  negative32: 2,
  positive64: 3,
  negative64: 4,
} as const

/** The repair that gives the canonical NaN, or the negative one. */
export function repairOf(single: boolean, negative: boolean): number {
  if (single) return negative ? Repair.negative32 : Repair.positive32
  return negative ? Repair.negative64 : Repair.positive64
}

/** True for an operation whose result may be an arithmetic NaN. */
export function isArithmetic(op: number): boolean {
  if (op < Op.f32Ceil) return false
  if (op <= Op.f32Max) return true
  if (op < Op.f64Ceil) return false
  return op <= Op.f64Max || op === Op.f32DemoteF64 || op === Op.f64PromoteF32
}
