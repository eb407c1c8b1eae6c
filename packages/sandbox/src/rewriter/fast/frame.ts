/** What stands around the rewritten body of a function: locals, blocks, checks, the last stop. */
import { Op } from '../binary/opcodes.ts'
import type { Writer } from '../binary/writer.ts'
import { stopReasons } from '../module/assemble.ts'
import { writeStop } from './emitted-functions.ts'
import type { NanDetector } from './nan-detector.ts'
import type { Context, Task } from './task.ts'

interface Written {
  /** With the locals that were added. */
  readonly detector: NanDetector
  readonly body: Writer
  /** True when some code branches to the exhausted label, around everything. */
  readonly checks: boolean
  /** True when a block around the body is its exit label. */
  readonly wrapped: boolean
}

/** Puts prologue and blocks around the body that was written. */
export function writeFrame(
  out: Writer,
  context: Context,
  task: Task,
  { detector, body, checks, wrapped }: Written,
): void {
  const { locals } = detector
  locals.declare(out)
  if (checks) out.raw(Op.block, 0x40)
  if (task.frame > 0) {
    // Takes the frame from the virtual stack; one check for that and for fuel.
    const { fuel, stack } = locals
    out.byte(Op.localGet).u32(stack).byte(Op.i64Const).signed(task.frame)
    out.byte(Op.i64Sub).byte(Op.localTee).u32(stack)
    out.byte(Op.localGet).u32(fuel).raw(Op.i64Or, Op.i64Const, 0, Op.i64LtS)
    if (checks) out.raw(Op.brIf, 0)
    else {
      out.raw(Op.if, 0x40)
      writeExhausted(out, context, task, detector)
      out.byte(Op.end)
    }
  }
  if (wrapped) out.byte(Op.block).signed(task.blockType)
  out.append(body)
  if (checks) {
    out.raw(Op.return, Op.end)
    writeExhausted(out, context, task, detector)
  }
  out.byte(Op.end)
}

/**
 * Ends the run: fuel is spent, or in a function with a frame fuel or stack; or there is a NaN, in
 * what is looked at anywhere, or at the branch back that ends it here.
 */
export function writeExhausted(
  out: Writer,
  { module, emitted }: Context,
  { frame }: Task,
  detector: NanDetector,
  branch?: number,
): void {
  const bits = branch === undefined ? detector.all : detector.looksAt(branch)
  if (frame === 0 && bits === 0) return writeStop(out, module, stopReasons.fuel)
  if (bits !== 0) detector.pushSum(out, bits)
  const { fuel, stack } = detector.locals
  if (frame > 0) out.byte(Op.localGet).u32(fuel).byte(Op.localGet).u32(stack)
  const ends = frame === 0 ? emitted.summed : bits !== 0 ? emitted.deepSummed : emitted.exhausted
  out.byte(Op.call).u32(ends).byte(Op.unreachable)
}
