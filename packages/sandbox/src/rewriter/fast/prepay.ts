/**
 * Code before a counted loop that charges all its iterations.
 *
 * The iterations that branch back are counted exactly, also where the counter wraps around. With a
 * step of a power of two a walk that passes the end of the number range before its test fails has
 * seen, or will see, every value it can have: the loop is endless, and so out of fuel.
 */
import { Op } from '../binary/opcodes.ts'
import type { Writer } from '../binary/writer.ts'
import type { Counting, SteppedLoop } from './counting.ts'
import type { AddedLocals } from './locals.ts'
import { AND, comparisons, DIV_U, PrepayCode, SHL, SHR_U, SUB } from './prepay-code.ts'
import { isStridable, writeStride } from './prepay-stride.ts'

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

/** True for a loop that steps by a constant. */
export const hasConstantStep = (loop: Counting): loop is SteppedLoop =>
  typeof loop.step === 'number'

const goesUp = ({ step }: SteppedLoop): boolean => step > 0
const isStrict = ({ compare }: SteppedLoop): boolean => compare === 'lt' || compare === 'gt'

/** True unless it is known that the local cannot pass the end of its range. */
function mayWrap(loop: SteppedLoop): boolean {
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

/** True when the iterations of a loop with a constant step can be computed without a division. */
function isSteppable(loop: SteppedLoop): boolean {
  const { odd } = split(Math.abs(loop.step))
  if (loop.compare === 'ne') return odd === 1 || !loop.wide
  const upward = loop.compare === 'lt' || loop.compare === 'le'
  return upward === goesUp(loop) && (odd === 1 || !mayWrap(loop))
}

const isStepped = (loop: Counting): loop is SteppedLoop =>
  hasConstantStep(loop) && isSteppable(loop)

/** True when the iterations of a loop can be paid for. */
export const isPayable = (loop: Counting): boolean => isStepped(loop) || isStridable(loop)

/** Writes the charge for a loop; `exhausted` is the depth of the label for the end of fuel. */
export function writePrepayment(
  out: Writer,
  locals: AddedLocals,
  loop: Counting,
  exhausted: number,
): void {
  if (isStepped(loop)) new Prepayment(out, locals, loop).write(exhausted)
  else writeStride(out, locals, loop, exhausted)
}

class Prepayment {
  readonly #out: Writer
  readonly #code: PrepayCode
  readonly #loop: SteppedLoop
  readonly #size: number
  readonly #shift: number
  readonly #odd: number

  constructor(out: Writer, locals: AddedLocals, loop: SteppedLoop) {
    const { shift, odd } = split(Math.abs(loop.step))
    this.#out = out
    this.#code = new PrepayCode(out, locals, loop)
    this.#loop = loop
    this.#size = Math.abs(loop.step)
    this.#shift = shift
    this.#odd = odd
  }

  write(exhausted: number): void {
    if (this.#loop.compare === 'ne') return this.#writeUnequal(exhausted)
    const { bound } = this.#loop
    // Nothing is to be paid when the first test fails.
    this.#code.first()
    this.#code.operand(bound)
    this.#code.test()
    this.#out.raw(Op.if, 0x40)
    const strict = isStrict(this.#loop) ? 1 : 0
    if (this.#size === 1) this.#distance(strict - 1)
    else {
      this.#distance(strict)
      if (this.#odd === 1) this.#code.number(this.#shift, this.#code.ops.bits + SHR_U)
      else this.#code.number(this.#size, this.#code.ops.mul + DIV_U)
      this.#code.number(1, this.#code.ops.add)
    }
    if (mayWrap(this.#loop)) this.#endless(exhausted + 1)
    this.#code.charge(exhausted + 1)
    this.#out.byte(Op.end)
  }

  #writeUnequal(exhausted: number): void {
    this.#distance(0)
    if (this.#shift > 0) {
      // A distance that is no multiple of the step is never met.
      const count = this.#code.keep()
      this.#code.number(this.#size / this.#odd - 1, this.#code.ops.bits + AND)
      if (this.#loop.wide) this.#out.raw(0x50, Op.i32Eqz)
      this.#out.byte(Op.brIf).u32(exhausted)
      this.#out.byte(Op.localGet).u32(count)
      this.#code.number(this.#shift, this.#code.ops.bits + SHR_U)
    }
    if (this.#odd > 1) {
      this.#code.number(inverse(this.#odd), this.#code.ops.mul)
      if (this.#shift > 0) this.#code.number(2 ** (32 - this.#shift) - 1, this.#code.ops.bits + AND)
    }
    this.#code.charge(exhausted)
  }

  /** How far it is from the first value to the bound, less a number. */
  #distance(less: number): void {
    const { local, bound, stepsFirst } = this.#loop
    const [to, from] = goesUp(this.#loop) ? [bound, { local }] : [{ local }, bound]
    this.#code.operand(to)
    this.#code.operand(from)
    this.#out.byte(this.#code.ops.add + SUB)
    const rest = less + (stepsFirst ? this.#size : 0)
    if (rest !== 0) this.#code.number(rest, this.#code.ops.add + SUB)
  }

  /** With the number of iterations on the stack: no end when that many steps wrap around. */
  #endless(exhausted: number): void {
    const count = this.#code.keep()
    if (this.#shift > 0) this.#code.number(this.#shift, this.#code.ops.bits + SHL)
    if (!goesUp(this.#loop)) this.#code.number(-1, this.#code.ops.mul)
    this.#code.first()
    this.#out.byte(this.#code.ops.add)
    this.#code.first()
    const order = comparisons[goesUp(this.#loop) ? 'le' : 'ge'] + (this.#loop.signed ? 0 : 1)
    this.#out.raw(this.#code.ops.compare + order, Op.brIf).u32(exhausted)
    this.#out.byte(Op.localGet).u32(count)
  }
}
