/**
 * Detecting variant: which sums take the values that may be NaN, and where a sum must be looked at.
 *
 * Adding keeps a NaN, so a sum over all values observed since the last look is NaN when one of them
 * was. A look is due before everything that others can see: a call, an operation that charges by
 * size, the way out of the function. The fuel stop looks by itself. Between two looks a sum takes
 * no branch, which is what makes it cheap in a loop. Locals in which a NaN lasts (`nan-lasting.ts`)
 * are sums of their own, for nothing.
 */
import { Op } from '../binary/opcodes.ts'
import { chargesBySize } from '../fuel-schedule.ts'
import { DEAD, type CodeStore, type Func } from '../validate/code-store.ts'
import { SHARED_RETURNS } from './labels.ts'
import { Assigns, lastingLocals, type LastingLocals } from './nan-lasting.ts'
import { Repair } from './nan-repairs.ts'
import type { Survey } from './survey.ts'

/**
 * What to do with the value an instruction leaves on the top of the stack: add it to a sum (two
 * of f32, two of f64, taken in turn inside loops, so that one addition need not wait for the one
 * before), which may start anew.
 */
export const Step = { sum: 3, first: 4, taken: 8 } as const

/** By instruction, relative to the first of the function. */
export interface SumPlan {
  /** Zero, or a {@link Step}. */
  readonly steps: Uint8Array
  /**
   * What to look at before an instruction, as bits, the four sums first, then {@link lasting}; at
   * the last `end`, when leaving there; at a branch back, should fuel end there.
   */
  readonly looks: Uint32Array
  /** Locals that are sums by themselves. */
  readonly lasting: readonly number[]
  /** Everything that is looked at somewhere, as bits. */
  readonly all: number
  /** True when some look is in a loop. */
  readonly looksInLoops: boolean
}

/** How many sums there are, besides lasting locals. */
export const SUMS = 4
/** Rounds after which what a back edge may bring is no longer looked for, but taken as all. */
const EXACT_ROUNDS = 2

export class SumPlanner {
  readonly #store: CodeStore
  readonly #isSilent: (callee: number) => boolean
  #steps = new Uint8Array(1024)
  #looks = new Uint32Array(1024)
  /** Sums in use here, as bits. */
  #used = 0
  /** What was taken into use anywhere. */
  #ever = 0
  #lasting: LastingLocals = { locals: [], assigns: new Uint8Array(0) }
  /** Bits of locals that turned out not to last. */
  #lost = 0
  /** Per open block: opcode; number of the loop, -1 for others; sums in use, as bits. */
  readonly #ops: number[] = []
  readonly #loops: number[] = []
  readonly #before: number[] = []
  readonly #atLabel: number[] = []
  #depth = 0
  /** By loop, the sums in use at its header: as assumed, and as found on its back edges. */
  readonly #assumed: number[] = []
  readonly #found: number[] = []
  #loopCount = 0
  #loopDepth = 0
  #looksInLoops = false
  /** True when returns share the way out at the end. */
  #sharesReturns = false

  /** `isSilent` tells a function, by index, that shows nothing and ends soon. */
  constructor(store: CodeStore, isSilent: (callee: number) => boolean) {
    this.#store = store
    this.#isSilent = isSilent
  }

  /**
   * In: what `NanPlanner` found for a function, and what is known of it. The result holds until the
   * next call.
   */
  plan(func: Func, repairs: Uint8Array, { loops, returns }: Survey): SumPlan {
    for (let loop = 0; loop < loops; loop += 1) this.#assumed[loop] = 0
    this.#sharesReturns = returns > SHARED_RETURNS
    const count = func.end - func.from
    if (this.#steps.length < count) {
      this.#steps = new Uint8Array(2 * count)
      this.#looks = new Uint32Array(2 * count)
    }
    this.#lasting = lastingLocals(this.#store, func, repairs)
    this.#lost = 0
    for (let round = 0; round === 0 || !this.#settled(round); round += 1) {
      this.#walk(func, repairs)
    }
    const { locals } = this.#lasting
    return {
      steps: this.#steps,
      looks: this.#looks,
      lasting: locals,
      all: this.#ever,
      looksInLoops: this.#looksInLoops,
    }
  }

