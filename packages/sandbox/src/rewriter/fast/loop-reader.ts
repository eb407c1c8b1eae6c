/**
 * What single instructions of a loop mean: tests against a bound, steps of a local, what a local
 * holds where a loop begins. Instructions are named by their place in the store.
 */
import { Op } from '../binary/opcodes.ts'
import { Reader } from '../binary/reader.ts'
import type { Module } from '../module/model.ts'
import { DEAD, type CodeStore } from '../validate/code-store.ts'

/** A constant, or a local that is there at entry. */
export type Bound = { readonly local: number } | { readonly constant: number }

/** What is added to the local that counts: a constant, or another local. */
export type Step = number | { readonly local: number }

/** Largest step that is understood. */
const STEP_MAX = 1 << 20
/** How far before a loop its first value is looked for. */
const INITIAL_REACH = 32

/** A comparison as the code has it, between two operands that stand in a row. */
export interface Test {
  readonly left: Operand
  readonly right: Operand
  readonly op: number
}
/** An operand, and the first of the instructions that make it. */
export interface Operand {
  readonly from: number
  readonly value: Bound
}

export class LoopReader {
  readonly #module: Module
  readonly #store: CodeStore

  constructor(module: Module, store: CodeStore) {
    this.#module = module
    this.#store = store
  }

  /** The comparison before a conditional branch. */
  testBefore(branch: number): Test | undefined {
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
  #step(at: number): Step | undefined {
    const { op: ops, a: immediates } = this.#store
    const local = immediates[at]
    const adds = ops[at - 1] === Op.i32Add || ops[at - 1] === Op.i64Add
    if (!adds && ops[at - 1] !== Op.i32Sub && ops[at - 1] !== Op.i64Sub) return undefined
    const isLocal = (index: number): boolean =>
      ops[index] === Op.localGet && immediates[index] === local
    const other = isLocal(at - 3) ? at - 2 : adds && isLocal(at - 2) ? at - 3 : undefined
    if (other === undefined) return undefined
    if (ops[other] === Op.localGet) return adds ? { local: immediates[other] as number } : undefined
    const step = this.#constant(other)
    if (step === undefined || step === 0 || Math.abs(step) > STEP_MAX) return undefined
    return adds ? step : -step
  }

  /** Whether a local is assigned in the instructions `[from, to)`. */
  assigned(local: number, from: number, to: number): boolean {
    const { op: ops, a: immediates } = this.#store
    for (let at = from; at < to; at += 1) {
      if ((ops[at] === Op.localSet || ops[at] === Op.localTee) && immediates[at] === local) {
        return true
      }
    }
    return false
  }

  /** The step of a local that is assigned once between, outside any block. */
  onlyStep(local: number, from: number, to: number): Step | undefined {
    const { op: ops, a: immediates } = this.#store
    let depth = 0
    let step: Step | undefined
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

  /** The constant that a local has where a loop begins, when that can be seen. */
  initial(local: number, loop: number): number | undefined {
    const { op: ops, a: immediates } = this.#store
    for (let at = loop - 1; at > Math.max(0, loop - INITIAL_REACH); at -= 1) {
      const op = ops[at] as number
      if (op === Op.localSet || op === Op.localTee) {
        if (immediates[at] === local) return this.#constant(at - 1)
      } else if (op === Op.loop || op === Op.if || op === Op.else || op === Op.end || op === DEAD) {
        // Another way may lead here, with another value.
        return undefined
      }
    }
    return undefined
  }
}
