/** Pieces of code that the reference meter inserts. */
import { Op } from '../binary/opcodes.ts'
import { F32, F64, I32 } from '../binary/values.ts'
import { Writer } from '../binary/writer.ts'
import { PAGE_FUEL } from '../fuel-schedule.ts'
import { addedGlobals, stopReasons } from '../module/assemble.ts'
import type { Module } from '../module/model.ts'

/** Ends the run, saying why. */
export function stop(out: Writer, module: Module, reason: number): void {
  out.raw(Op.i32Const, reason, Op.globalSet).u32(addedGlobals(module).stop).byte(Op.unreachable)
}

/** Body of `charge(fuel: i64)`: subtract, and stop below zero. */
export function chargeBody(module: Module): Writer {
  const { fuel } = addedGlobals(module)
  const out = new Writer().byte(0)
  out.byte(Op.globalGet).u32(fuel).raw(Op.localGet, 0, Op.i64Sub, Op.globalSet).u32(fuel)
  out.byte(Op.globalGet).u32(fuel).raw(Op.i64Const, 0, Op.i64LtS, Op.if, 0x40)
  stop(out, module, stopReasons.fuel)
  return out.raw(Op.end, Op.end)
}

/** Body of `grow(pages: i32) -> i32`: as memory.grow, but it succeeds or the machine failed. */
export function growBody(module: Module, charge: number): Writer {
  const { memoryMaxPages } = addedGlobals(module)
  const declared = module.memory?.max ?? 0
  const out = new Writer().raw(1, 1, I32)
  // Beyond the declared maximum or the host's: -1, as the specification has it.
  out.raw(Op.memorySize, 0, Op.i64ExtendI32U, Op.localGet, 0, Op.i64ExtendI32U, Op.i64Add)
  out.byte(Op.globalGet).u32(memoryMaxPages).byte(Op.i32Const).signed(declared)
  out.byte(Op.globalGet).u32(memoryMaxPages).byte(Op.i32Const).signed(declared)
  out.raw(0x49, Op.select, Op.i64ExtendI32U, Op.i64GtU)
  out.raw(Op.if, 0x40, Op.i32Const, 0x7f, Op.return, Op.end)
  out.raw(Op.localGet, 0, Op.i64ExtendI32U, Op.i64Const).signed(PAGE_FUEL)
  out.raw(Op.i64Mul, Op.call).u32(charge)
  out.raw(Op.localGet, 0, Op.memoryGrow, 0)
  // Others may have bounded a memory that is theirs: then no machine has failed.
  if (module.importedMemory) return out.byte(Op.end)
  out.raw(Op.localTee, 1, Op.i32Const, 0x7f, 0x46, Op.if, 0x40)
  stop(out, module, stopReasons.growth)
  return out.raw(Op.end, Op.localGet, 1, Op.end)
}

/** Puts the canonical NaN in place of any NaN on the top of the stack, by way of a local. */
export function canonical(out: Writer, type: number, local: number): void {
  out.byte(Op.localTee).u32(local)
  if (type === F32) out.raw(Op.f32Const, 0, 0, 0xc0, 0x7f)
  else out.raw(Op.f64Const, 0, 0, 0, 0, 0, 0, 0xf8, 0x7f)
  out.byte(Op.localGet).u32(local).byte(Op.localGet).u32(local)
  out.raw(type === F32 ? Op.f32Eq : Op.f64Eq, Op.select)
}

/** The type of an operation's result when it may be an arithmetic NaN, else 0. */
export function arithmeticResult(op: number): number {
  if (op >= 0x8d && op <= 0x97) return F32
  if (op >= 0x9b && op <= 0xa5) return F64
  if (op === Op.f32DemoteF64) return F32
  return op === Op.f64PromoteF32 ? F64 : 0
}
