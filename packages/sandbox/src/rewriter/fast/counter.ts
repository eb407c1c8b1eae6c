/** Code that counts fuel in the local that holds the counter. */
import { Op } from '../binary/opcodes.ts'
import type { Writer } from '../binary/writer.ts'

export class Counter {
  readonly #out: Writer
  #local = 0
  /** Fuel that is spent here and not yet charged. */
  pending = 0
  /** True once some code branches to the exhausted label. */
  checks = false

  constructor(out: Writer) {
    this.#out = out
  }

  /** Begins a function whose counter is in `local`, with some fuel pending. */
  reset(local: number, pending: number): void {
    this.#local = local
    this.pending = pending
    this.checks = false
  }

  /** Puts the counter on the stack, less a constant, which may be negative. */
  push(fuel: number): void {
    this.#out.byte(Op.localGet).u32(this.#local)
    if (fuel !== 0) this.#out.byte(Op.i64Const).signed(fuel).byte(Op.i64Sub)
  }

  /** Puts the exact counter on the stack, less what else is given. */
  pushAll(fuel = 0): void {
    this.push(this.pending + fuel)
    this.pending = 0
  }

  /** Takes the counter from the stack. */
  take(): void {
    this.#out.byte(Op.localSet).u32(this.#local)
  }

  /** Subtracts a constant, which may be negative. */
  charge(fuel: number): void {
    if (fuel === 0) return
    this.push(fuel)
    this.take()
  }

  /** Subtracts a constant and leaves whether the counter is below zero, or is not. */
  chargeAndTest(fuel: number, comparison: number): void {
    this.push(fuel)
    if (fuel !== 0) this.#out.byte(Op.localTee).u32(this.#local)
    this.#out.byte(Op.i64Const).byte(0).byte(comparison)
  }

  /** Subtracts a constant and branches to `label` when the counter is below zero. */
  chargeAndCheck(fuel: number, label: number): void {
    this.chargeAndTest(fuel, Op.i64LtS)
    this.#out.byte(Op.brIf).u32(label)
    this.checks = true
  }
}
