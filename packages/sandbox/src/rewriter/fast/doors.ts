/**
 * Functions between the module and its host, which know nothing of registers: an export takes the
 * counter from the global and puts it back; an import that a table may hold does the reverse.
 */
import { Op } from '../binary/opcodes.ts'
import { Writer } from '../binary/writer.ts'
import { addedGlobals } from '../module/assemble.ts'
import type { Module } from '../module/model.ts'

/** Functions added behind those of the module. */
export class AddedFunctions {
  readonly entries: { readonly type: number; readonly body: Writer }[] = []
  readonly #base: number

  constructor(module: Module) {
    this.#base = module.functions.length
  }

  /** Adds a function and gives its index. */
  add(type: number, body: Writer): number {
    this.entries.push({ type, body })
    return this.#base + this.entries.length - 1
  }
}

function parameters(out: Writer, count: number): void {
  for (let param = 0; param < count; param += 1) out.byte(Op.localGet).u32(param)
}

/** How the function behind a door is called. */
export interface Behind {
  readonly index: number
  readonly params: number
  readonly registers: number
  /** What it leaves to its caller to charge. */
  readonly owed: number
}

/** Body of an export with the original type. */
export function exportBody(module: Module, { index, params, registers, owed }: Behind): Writer {
  const { fuel, stack } = addedGlobals(module)
  const out = new Writer(64).byte(0)
  parameters(out, params)
  if (registers > 0) out.byte(Op.globalGet).u32(fuel)
  if (registers > 1) out.byte(Op.globalGet).u32(stack).byte(Op.i64ExtendI32U)
  out.byte(Op.call).u32(index)
  if (registers === 0) out.byte(Op.globalGet).u32(fuel)
  if (owed > 0) out.byte(Op.i64Const).signed(owed).byte(Op.i64Sub)
  return out.byte(Op.globalSet).u32(fuel).byte(Op.end)
}

/** Body of what stands in a table for an import: it takes the counter, and no heed of the stack. */
export function importBody(module: Module, index: number, params: number): Writer {
  const { fuel } = addedGlobals(module)
  const out = new Writer(64).raw(0, Op.localGet).u32(params).byte(Op.globalSet).u32(fuel)
  parameters(out, params)
  return out.byte(Op.call).u32(index).byte(Op.globalGet).u32(fuel).byte(Op.end)
}
