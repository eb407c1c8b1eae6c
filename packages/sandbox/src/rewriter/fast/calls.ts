/**
 * Code around calls: what is pending goes along with the registers, or stays behind where the
 * callee can neither show the counter nor run out of it much later.
 */
import { Op } from '../binary/opcodes.ts'
import type { Writer } from '../binary/writer.ts'
import { HOST_CALL_FUEL } from '../fuel-schedule.ts'
import { addedGlobals } from '../module/assemble.ts'
import { CARRIED_FUEL } from './conventions.ts'
import type { Counter } from './counter.ts'
import type { Labels } from './labels.ts'
import { Added, type AddedLocals } from './locals.ts'
import type { SourceCopy } from './source-copy.ts'
import type { Context, Task } from './task.ts'

export class CallWriter {
  readonly #context: Context
  readonly #body: Writer
  readonly #source: SourceCopy
  readonly #counter: Counter
  readonly #labels: Labels
  readonly #fuelGlobal: number
  #task!: Task
  #locals!: AddedLocals

  constructor(
    context: Context,
    body: Writer,
    source: SourceCopy,
    counter: Counter,
    labels: Labels,
  ) {
    this.#context = context
    this.#body = body
    this.#source = source
    this.#counter = counter
    this.#labels = labels
    this.#fuelGlobal = addedGlobals(context.module).fuel
  }

  /** Begins a function. */
  reset(task: Task, locals: AddedLocals): void {
    this.#task = task
    this.#locals = locals
  }

  /** A call of function `callee` by instruction `at`, whose bytes begin at `start`. */
  direct(callee: number, at: number, start: number): void {
    const ordinal = callee - this.#context.module.importedFunctions
    if (ordinal < 0) return this.#host(at, start)
    const { owed, registers } = this.#context.conventions
    if ((registers[ordinal] as number) > 0) {
      this.#source.copyTo(start)
      this.#passRegisters(registers[ordinal] as number, this.#task.mayCarry(Op.call, callee))
      this.#source.copyTo(this.#source.endOf(at))
      this.#counter.take()
    }
    if (this.#task.isChecked(ordinal)) this.#labels.cover()
    this.#counter.pending += owed[ordinal] as number
  }

  /** A call through a table; the registers go below the number of the entry on the stack. */
  indirect(type: number, at: number, start: number): void {
    const simple = this.#source.copyToEntry(at, start)
    const target = simple ? -1 : this.#locals.index(Added.target)
    if (!simple) this.#body.byte(Op.localSet).u32(target)
    const { conventions } = this.#context
    const registers = conventions.tableRegisters
    this.#passRegisters(registers, this.#task.mayCarry(Op.callIndirect, type))
    if (simple) this.#source.copyTo(start)
    else this.#body.byte(Op.localGet).u32(target)
    const registered = conventions.type(type, registers)
    this.#body.byte(Op.callIndirect).u32(registered)
    this.#source.skipIndex(start)
    this.#source.copyTo(this.#source.endOf(at))
    this.#counter.take()
  }

  /** An operation that charges by size, in a function of ours, with the size on the stack. */
  sized(op: number, at: number, start: number): void {
    this.#source.copyTo(start)
    this.#counter.pushAll()
    this.#body.byte(Op.call).u32(this.#context.emitted.sized(op))
    this.#counter.take()
    if (op !== Op.memoryGrow) this.#labels.cover()
    else this.#source.copied = this.#source.endOf(at)
  }

  /** The host finds the exact counter in the global, and may change it. */
  #host(at: number, start: number): void {
    this.#source.copyTo(start)
    this.#counter.pushAll(HOST_CALL_FUEL)
    this.#body.byte(Op.globalSet).u32(this.#fuelGlobal)
    this.#source.copyTo(this.#source.endOf(at))
    this.#body.byte(Op.globalGet).u32(this.#fuelGlobal)
    this.#counter.take()
  }

  /** Pushes the registers for a callee that may carry what is pending along, or not. */
  #passRegisters(registers: number, mayCarry: boolean): void {
    if (mayCarry && this.#counter.pending <= CARRIED_FUEL) this.#counter.push(0)
    else this.#counter.pushAll()
    if (registers > 1) this.#body.byte(Op.localGet).u32(this.#locals.stack)
  }
}
