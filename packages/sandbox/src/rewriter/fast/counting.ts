/** What is known of a loop whose number of iterations is known when it is entered. */
import type { Bound, Step } from './loop-reader.ts'

/** What the code says of a loop that counts. */
export interface Counting {
  /** The instruction that branches back. */
  readonly backEdge: number
  /** Fuel that one iteration is sure to cost, and the most that it can. */
  readonly cost: number
  readonly most: number
  /** The local that counts, its width and its step. */
  readonly local: number
  readonly wide: boolean
  readonly step: Step
  /** The loop goes on while the local compares so with the bound. */
  readonly compare: Compare
  readonly signed: boolean
  readonly bound: Bound
  /** True when the first test is of the local after one step. */
  readonly stepsFirst: boolean
  /** True when the test leaves the loop from its beginning. */
  readonly exits: boolean
}

/** A loop that steps by a constant. */
export interface SteppedLoop extends Counting {
  readonly step: number
}

export interface CountedLoop extends Counting {
  /** How often it branches back, when that is known here. */
  readonly trips: number | undefined
  /**
   * The most that it can use, when that is little: then it pays with what follows, and nothing in
   * it is checked.
   */
  readonly free: number | undefined
}

export type Compare = 'ne' | 'lt' | 'gt' | 'le' | 'ge'
