/** What the writer of functions is told: about the module, and about each function. */
import type { Module } from '../module/model.ts'
import type { CodeStore, Func } from '../validate/code-store.ts'
import type { Conventions } from './conventions.ts'
import type { CountedLoop } from './counting.ts'
import type { EmittedFunctions } from './emitted-functions.ts'
import type { SumPlan } from './nan-sums.ts'
import type { Survey } from './survey.ts'

/** What is decided about a function before it is written. */
export interface Task {
  readonly func: Func
  readonly survey: Survey
  /** Repairs by instruction, see `NanPlanner`. */
  readonly repairs: Uint8Array | undefined
  /** What to detect instead of repairing, in the detecting variant. */
  readonly sums: SumPlan | undefined
  /** Its counted loops, by the instruction that begins them. */
  readonly counted: ReadonlyMap<number, CountedLoop>
  /** Registers it takes, see {@link Conventions}. */
  readonly registers: number
  /** Bytes of virtual stack to take, 0 for none; fuel and stack are checked on entry then. */
  readonly frame: number
  readonly checksExit: boolean
  /** True when it may leave some fuel to its callers to charge. */
  readonly mayOwe: boolean
  /** Type of a block that gives the function's results, and how many these are. */
  readonly blockType: number
  readonly results: number
  /** True for a callee that may carry the caller's pending fuel along. */
  readonly mayCarry: (op: number, callee: number) => boolean
  /** True for a defined function, by number, that checks whenever it is called. */
  readonly isChecked: (ordinal: number) => boolean
}

/** What the bodies of a module refer to. */
export interface Context {
  readonly module: Module
  readonly store: CodeStore
  readonly conventions: Conventions
  readonly emitted: EmittedFunctions
  /** What stands in a table for a function, by index. */
  readonly referenced: (index: number) => number
}
