/** Frames: the control constructs around the instruction that is looked at. */
import type { FuncType } from '../module/model.ts'
import type { LabelState } from './nan-webs.ts'

/** An open control construct, as the planner follows it. */
export interface Frame {
  readonly op: number
  readonly type: FuncType
  /** Height of the stack below its parameters. */
  readonly height: number
  /** First of the nodes of what a branch carries; -1 when that is nothing to follow. */
  readonly carried: number
  /** Parameters of an `if`, which its `else` takes again, and its versions of the locals. */
  readonly saved: readonly number[]
  readonly before: Int32Array | undefined
  /** Versions of the locals at the label. */
  state: LabelState | undefined
}

/** What a construct has before anything was learnt about it. */
export const emptyFrame = { saved: [], before: undefined, state: undefined }
