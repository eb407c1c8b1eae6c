/**
 * Loops whose number of iterations is known when they are entered: a loop with one way back and
 * one way out, without calls that count, that steps one local by a constant and goes on while that
 * local compares with a constant or a local that the loop does not change. It pays at once for what
 * all iterations are sure to cost; what a path or a loop inside costs beyond is charged there.
 *
 * Three shapes, as compilers write them: a test at the end (`br_if` back), an `if` at the beginning
 * whose body ends with `br` back, or a `br_if` out at the beginning and a `br` back at the end.
 */
import { Op } from '../binary/opcodes.ts'
import { Reader } from '../binary/reader.ts'
import { weights } from '../fuel-schedule.ts'
import type { Module } from '../module/model.ts'
import { DEAD, type CodeStore, type Func } from '../validate/code-store.ts'
import { UNEVEN } from './even-cost.ts'
import { roundCost } from './loop-cost.ts'
import { isPayable } from './prepay.ts'

/** A constant, or a local that is there at entry. */
export type Bound = { readonly local: number } | { readonly constant: number }

export interface CountedLoop {
  /** The instruction that branches back. */
  readonly backEdge: number
  /** Fuel of one iteration. */
  readonly cost: number
  /** The local that counts, its width and its step. */
  readonly local: number
  readonly wide: boolean
  readonly step: number
  /** The loop goes on while the local compares so with the bound. */
  readonly compare: Compare
  readonly signed: boolean
  readonly bound: Bound
  /** True when the first test is of the local after one step. */
  readonly stepsFirst: boolean
}

export type Compare = 'ne' | 'lt' | 'gt' | 'le' | 'ge'

const mirrored = { ne: 'ne', lt: 'gt', gt: 'lt', le: 'ge', ge: 'le' } as const
const negated = { lt: 'ge', gt: 'le', le: 'gt', ge: 'lt' } as const
const orders = ['lt', 'gt', 'le', 'ge'] as const
/** The block type without parameters and results. */
const EMPTY = -64
/** Largest step that is understood. */
const STEP_MAX = 1 << 20
/** Loops that are looked at: with so many loops in them at most, so many instructions long. */
const HEIGHT_MAX = 3
const LENGTH_MAX = 4096

/** A comparison as the code has it, between two operands that stand in a row. */
interface Test {
  readonly left: Operand
  readonly right: Operand
  readonly op: number
}
/** An operand, and the first of the instructions that make it. */
interface Operand {
  readonly from: number
  readonly value: Bound
}

/** Where the parts of a loop are. */
interface Shape {
  readonly loop: number
  /** Number of its label. */
  readonly label: number
  /** The first instruction behind the test at the beginning, if there is one. */
  readonly from: number
  readonly back: number
  /** True when the test leaves the loop. */
  readonly exits: boolean
}

export class LoopCounter {
  readonly #module: Module
  readonly #store: CodeStore
  readonly #costOf: (callee: number) => number
  #found = new Map<number, CountedLoop>()
  #hasElse: Uint8Array = new Uint8Array(0)

  /** `costOf` gives the cost of a flat callee. */
  constructor(module: Module, store: CodeStore, costOf: (callee: number) => number) {
    this.#module = module
    this.#store = store
    this.#costOf = costOf
  }

