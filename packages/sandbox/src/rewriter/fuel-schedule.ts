/**
 * What each instruction costs: the one table, with the reason behind every weight. Fuel is part of
 * what the grid commits to, so a change here raises FUEL_SCHEDULE_VERSION.
 *
 * One unit is the time of one i32.add in V8's optimised code that waits for the one before
 * (0.27 ns where this was measured, 11/2026, Node 24.21, by `nx run sandbox:bench:weights`). Most
 * instructions overlap with their neighbours, so those that pipeline weigh 1 although they take 3
 * or 4 units when waited for (mul, float add and mul, load), and only those that keep a unit of the
 * processor busy weigh more.
 */
import { Op, OPCODES } from './binary/opcodes.ts'

export const FUEL_SCHEDULE_VERSION = 1

/** Weight, the operations that have it, and what was measured for them in units. */
const schedule: readonly (readonly [weight: number, operations: readonly number[]])[] = [
  // Structure does nothing by itself; every branch weighs at least 1, so that no cycle is free.
  [0, [Op.nop, Op.block, Op.loop, Op.else, Op.end]],
  // A bounds check and a jump by table; hardly anything when predicted.
  [2, [Op.brTable]],
  // 6.3 and 7.2 with a callee that returns at once, which pays 1 for that itself.
  [5, [Op.call]],
  [8, [Op.callIndirect]],
  // Integer division and remainder: 9.0 to 10.1, the divider does not pipeline.
  [10, [0x6d, 0x6e, 0x6f, 0x70, 0x7f, 0x80, 0x81, 0x82]],
  // Float division: 13.1 waited for, a new one every 4 to 8.
  [6, [0x95, 0xa3]],
  // Square root: 21.2 waited for, a new one every 6 to 12.
  [8, [0x91, 0x9f]],
  // Float to integer with its range check: 12, half of it overlaps.
  [4, [0xa8, 0xa9, 0xaa, 0xab, 0xae, 0xaf, 0xb0, 0xb1, ...range(Op.truncSat, 8)]],
  // A call into the engine: memory.copy 19 for 16 bytes, memory.fill 17, but up to 400 for none.
  [64, [Op.memoryInit, Op.memoryCopy, Op.memoryFill, Op.dataDrop, Op.elemDrop]],
  [64, [Op.tableInit, Op.tableCopy, Op.tableFill]],
  // 138: the engine keeps the call targets of tables up to date.
  [128, [Op.tableSet]],
  // 2,900 to 4,600 for growing by nothing.
  [4096, [Op.memoryGrow]],
]

/** Fuel of each opcode, charged before it executes; sizes of bulk operations come on top. */
export const weights: Uint16Array = new Uint16Array(OPCODES).fill(1)
for (const [weight, operations] of schedule) for (const op of operations) weights[op] = weight

/** True for an operation that costs by size on top of its weight. */
export const chargesBySize = (op: number): boolean =>
  op === Op.memoryGrow || op === Op.memoryInit || (op > Op.dataDrop && !unsized.has(op))
const unsized: ReadonlySet<number> = new Set([Op.elemDrop, Op.tableSize, OPCODES])

/** On top of a call, when the callee is the host: leaving and entering JavaScript. */
export const HOST_CALL_FUEL = 32
/**
 * Bytes that one unit moves in memory.copy, memory.fill and memory.init, as a shift: 8. Measured 12
 * to 19 bytes a unit inside the caches; memory itself gives about 3.
 */
export const BULK_BYTES_SHIFT = 3
/** For each table entry that is copied, filled or initialised: 157 to 255 measured. */
export const TABLE_ENTRY_FUEL = 256
/** For each page that memory.grow adds: the first touch of 16 hardware pages at 0.25 us or more. */
export const PAGE_FUEL = 16_384
/** Locals that one unit clears at the entry of a function, as a shift: 8, a cache line. */
const LOCALS_SHIFT = 3

/** Fuel at the entry of a function for clearing its declared locals. */
export const entryFuel = (declaredLocals: number): number => declaredLocals >> LOCALS_SHIFT

function range(from: number, count: number): number[] {
  return Array.from({ length: count }, (_, index) => from + index)
}
