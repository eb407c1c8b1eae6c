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
  /** True when the innermost loop around is paid: inside it no back edge checks. */
  readonly paid: boolean
}

export class Labels {
  #survey!: Survey
  #open: Block[] = []
  #count = 0
  /** Constant of each class of labels, -1 while no edge reached it. */
  #constants = new Int32Array(64)

  /** Begins a function of so many instructions; its own label is open. */
  reset(survey: Survey, instructions: number, results: number): void {
    this.#survey = survey
    this.#open = []
    this.#count = 0
    if (this.#constants.length <= instructions) {
      this.#constants = new Int32Array(2 * instructions + 2)
    }
    this.#constants.fill(-1, 0, instructions + 1)
    this.open(Op.block, results, 0)
  }

  open(op: number, arity: number, before: number, isPaid = false): void {
    const paid = op === Op.loop ? isPaid : this.#open.length > 0 && this.#at(0).paid
    this.#open.push({ label: this.#count++, op, arity, before, paid })
  }

  close(): void {
    this.#open.pop()
  }

  /** Depth of the function's own label. */
  get outermost(): number {
    return this.#open.length - 1
  }

  /** Cost pending where the innermost block opened. */
  get before(): number {
    return this.#at(0).before
  }

  get inPaidLoop(): boolean {
    return this.#at(0).paid
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
    return this.#settle(this.#at(depth).label, pending)
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
