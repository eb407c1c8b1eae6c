/**
 * Code before a counted loop that charges all its iterations.
 *
 * The iterations that branch back are counted exactly, also where the counter wraps around. With a
 * step of a power of two a walk that passes the end of the number range before its test fails has
 * seen, or will see, every value it can have: the loop is endless, and so out of fuel.
 */
import { Op } from '../binary/opcodes.ts'
import { I32, I64 } from '../binary/values.ts'
import type { Writer } from '../binary/writer.ts'
import type { Counting } from './counted-loops.ts'
import type { AddedLocals } from './locals.ts'

/** Opcodes of the integer operations, 32 and 64 bits wide. */
const narrow = { constant: Op.i32Const, compare: 0x48, add: Op.i32Add, mul: 0x6c, bits: 0x71 }
const broad = { constant: Op.i64Const, compare: Op.i64LtS, add: Op.i64Add, mul: 0x7e, bits: 0x83 }
/** From `add` and `mul` and the bit operations on. */
const SUB = 1
const DIV_U = 2
const AND = 0
const SHL = 3
const SHR_U = 5
/** Comparisons from `lt_s` on, the unsigned ones next to the signed ones. */
const comparisons = { lt: 0, gt: 2, le: 4, ge: 6 } as const

/** The power of two in a positive number, and what remains of it. */
function split(step: number): { shift: number; odd: number } {
  const shift = 31 - Math.clz32(step & -step)
  return { shift, odd: step >>> shift }
}

/** The number that times `odd` is 1, modulo 2^32. */
function inverse(odd: number): number {
  let guess = odd
  for (let round = 0; round < 5; round += 1) guess = Math.imul(guess, 2 - Math.imul(odd, guess))
  return guess
}

const goesUp = ({ step }: Counting): boolean => step > 0
const isStrict = ({ compare }: Counting): boolean => compare === 'lt' || compare === 'gt'

/** True unless it is known that the local cannot pass the end of its range. */
function mayWrap(loop: Counting): boolean {
  const { bound, signed, step, wide } = loop
  const reach = Math.abs(step) - (isStrict(loop) ? 1 : 0)
  if (reach === 0) return false
  if ('local' in bound) return true
  // Constants of wide loops have 28 bits, far from the ends of the signed range.
  if (wide) return !signed && bound.constant < (goesUp(loop) ? 0 : reach)
  const constant = signed ? bound.constant : bound.constant >>> 0
  if (!goesUp(loop)) return constant - reach < (signed ? -0x80000000 : 0)
  return constant + reach > (signed ? 0x7fffffff : 0xffffffff)
}

/** True when the iterations of a loop can be computed. */
export function isPayable(loop: Counting): boolean {
  const { odd } = split(Math.abs(loop.step))
  if (loop.compare === 'ne') return odd === 1 || !loop.wide
  const upward = loop.compare === 'lt' || loop.compare === 'le'
  return upward === goesUp(loop) && (odd === 1 || !mayWrap(loop))
}

export class Prepayment {
  readonly #out: Writer
  readonly #locals: AddedLocals
  readonly #loop: Counting
  readonly #ops: typeof narrow | typeof broad
  readonly #size: number
  readonly #shift: number
  readonly #odd: number

  constructor(out: Writer, locals: AddedLocals, loop: Counting) {
    const { shift, odd } = split(Math.abs(loop.step))
    this.#out = out
    this.#locals = locals
    this.#loop = loop
    this.#ops = loop.wide ? broad : narrow
    this.#size = Math.abs(loop.step)
    this.#shift = shift
    this.#odd = odd
  }

