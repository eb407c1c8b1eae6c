/**
 * Code that counts fuel. In a function with a loop that makes no calls the counter is a local,
 * written back around calls and on return; elsewhere it stays in the global, where a charge is a
 * load and a store that no loop repeats without a call in it.
 */
import { Op } from '../binary/opcodes.ts'
import { I64 } from '../binary/values.ts'
import type { Writer } from '../binary/writer.ts'
import type { AddedLocals } from './locals.ts'

export class Counter {
  readonly local: boolean
  readonly #out: Writer
  readonly #locals: AddedLocals
  readonly #global: number
  /** True once some code branches to the exhausted label. */
  checks = false

  constructor(out: Writer, locals: AddedLocals, global: number, local: boolean) {
    this.#out = out
    this.#locals = locals
    this.#global = global
    this.local = local
  }

  /** The local that holds the counter, or what was just written to the global. */
  get index(): number {
    return this.#locals.index('fuel', I64)
  }

  #subtract(fuel: number): void {
    if (fuel !== 0) this.#out.byte(Op.i64Const).signed(fuel).byte(Op.i64Sub)
  }

  #load(): void {
    if (this.local) this.#out.byte(Op.localGet).u32(this.index)
    else this.#out.byte(Op.globalGet).u32(this.#global)
  }

  #isNegative(label: number): void {
    this.#out.raw(Op.i64Const, 0, Op.i64LtS, Op.brIf).u32(label)
    this.checks = true
  }

  /** Subtracts a constant, which may be negative. */
  charge(fuel: number): void {
    if (fuel === 0) return
    this.#load()
    this.#subtract(fuel)
    if (this.local) this.#out.byte(Op.localSet).u32(this.index)
    else this.#out.byte(Op.globalSet).u32(this.#global)
  }

  /** Subtracts a constant and branches to `label` when the counter is below zero. */
  chargeAndCheck(fuel: number, label: number): void {
    this.#load()
    if (fuel !== 0) {
      this.#subtract(fuel)
      this.#out.byte(Op.localTee).u32(this.index)
      if (!this.local) {
        this.#out.byte(Op.globalSet).u32(this.#global).byte(Op.localGet).u32(this.index)
      }
    }
    this.#isNegative(label)
  }

  /** Makes the global exact, with what is pending. */
  store(pending: number): void {
    if (!this.local) return this.charge(pending)
    this.#load()
    this.#subtract(pending)
    this.#out.byte(Op.globalSet).u32(this.#global)
  }

  /** Takes the counter from the global, where a callee left it. */
  reload(): void {
    if (!this.local) return
    this.#out.byte(Op.globalGet).u32(this.#global).byte(Op.localSet).u32(this.index)
  }

  /** As {@link store}, then branches to `label` when below zero. */
  storeAndCheck(pending: number, label: number): void {
    if (!this.local) return this.chargeAndCheck(pending, label)
    this.#load()
    this.#subtract(pending)
    this.#out.byte(Op.localTee).u32(this.index).byte(Op.globalSet).u32(this.#global)
    this.#load()
    this.#isNegative(label)
  }
}