  /**
   * Whether no back edge brought more than assumed, and every local lasted; otherwise assumes
   * more, and in the end that no local lasts.
   */
  #settled(rounds: number): boolean {
    let settled = true
    if (this.#lost !== 0) {
      settled = false
      const { locals, assigns } = this.#lasting
      const kept = locals.filter((_, index) => ((this.#lost >> index) & 1) === 0)
      this.#lasting = { locals: rounds < EXACT_ROUNDS ? kept : [], assigns }
      this.#lost = 0
      this.#assumed.fill(0, 0, this.#loopCount)
      this.#found.fill(0, 0, this.#loopCount)
    }
    for (let loop = 0; loop < this.#loopCount; loop += 1) {
      const assumed = this.#assumed[loop] as number
      const found = this.#found[loop] as number
      if ((found & ~assumed) !== 0) settled = false
      this.#assumed[loop] = rounds < EXACT_ROUNDS ? found | assumed : this.#all
    }
    return settled
  }

  /** Everything that may be in use, as bits. */
  get #all(): number {
    return (1 << (SUMS + this.#lasting.locals.length)) - 1
  }

  #walk(func: Func, repairs: Uint8Array): void {
    const { op: ops, a: immediates } = this.#store
    const { from, end } = func
    this.#looks.fill(0, 0, end - from)
    const steps = this.#steps.fill(0, 0, end - from)
    this.#used = 0
    this.#ever = 0
    this.#depth = 0
    this.#loopCount = 0
    this.#loopDepth = 0
    this.#looksInLoops = false
    this.#open(Op.block, -1)
    let turn = 0
    for (let at = from; at < end; at += 1) {
      const op = ops[at] as number
      if (op <= Op.return) this.#control(op, immediates[at] as number, at - from)
      else if (op <= Op.callIndirect || chargesBySize(op) || op === DEAD) {
        if (op === Op.call && this.#isSilent(immediates[at] as number)) continue
        // Others may see; dead code ends what was in use.
        if (op !== DEAD) this.#look(at - from)
        this.#used = 0
      }
      if (this.#lasting.assigns[at - from] === Assigns.anew) this.#lose(immediates[at] as number)
      const repair = repairs[at - from] as number
      if (repair === Repair.none) continue
      if (this.#loopDepth > 0 && this.#isLasting(op, immediates[at] as number)) continue
      const single = repair === Repair.positive32 || repair === Repair.negative32
      const sum = (single ? 0 : 2) + (this.#loopDepth > 0 ? turn++ & 1 : 0)
      const first = (this.#used & (1 << sum)) === 0 ? Step.first : 0
      steps[at - from] = Step.taken | first | sum
      this.#take(sum)
    }
  }

  #look(place: number): void {
    this.#looks[place] = this.#used
    this.#looksInLoops ||= this.#used !== 0 && this.#loopDepth > 0
  }

  /** A local is assigned anew: what was in it must have been looked at. */
  #lose(local: number): void {
    const index = this.#lasting.locals.indexOf(local)
    if (index >= 0 && (this.#used >> (SUMS + index)) & 1) this.#lost |= 1 << index
  }

  /** Takes a lasting local into use, when it is one whose value is on the stack. */
  #isLasting(op: number, local: number): boolean {
    if (op !== Op.localGet && op !== Op.localTee) return false
    const index = this.#lasting.locals.indexOf(local)
    if (index >= 0) this.#take(SUMS + index)
    return index >= 0
  }

  #take(sum: number): void {
    this.#used |= 1 << sum
    this.#ever |= 1 << sum
  }

  #open(op: number, loop: number): void {
    this.#ops[this.#depth] = op
    this.#loops[this.#depth] = loop
    this.#before[this.#depth] = this.#used
    this.#atLabel[this.#depth] = 0
    this.#depth += 1
  }

  #control(op: number, a: number, place: number): void {
    switch (op) {
      case Op.loop:
        this.#used |= this.#assumed[this.#loopCount] as number
        this.#found[this.#loopCount] = 0
        this.#loopDepth += 1
        return this.#open(op, this.#loopCount++)
      case Op.block:
      case Op.if:
        return this.#open(op, -1)
      case Op.else: {
        const frame = this.#depth - 1
        this.#atLabel[frame] = (this.#atLabel[frame] as number) | this.#used
        this.#used = this.#before[frame] as number
        this.#ops[frame] = op
        return
      }
      case Op.end:
        return this.#end(place)
      case Op.brIf:
        return this.#branch(a, place)
      case Op.br:
        this.#branch(a, place)
        break
      case Op.brTable: {
        const { branches } = this.#store
        const last = a + (branches[a] as number)
        for (let entry = a + 1; entry <= last; entry += 1) {
          this.#branch(branches[entry] as number, place)
        }
        break
      }
      case Op.return:
        if (this.#sharesReturns) this.#branch(this.#depth - 1, place)
        else this.#look(place)
        break
      case Op.nop:
        return
    }
    // What follows is reached by labels only.
    this.#used = 0
  }

  #end(place: number): void {
    const frame = --this.#depth
    if ((this.#loops[frame] as number) >= 0) this.#loopDepth -= 1
    else this.#used |= this.#atLabel[frame] as number
    if (this.#ops[frame] === Op.if) this.#used |= this.#before[frame] as number
    if (frame === 0) this.#look(place)
  }

  #branch(depth: number, place: number): void {
    const frame = this.#depth - 1 - depth
    const loop = this.#loops[frame] as number
    if (loop < 0) {
      this.#atLabel[frame] = (this.#atLabel[frame] as number) | this.#used
      return
    }
    this.#found[loop] = (this.#found[loop] as number) | this.#used
    this.#looks[place] = this.#used
  }
}