  /** Writes the charge; `exhausted` is the depth of the label for the end of fuel. */
  write(exhausted: number): void {
    if (this.#loop.compare === 'ne') return this.#writeUnequal(exhausted)
    const { bound, compare, signed } = this.#loop
    // Nothing is to be paid when the first test fails.
    this.#first()
    this.#operand(bound)
    this.#out.raw(this.#ops.compare + comparisons[compare] + (signed ? 0 : 1), Op.if, 0x40)
    const strict = isStrict(this.#loop) ? 1 : 0
    if (this.#size === 1) this.#distance(strict - 1)
    else {
      this.#distance(strict)
      if (this.#odd === 1) this.#number(this.#shift, this.#ops.bits + SHR_U)
      else this.#number(this.#size, this.#ops.mul + DIV_U)
      this.#number(1, this.#ops.add)
    }
    if (mayWrap(this.#loop)) this.#endless(exhausted + 1)
    this.#charge(exhausted + 1)
    this.#out.byte(Op.end)
  }

  #writeUnequal(exhausted: number): void {
    this.#distance(0)
    if (this.#shift > 0) {
      // A distance that is no multiple of the step is never met.
      const count = this.#keep()
      this.#number(this.#size / this.#odd - 1, this.#ops.bits + AND)
      if (this.#loop.wide) this.#out.raw(0x50, Op.i32Eqz)
      this.#out.byte(Op.brIf).u32(exhausted)
      this.#out.byte(Op.localGet).u32(count)
      this.#number(this.#shift, this.#ops.bits + SHR_U)
    }
    if (this.#odd > 1) {
      this.#number(inverse(this.#odd), this.#ops.mul)
      if (this.#shift > 0) this.#number(2 ** (32 - this.#shift) - 1, this.#ops.bits + AND)
    }
    this.#charge(exhausted)
  }

  /** The original local or constant. */
  #operand(value: Counting['bound']): void {
    if ('constant' in value) {
      this.#out.byte(this.#ops.constant).signed(value.constant)
      return
    }
    const { local } = value
    this.#out.byte(Op.localGet).u32(this.#locals.moves(local) ? this.#locals.moved(local) : local)
  }

  /** An operation with a constant. */
  #number(constant: number, op: number): void {
    this.#out
      .byte(this.#ops.constant)
      .signed(this.#loop.wide ? constant : constant | 0)
      .byte(op)
  }

  /** The value that is tested first. */
  #first(): void {
    const { local, step, stepsFirst } = this.#loop
    this.#operand({ local })
    if (stepsFirst) this.#number(step, this.#ops.add)
  }

  /** How far it is from the first value to the bound, less a number. */
  #distance(less: number): void {
    const { local, bound, stepsFirst } = this.#loop
    const [to, from] = goesUp(this.#loop) ? [bound, { local }] : [{ local }, bound]
    this.#operand(to)
    this.#operand(from)
    this.#out.byte(this.#ops.add + SUB)
    const rest = less + (stepsFirst ? this.#size : 0)
    if (rest !== 0) this.#number(rest, this.#ops.add + SUB)
  }

  /** Keeps the number on the stack in a local too. */
  #keep(): number {
    const { wide } = this.#loop
    const index = this.#locals.index(wide ? 'count64' : 'count32', wide ? I64 : I32)
    this.#out.byte(Op.localTee).u32(index)
    return index
  }

  /** With the number of iterations on the stack: no end when that many steps wrap around. */
  #endless(exhausted: number): void {
    const count = this.#keep()
    if (this.#shift > 0) this.#number(this.#shift, this.#ops.bits + SHL)
    if (!goesUp(this.#loop)) this.#number(-1, this.#ops.mul)
    this.#first()
    this.#out.byte(this.#ops.add)
    this.#first()
    const order = comparisons[goesUp(this.#loop) ? 'le' : 'ge'] + (this.#loop.signed ? 0 : 1)
    this.#out.raw(this.#ops.compare + order, Op.brIf).u32(exhausted)
    this.#out.byte(Op.localGet).u32(count)
  }

  /** Charges for the number of iterations on the stack. */
  #charge(exhausted: number): void {
    const { cost, wide } = this.#loop
    if (wide) {
      // More than 2^62 in all: no run is given that much.
      const count = this.#keep()
      this.#out.byte(Op.i64Const).signed(2 ** (62 - Math.ceil(Math.log2(cost))))
      this.#out.raw(Op.i64GtU, Op.brIf).u32(exhausted).byte(Op.localGet).u32(count)
    } else this.#out.byte(Op.i64ExtendI32U)
    this.#out.byte(Op.i64Const).signed(-cost).byte(Op.i64Mul)
    this.#out.byte(Op.localGet).u32(this.#locals.fuel).byte(Op.i64Add)
    this.#out.byte(Op.localTee).u32(this.#locals.fuel)
    this.#out.raw(Op.i64Const, 0, Op.i64LtS, Op.brIf).u32(exhausted)
  }
}
