/**
 * What each instruction costs. One unit is about the time of an i32.add in optimised code. Fuel is
 * part of what the grid commits to, so a change here raises FUEL_SCHEDULE_VERSION.
 */
import { Op, OPCODES, PREFIX_FC } from './binary/opcodes.ts'

export const FUEL_SCHEDULE_VERSION = 1

/** Fuel of each opcode, charged before it executes; sizes of bulk operations come on top. */
export const weights: Uint16Array = new Uint16Array(OPCODES).fill(1)

const set = (weight: number, ...opcodes: number[]): void => {
  for (const op of opcodes) weights[op] = weight
}

// Structure costs nothing by itself: what it does is done by the branches, each at least 1.
set(0, Op.nop, Op.block, Op.loop, Op.else, Op.end)
set(2, Op.brTable)
set(3, Op.call)
set(6, Op.callIndirect)
// i32 and i64 division and remainder.
set(8, 0x6d, 0x6e, 0x6f, 0x70)
set(10, 0x7f, 0x80, 0x81, 0x82)
// Float division and square root.
set(4, 0x95, 0xa3, 0x91, 0x9f)
set(16, Op.memoryInit, Op.memoryCopy, Op.memoryFill, Op.tableInit, Op.tableCopy, Op.tableFill)
set(64, Op.memoryGrow)
set(4, PREFIX_FC + 9, PREFIX_FC + 13)

/** On top of a call, when the callee is the host. */
export const HOST_CALL_FUEL = 32
/** Bytes that one unit of fuel moves in memory.copy, memory.fill and memory.init, as a shift. */
export const BULK_BYTES_SHIFT = 3
/** Fuel for each table entry that is copied, filled or initialised. */
export const TABLE_ENTRY_FUEL = 2
/** Fuel for each page that memory.grow adds. */
export const PAGE_FUEL = 4096
/** Locals that one unit of fuel clears at the entry of a function, as a shift. */
export const LOCALS_SHIFT = 3

/** Fuel at the entry of a function for clearing its declared locals. */
export const entryFuel = (declaredLocals: number): number => declaredLocals >> LOCALS_SHIFT
