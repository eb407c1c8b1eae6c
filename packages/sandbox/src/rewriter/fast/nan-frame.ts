/** Frames: the control constructs around the instruction that is looked at. */
import { Op } from '../binary/opcodes.ts'
import type { FuncType } from '../module/model.ts'
import type { LabelState } from './nan-webs.ts'

/** An open control construct, as the planner follows it. */
export interface Frame {
  op: number
  readonly type: FuncType
  /** Height of the stack below its parameters. */
  readonly height: number
  /** First of the nodes of what a branch carries; -1 when that is nothing to follow. */
  readonly carried: number
  /** Node and producer of each parameter of an `if`, which its `else` takes again. */
  readonly saved: readonly number[]
  /** Versions of the locals where an `if` began. */
  readonly before: LabelState
  /** Versions of the locals at the label. */
  state: LabelState
}

/** The types that a branch to a frame carries. */
export const carriedTypes = ({ op, type }: Frame): Uint8Array =>
  op === Op.loop ? type.params : type.results

export const nothingSaved: readonly number[] = []
