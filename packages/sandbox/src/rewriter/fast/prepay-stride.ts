/**
 * Code before a counted loop that charges all its iterations, whatever it steps by.
 *
 * Where all numbers are far from the ends of their range, and the step is positive, a division
 * tells how often the loop branches back. Otherwise the counter runs through the loop once by
 * itself, paying for each iteration: exact whatever wraps around, slower, and hardly ever needed.
 */
import { Op } from '../binary/opcodes.ts'
import type { Writer } from '../binary/writer.ts'
import { Counter } from './counter.ts'
import type { Counting } from './counting.ts'
import type { AddedLocals } from './locals.ts'
import { DIV_U, OR, PrepayCode, SHR_U, SUB } from './prepay-code.ts'

/** True when a loop goes up by a local or a constant. */
export const isStridable = ({ compare, step }: Counting): boolean =>
  (typeof step === 'object' || step > 0) && (compare === 'lt' || compare === 'le')

/** Writes the charge; `exhausted` is the depth of the label for the end of fuel. */
export function writeStride(
  out: Writer,
  locals: AddedLocals,
  loop: Counting,
  exhausted: number,
): void {
  const code = new PrepayCode(out, locals, loop)
  const { compare, bound, cost, wide } = loop
  const step = typeof loop.step === 'number' ? { constant: loop.step } : loop.step
  const { bits, add, mul } = code.ops
  // Nothing is to be paid when the first test fails.
  code.first()
  const value = code.keep()
  code.operand(bound)
  code.test()
  out.raw(Op.if, 0x40)
  out.byte(Op.localGet).u32(value)
  code.operand(bound)
  out.byte(bits + OR)
  if ('local' in step) {
    code.operand(step)
    out.byte(bits + OR)
  }
  code.number(wide ? 62 : 30, bits + SHR_U)
  if (wide) out.raw(Op.i64Eqz, Op.i32Eqz)
  if ('local' in step) {
    code.operand(step)
    out.raw(wide ? Op.i64Eqz : Op.i32Eqz, Op.i32Or)
  }
  out.raw(Op.if, 0x40)
  // The counter by itself.
  out.raw(Op.loop, 0x40)
  const counter = new Counter(out)
  counter.reset(locals.fuel, 0)
  counter.chargeAndCheck(cost, exhausted + 3)
  out.byte(Op.localGet).u32(value)
  code.operand(step)
  out.byte(add).byte(Op.localTee).u32(value)
  code.operand(bound)
  code.test()
  out.raw(Op.brIf, 0, Op.end, Op.else)
  code.operand(bound)
  out
    .byte(Op.localGet)
    .u32(value)
    .byte(add + SUB)
  if (compare === 'lt') code.number(1, add + SUB)
  code.operand(step)
  out.byte(mul + DIV_U)
  code.number(1, add)
  code.charge(exhausted + 2)
  out.raw(Op.end, Op.end)
}
