/** Pieces of the code that pays for a counted loop, in the width of its counter. */
import { Op } from '../binary/opcodes.ts'
import type { Writer } from '../binary/writer.ts'
import type { Counting } from './counting.ts'
import { Added, type AddedLocals } from './locals.ts'
import type { Bound } from './loop-reader.ts'

/** Opcodes of the integer operations, 32 and 64 bits wide. */
const narrow = { constant: Op.i32Const, compare: 0x48, add: Op.i32Add, mul: 0x6c, bits: 0x71 }
const broad = { constant: Op.i64Const, compare: Op.i64LtS, add: Op.i64Add, mul: 0x7e, bits: 0x83 }
/** From `add` and `mul` and the bit operations on. */
export const SUB = 1
export const DIV_U = 2
export const AND = 0
export const OR = 1
export const SHL = 3
export const SHR_U = 5
/** Comparisons from `lt_s` on, the unsigned ones next to the signed ones. */
export const comparisons = { lt: 0, gt: 2, le: 4, ge: 6 } as const

export class PrepayCode {
  readonly out: Writer
  readonly ops: typeof narrow | typeof broad
  readonly #locals: AddedLocals
  readonly #loop: Counting

  constructor(out: Writer, locals: AddedLocals, loop: Counting) {
    this.out = out
    this.ops = loop.wide ? broad : narrow
    this.#locals = locals
    this.#loop = loop
  }

  /** The original local or constant. */
  operand(value: Bound): void {
    if ('constant' in value) {
      this.out.byte(this.ops.constant).signed(value.constant)
      return
    }
    const { local } = value
    this.out.byte(Op.localGet).u32(this.#locals.moves(local) ? this.#locals.moved(local) : local)
  }

  /** An operation with a constant. */
  number(constant: number, op: number): void {
    this.out
      .byte(this.ops.constant)
      .signed(this.#loop.wide ? constant : constant | 0)
      .byte(op)
  }

  /** The value that is tested first. */
  first(): void {
    const { local, step, stepsFirst } = this.#loop
    this.operand({ local })
    if (!stepsFirst) return
    if (typeof step === 'number') return this.number(step, this.ops.add)
    this.operand(step)
    this.out.byte(this.ops.add)
  }

  /** Whether the loop goes on, from the value and the bound on the stack. */
  test(): void {
    const { compare, signed } = this.#loop
    if (compare !== 'ne') this.out.byte(this.ops.compare + comparisons[compare] + (signed ? 0 : 1))
  }

  /** Keeps the number on the stack in a local too. */
  keep(): number {
    const { wide } = this.#loop
    const index = this.#locals.index(wide ? Added.count64 : Added.count32)
    this.out.byte(Op.localTee).u32(index)
    return index
  }

  /** Charges for the number of iterations on the stack. */
  charge(exhausted: number): void {
    const { cost, wide } = this.#loop
    if (wide) {
      // More than 2^62 in all: no run is given that much.
      const count = this.keep()
      this.out.byte(Op.i64Const).signed(2 ** (62 - Math.ceil(Math.log2(cost))))
      this.out.raw(Op.i64GtU, Op.brIf).u32(exhausted).byte(Op.localGet).u32(count)
    } else this.out.byte(Op.i64ExtendI32U)
    this.out.byte(Op.i64Const).signed(-cost).byte(Op.i64Mul)
    this.out.byte(Op.localGet).u32(this.#locals.fuel).byte(Op.i64Add)
    this.out.byte(Op.localTee).u32(this.#locals.fuel)
    this.out.raw(Op.i64Const, 0, Op.i64LtS, Op.brIf).u32(exhausted)
  }
}
