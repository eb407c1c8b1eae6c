/** Functions that the fast meter adds: charges by size, memory growth, the end of fuel or stack. */
import { Op } from '../binary/opcodes.ts'
import { F64, I32, I64 } from '../binary/values.ts'
import { Writer } from '../binary/writer.ts'
import { BULK_BYTES_SHIFT, PAGE_FUEL, TABLE_ENTRY_FUEL } from '../fuel-schedule.ts'
import { addedGlobals, stopReasons, type TypeTable } from '../module/assemble.ts'
import type { Module } from '../module/model.ts'
import type { AddedFunctions } from './doors.ts'

/** Sets the reason and traps. */
export function writeStop(out: Writer, module: Module, reason: number): void {
  out.raw(Op.i32Const, reason, Op.globalSet).u32(addedGlobals(module).stop).byte(Op.unreachable)
}

/** From fuel to charge on the stack on: leaves the counter, local 1, less that; stops below 0. */
function writeCharge(out: Writer, module: Module): void {
  out.raw(Op.localSet, 2, Op.localGet, 1, Op.localGet, 2, Op.i64Sub, Op.localTee, 1)
  out.raw(Op.i64Const, 0, Op.i64LtS, Op.if, 0x40)
  writeStop(out, module, stopReasons.fuel)
  out.raw(Op.end)
}

/** Body of `bytes(count: i32, fuel: i64) -> (i32, i64)`: charges for moving `count` bytes. */
function bytesBody(module: Module): Writer {
  const out = new Writer().raw(1, 1, I64, Op.localGet, 0, Op.i64ExtendI32U)
  out.raw(Op.i64Const, BULK_BYTES_SHIFT, Op.i64ShrU)
  writeCharge(out, module)
  return out.raw(Op.localGet, 0, Op.localGet, 1, Op.end)
}

/** Body of `entries(count: i32, fuel: i64) -> (i32, i64)`: charges for `count` table entries. */
function entriesBody(module: Module): Writer {
  const out = new Writer().raw(1, 1, I64, Op.localGet, 0, Op.i64ExtendI32U)
  out.byte(Op.i64Const).signed(TABLE_ENTRY_FUEL).byte(Op.i64Mul)
  writeCharge(out, module)
  return out.raw(Op.localGet, 0, Op.localGet, 1, Op.end)
}

/**
 * Body of `grow(pages: i32, fuel: i64) -> (i32, i64)`. Up to the smaller of the declared maximum
 * and the host's it succeeds or the machine has failed; beyond, it gives -1 and charges nothing
 * for pages. An imported memory may be bounded by others, so its failure is an answer.
 */
function growBody(module: Module): Writer {
  const { memoryMaxPages } = addedGlobals(module)
  const out = new Writer().raw(2, 1, I64, 1, I32)
  // local 3: the limit, then the answer.
  out.byte(Op.globalGet).u32(memoryMaxPages).raw(Op.localTee, 3, Op.i32Const)
  out.signed(module.memory?.max ?? 0).raw(Op.i32GtU, Op.if, 0x40, Op.i32Const)
  out.signed(module.memory?.max ?? 0).raw(Op.localSet, 3, Op.end)
  out.raw(Op.memorySize, 0, Op.i64ExtendI32U, Op.localGet, 0, Op.i64ExtendI32U, Op.i64Add)
  out.raw(Op.localGet, 3, Op.i64ExtendI32U, Op.i64GtU)
  out.raw(Op.if, 0x40, Op.i32Const, 0x7f, Op.localGet, 1, Op.return, Op.end)
  out.raw(Op.localGet, 0, Op.i64ExtendI32U, Op.i64Const).signed(PAGE_FUEL).byte(Op.i64Mul)
  writeCharge(out, module)
  out.raw(Op.localGet, 0, Op.memoryGrow, 0)
  if (!module.importedMemory) {
    out.raw(Op.localTee, 3, Op.i32Const, 0, Op.i32LtS, Op.if, 0x40)
    writeStop(out, module, stopReasons.growth)
    out.raw(Op.end, Op.localGet, 3)
  }
  return out.raw(Op.localGet, 1, Op.end)
}