  /** The counted loops of a function, by the instruction that begins them. */
  plan(func: Func, hasElse: Uint8Array): ReadonlyMap<number, CountedLoop> {
    const { op: ops, a: immediates } = this.#store
    const found = (this.#found = new Map<number, CountedLoop>())
    this.#hasElse = hasElse
    /** The open blocks: where a loop begins or -1, and how many loops are nested in it. */
    const open: { loop: number; label: number; height: number }[] = []
    let labels = 1
    for (let at = func.from; at < func.end; at += 1) {
      const op = ops[at] as number
      if (op > Op.callIndirect) continue
      if (op === Op.block || op === Op.loop || op === Op.if) {
        open.push({ loop: op === Op.loop ? at : -1, label: labels, height: 0 })
        labels += 1
      } else if (op === Op.end) {
        const closed = open.pop()
        const outer = open.at(-1)
        if (closed !== undefined && outer !== undefined) {
          const own = closed.loop < 0 ? 0 : 1
          outer.height = Math.max(outer.height, closed.height + own)
        }
      } else if (op === Op.br || op === Op.brIf) {
        const target = open[open.length - 1 - (immediates[at] as number)]
        if (target === undefined || target.loop < 0) continue
        const { loop, label } = target
        const inside = open.reduce((most, { height }) => Math.max(most, height), 0)
        if (inside >= HEIGHT_MAX || at - loop > LENGTH_MAX || found.has(loop)) continue
        const counted = this.#counted(loop, at, label)
        if (counted !== undefined) found.set(loop, counted)
      }
    }
    return found
  }

  /** The loop that the branch at `back` closes, when it can be counted. */
  #counted(loop: number, back: number, label: number): CountedLoop | undefined {
    const { op: ops, a: immediates } = this.#store
    if ((immediates[loop] as number) >= 0) return undefined
    const inner = immediates[back] as number
    if (ops[back] === Op.brIf) {
      if (inner !== 0 || ops[back + 1] !== Op.end) return undefined
      return this.#judge(this.#testBefore(back), {
        loop,
        label,
        from: loop + 1,
        back,
        exits: false,
      })
    }
    if (ops[back + 1] !== DEAD || ops[back + 2] !== Op.end) return undefined
    const head = this.#head(loop)
    if (head === undefined) return undefined
    const exits = ops[head] === Op.brIf
    if (exits ? inner !== 0 : inner !== 1 || ops[back + 3] !== Op.end) return undefined
    const test = this.#testBefore(head)
    if (test?.left.from !== loop + 1) return undefined
    return this.#judge(test, { loop, label, from: head + 1, back, exits })
  }

  /** The `if` or `br_if` of a test at the very beginning of a loop. */
  #head(loop: number): number | undefined {
    const { op: ops, a: immediates } = this.#store
    for (let at = loop + 2; at <= loop + 4; at += 1) {
      if (ops[at] === Op.if) return immediates[at] === EMPTY ? at : undefined
      if (ops[at] === Op.brIf) return (immediates[at] as number) > 0 ? at : undefined
    }
    return undefined
  }

  /** The comparison before a conditional branch. */
  #testBefore(branch: number): Test | undefined {
    const op = this.#store.op[branch - 1] as number
    const zero: Bound = { constant: 0 }
    if ((op >= 0x46 && op <= 0x4f) || (op >= 0x51 && op <= 0x5a)) {
      const right = this.#operand(branch - 1)
      const left = right === undefined ? undefined : this.#operand(right.from)
      return left === undefined || right === undefined ? undefined : { left, right, op }
    }
    const isZero = op === Op.i32Eqz || op === 0x50
    const left = this.#operand(isZero ? branch - 1 : branch)
    if (left === undefined) return undefined
    // A number by itself stands for its being other than zero.
    return { left, right: { from: left.from, value: zero }, op: isZero ? op + 1 : 0x47 }
  }

  /** The operand that the instructions before `end` make: a constant, a local, or its step. */
  #operand(end: number): Operand | undefined {
    const { op: ops, a: immediates } = this.#store
    const at = end - 1
    const op = ops[at]
    if (op === Op.localGet) return { from: at, value: { local: immediates[at] as number } }
    if (op === Op.localTee) {
      const local = immediates[at] as number
      return this.#step(at) === undefined ? undefined : { from: at - 3, value: { local } }
    }
    const constant = this.#constant(at)
    return constant === undefined ? undefined : { from: at, value: { constant } }
  }

  /** The number at an instruction that is a constant of moderate size. */
  #constant(at: number): number | undefined {
    const op = this.#store.op[at]
    if (op !== Op.i32Const && op !== Op.i64Const) return undefined
    const from = (this.#store.at[at] as number) + 1
    const end = this.#store.at[at + 1] as number
    const reader = new Reader(this.#module.bytes, from, end)
    if (op === Op.i32Const) return reader.s32()
    return end - from < 5 ? reader.s33() : undefined
  }

  /** What an assignment adds to the local it assigns, when it does just that. */
  #step(at: number): number | undefined {
    const { op: ops, a: immediates } = this.#store
    const local = immediates[at]
    const adds = ops[at - 1] === Op.i32Add || ops[at - 1] === Op.i64Add
    if (!adds && ops[at - 1] !== Op.i32Sub && ops[at - 1] !== Op.i64Sub) return undefined
    const isLocal = (index: number): boolean =>
      ops[index] === Op.localGet && immediates[index] === local
    let step: number | undefined
    if (isLocal(at - 3)) step = this.#constant(at - 2)
    else if (adds && isLocal(at - 2)) step = this.#constant(at - 3)
    if (step === undefined || step === 0 || Math.abs(step) > STEP_MAX) return undefined
    return adds ? step : -step
  }

  /** Puts together what is known, when the test counts. */
  #judge(test: Test | undefined, shape: Shape): CountedLoop | undefined {
    if (test === undefined) return undefined
    const { loop, from, back, exits } = shape
    const { left, right, op } = test
    const wide = op >= 0x51
    const kind = op - (wide ? 0x51 : 0x46)
    const order = orders[(kind - 2) >> 1]
    if (order === undefined && (kind === 0) !== exits) return undefined
    const compare = order === undefined ? 'ne' : exits ? negated[order] : order
    for (const [value, bound, swapped] of [
      [left.value, right.value, false],
      [right.value, left.value, true],
    ] as const) {
      if (!('local' in value)) continue
      const step = this.#onlyStep(value.local, from, back)
      if (step === undefined) continue
      if ('local' in bound && this.#assigned(bound.local, from, back)) continue
      const cost = this.#cost(shape)
      if (cost === UNEVEN) return undefined
      const counted = {
        backEdge: back,
        cost,
        local: value.local,
        wide,
        step,
        compare: swapped ? mirrored[compare] : compare,
        signed: kind % 2 === 0,
        bound,
        stepsFirst: from === loop + 1,
      }
      return isPayable(counted) ? counted : undefined
    }
    return undefined
  }

  /** The cost of one iteration: the test before `from`, the body, the branch back. */
  #cost({ loop, label, from, back }: Shape): number {
    const { op: ops } = this.#store
    let start = weights[ops[back] as number] as number
    for (let at = loop; at < from; at += 1) start += weights[ops[at] as number] as number
    // The `if` of a test at the beginning is a label as well.
    const firstLabel = label + (ops[from - 1] === Op.if ? 2 : 1)
    return roundCost({
      store: this.#store,
      from,
      end: back,
      firstLabel,
      start,
      hasElse: this.#hasElse,
      isPaid: (inner) => this.#found.has(inner),
      costOf: this.#costOf,
    })
  }

  #assigned(local: number, from: number, to: number): boolean {
    const { op: ops, a: immediates } = this.#store
    for (let at = from; at < to; at += 1) {
      if ((ops[at] === Op.localSet || ops[at] === Op.localTee) && immediates[at] === local) {
        return true
      }
    }
    return false
  }

  /** The step of a local that is assigned once between, outside any block. */
  #onlyStep(local: number, from: number, to: number): number | undefined {
    const { op: ops, a: immediates } = this.#store
    let depth = 0
    let step: number | undefined
    for (let at = from; at < to; at += 1) {
      const op = ops[at]
      if (op === Op.block || op === Op.loop || op === Op.if) depth += 1
      else if (op === Op.end) depth -= 1
      else if ((op === Op.localSet || op === Op.localTee) && immediates[at] === local) {
        if (step !== undefined || depth > 0) return undefined
        step = this.#step(at)
        if (step === undefined) return undefined
      }
    }
    return step
  }
}
