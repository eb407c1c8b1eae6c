/** Functions that the fast meter adds: charges by size, and memory growth. */
import { Op } from '../binary/opcodes.ts'
import { I32, I64 } from '../binary/values.ts'
import { Writer } from '../binary/writer.ts'
import { BULK_BYTES_SHIFT, PAGE_FUEL, TABLE_ENTRY_FUEL } from '../fuel-schedule.ts'
import { addedGlobals, stopReasons } from '../module/assemble.ts'
import type { Module } from '../module/model.ts'

/** Sets the reason and traps. */
export function writeStop(out: Writer, module: Module, reason: number): void {
  out.raw(Op.i32Const, reason, Op.globalSet).u32(addedGlobals(module).stop).byte(Op.unreachable)
}

/** From fuel on the stack on: subtracts it from the global and stops below zero. */
function writeCharge(out: Writer, module: Module, temporary: number): void {
  const { fuel } = addedGlobals(module)
  out.byte(Op.localSet).u32(temporary).byte(Op.globalGet).u32(fuel)
  out.byte(Op.localGet).u32(temporary).byte(Op.i64Sub).byte(Op.localTee).u32(temporary)
  out.byte(Op.globalSet).u32(fuel).byte(Op.localGet).u32(temporary)
  out.raw(Op.i64Const, 0, Op.i64LtS, Op.if, 0x40)
  writeStop(out, module, stopReasons.fuel)
  out.byte(Op.end)
}

/** Body of `bytes(count: i32) -> i32`: charges for moving `count` bytes and gives it back. */
export function bytesBody(module: Module): Writer {
  const out = new Writer().raw(1, 1, I64, Op.localGet, 0, Op.i64ExtendI32U)
  out.raw(Op.i64Const, BULK_BYTES_SHIFT, Op.i64ShrU)
  writeCharge(out, module, 1)
  return out.raw(Op.localGet, 0, Op.end)
}

/** Body of `entries(count: i32) -> i32`: charges for moving `count` table entries. */
export function entriesBody(module: Module): Writer {
  const out = new Writer().raw(1, 1, I64, Op.localGet, 0, Op.i64ExtendI32U)
  out.byte(Op.i64Const).signed(TABLE_ENTRY_FUEL).byte(Op.i64Mul)
  writeCharge(out, module, 1)
  return out.raw(Op.localGet, 0, Op.end)
}

/**
 * Body of `grow(pages: i32) -> i32`. Up to the smaller of the declared maximum and the host's it
 * succeeds or the machine has failed; beyond, it gives -1 and charges nothing for pages.
 */
export function growBody(module: Module): Writer {
  const { memoryMaxPages } = addedGlobals(module)
  const out = new Writer().raw(2, 1, I64, 1, I32)
  // local 1: pages wanted in the end; local 2: the limit, then the answer.
  out.byte(Op.globalGet).u32(memoryMaxPages).raw(Op.localTee, 2, Op.i32Const)
  out.signed(module.memory?.max ?? 0).raw(Op.i32GtU, Op.if, 0x40, Op.i32Const)
  out.signed(module.memory?.max ?? 0).raw(Op.localSet, 2, Op.end)
  out.raw(Op.memorySize, 0, Op.i64ExtendI32U, Op.localGet, 0, Op.i64ExtendI32U, Op.i64Add)
  out.raw(Op.localGet, 2, Op.i64ExtendI32U, Op.i64GtU)
  out.raw(Op.if, 0x40, Op.i32Const, 0x7f, Op.return, Op.end)
  out.raw(Op.localGet, 0, Op.i64ExtendI32U, Op.i64Const).signed(PAGE_FUEL).byte(Op.i64Mul)
  writeCharge(out, module, 1)
  out.raw(Op.localGet, 0, Op.memoryGrow, 0, Op.localTee, 2, Op.i32Const, 0, Op.i32LtS, Op.if, 0x40)
  writeStop(out, module, stopReasons.growth)
  return out.raw(Op.end, Op.localGet, 2, Op.end)
}