/** Body of `looked(sum: f64)`: stops when the sum is NaN. */
function lookedBody(module: Module): Writer {
  const out = new Writer().raw(0, Op.localGet, 0, Op.localGet, 0, Op.f64Ne, Op.if, 0x40)
  writeStop(out, module, stopReasons.nan)
  return out.raw(Op.end, Op.end)
}

/** Body of `summed(sum: f64)`: fuel is spent, unless the sum is NaN. */
function summedBody(module: Module): Writer {
  const out = new Writer().raw(0, Op.i32Const, stopReasons.nan, Op.i32Const, stopReasons.fuel)
  out.raw(Op.localGet, 0, Op.localGet, 0, Op.f64Ne, Op.select)
  return out.byte(Op.globalSet).u32(addedGlobals(module).stop).raw(Op.unreachable, Op.end)
}

/** Body of `deepSummed(sum: f64, fuel: i64, stack: i64)`: as `exhausted`, unless that is NaN. */
function deepSummedBody(looked: number, exhausted: number): Writer {
  const out = new Writer().raw(0, Op.localGet, 0, Op.call).u32(looked)
  return out.raw(Op.localGet, 1, Op.localGet, 2, Op.call).u32(exhausted).byte(Op.end)
}

/** Body of `exhausted(fuel: i64, stack: i64)`: the stack is the reason when only it is negative. */
function exhaustedBody(module: Module): Writer {
  const out = new Writer().raw(0, Op.i32Const, stopReasons.stack, Op.i32Const, stopReasons.fuel)
  out.raw(Op.localGet, 0, Op.i64Const, 0x7f, Op.i64Xor, Op.localGet, 1, Op.i64And)
  out.raw(Op.i64Const, 0, Op.i64LtS, Op.select)
  return out.byte(Op.globalSet).u32(addedGlobals(module).stop).raw(Op.unreachable, Op.end)
}

/** The added functions by what they do: each gets into the module when it is first asked for. */
export class EmittedFunctions {
  readonly #module: Module
  readonly #types: TypeTable
  readonly #added: AddedFunctions
  readonly #indices = new Map<string, number>()

  constructor(module: Module, types: TypeTable, added: AddedFunctions) {
    this.#module = module
    this.#types = types
    this.#added = added
  }

  /** Charges an operation by the size on the stack; `grow` performs it as well. */
  sized(op: number): number {
    const bytes = op === Op.memoryInit || op === Op.memoryCopy || op === Op.memoryFill
    const what = op === Op.memoryGrow ? 'grow' : bytes ? 'bytes' : 'entries'
    const body = { bytes: bytesBody, entries: entriesBody, grow: growBody }[what]
    return this.#once(what, [I32, I64], [I32, I64], body)
  }

  /** Ends a run by its `(fuel, stack)`. */
  get exhausted(): number {
    return this.#once('exhausted', [I64, I64], [], exhaustedBody)
  }

  /** Ends a run when its `(sum)` is NaN. */
  get looked(): number {
    return this.#once('looked', [F64], [], lookedBody)
  }

  /** Ends a run by its `(sum)`. */
  get summed(): number {
    return this.#once('summed', [F64], [], summedBody)
  }

  /** Ends a run by its `(sum, fuel, stack)`. */
  get deepSummed(): number {
    return this.#once('deepSummed', [F64, I64, I64], [], () => {
      return deepSummedBody(this.looked, this.exhausted)
    })
  }

  #once(
    name: string,
    params: readonly number[],
    results: readonly number[],
    body: (module: Module) => Writer,
  ): number {
    let index = this.#indices.get(name)
    if (index === undefined) {
      const written = body(this.#module)
      index = this.#added.add(this.#types.index(params, results), written)
      this.#indices.set(name, index)
    }
    return index
  }
}
