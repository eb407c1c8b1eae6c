/**
 * The open blocks of a function and the constants of their labels: the cost pending at the first
 * edge that reaches a label, which every other edge must bring along or settle.
 */
import { Op } from '../binary/opcodes.ts'
import type { Survey } from './survey.ts'

interface Block {
  /** Number of its label, in the order blocks open. */
  readonly label: number
  readonly op: number
  /** How many values its end takes. */
  readonly arity: number
  /** Cost pending where it opened. */
  readonly before: number
  /** How the innermost loop around is counted. */
  readonly counts: Counts
  /** Loops open around it. */
  readonly loops: number
  /** Of these, outermost first, how many are covered here, and on every edge to its label. */
  readonly coveredBefore: number
  covered: number
  /** True when something was charged inside that is to be checked behind a loop. */
  charged: boolean
}

/**
 * How a loop is counted: `checked` on its back edges; `paid` before it starts, so that what comes
 * on top is checked where it is charged; `free`, short and known, so that nothing is, or once
 * behind it in a loop that is paid.
 */
export type Counts = 'checked' | 'paid' | 'free'

/** From so many returns on they share one epilogue. */
export const SHARED_RETURNS = 3

export class Labels {
  #survey!: Survey
  #open: Block[] = []
  #count = 0
  /** Open loops, and how many of them, outermost first, met a check since their last iteration. */
  #loops = 0
  #covered = 0
  /** Constant of each class of labels, -1 while no edge reached it. */
  #constants = new Int32Array(64)

  /** Begins a function of so many instructions; its own label is open. */
  reset(survey: Survey, instructions: number, results: number): void {
    this.#survey = survey
    this.#open = []
    this.#count = 0
    this.#loops = 0
    this.#covered = 0
    if (this.#constants.length <= instructions) {
      this.#constants = new Int32Array(2 * instructions + 2)
    }
    this.#constants.fill(-1, 0, instructions + 1)
    this.open(Op.block, results, 0)
  }

  open(op: number, arity: number, before: number, loop: Counts = 'checked'): void {
    const isLoop = op === Op.loop
    const counts = isLoop ? loop : this.#open.length > 0 ? this.#at(0).counts : 'checked'
    const skips = op === Op.if && !this.nextHasElse
    const covered = skips ? this.#covered : Infinity
    this.#open.push({
      label: this.#count++,
      op,
      arity,
      before,
      counts,
      loops: this.#loops,
      coveredBefore: this.#covered,
      covered,
      charged: false,
    })
    if (isLoop) this.#loops += 1
  }

  /** Begins the other arm of an `if`; gives the cost pending there. */
  otherwise(): number {
    const { before, coveredBefore } = this.#at(0)
    this.#covered = coveredBefore
    return before
  }

  /** Closes the innermost block; true when what a loop charged must be checked behind it. */
  close(): boolean {
    const { op, loops, covered, charged } = this.#open.pop() as Block
    this.#loops = loops
    this.#covered = Math.min(op === Op.loop ? this.#covered : covered, loops)
    if (!charged || this.#open.length === 0) return false
    const outer = this.#at(0)
    outer.charged ||= outer.counts === 'free'
    return op === Op.loop && outer.counts === 'paid'
  }

  /** Notes that all open loops met a check here. */
  cover(): void {
    this.#covered = this.#loops
  }

  /** True when each iteration of an open loop that comes here met a check. */
  isCovered(depth: number): boolean {
    return this.#covered > this.#at(depth).loops
  }

  /** Notes that something is charged here that is to be checked behind a loop. */
  noteCharge(): void {
    this.#at(0).charged = true
  }

  /** Depth of the function's own label. */
  get outermost(): number {
    return this.#open.length - 1
  }

  /** How the innermost loop is counted. */
  get counts(): Counts {
    return this.#at(0).counts
  }

  /** True when the next block to open has an `else`. */
  get nextHasElse(): boolean {
    return this.#survey.hasElse[this.#count] === 1
  }

  isLoop(depth: number): boolean {
    return this.#at(depth).op === Op.loop
  }

  /** True when the end of the block takes values. */
  carriesValues(depth: number): boolean {
    return this.#at(depth).arity !== 0
  }

  /** The constant of a label, -1 while no edge reached it. */
  constant(depth: number): number {
    return this.#constants[this.#survey.classOf(this.#at(depth).label)] as number
  }

  /** What an edge to a label must charge; the first edge sets the constant. */
  difference(depth: number, pending: number): number {
    this.reach(depth)
    return this.#settle(this.#at(depth).label, pending)
  }

  /** Notes an edge to a label of which another edge settles the constant. */
  reach(depth: number): void {
    const block = this.#at(depth)
    block.covered = Math.min(block.covered, this.#covered)
  }

  /** The same for the block that opens next. */
  differenceToNext(pending: number): number {
    return this.#settle(this.#count, pending)
  }

  #settle(label: number, pending: number): number {
    const number = this.#survey.classOf(label)
    const constant = this.#constants[number] as number
    if (constant >= 0) return pending - constant
    this.#constants[number] = pending
    return 0
  }

  #at(depth: number): Block {
    return this.#open[this.#open.length - 1 - depth] as Block
  }
}
