/**
 * Locals in which a NaN lasts: `x = x + y` round a loop keeps it. Where such a local is stored in
 * each round, it need not be added to a sum each time: looking at the local itself will do, as long
 * as it was assigned in no other way since.
 */
import { first, Op } from '../binary/opcodes.ts'
import type { CodeStore, Func } from '../validate/code-store.ts'
import { isArithmetic, Repair } from './nan-repairs.ts'

/** Locals that are followed in one function. */
const LOCALS_MAX = 16

/** How an instruction assigns to a local that is followed. */
export const Assigns = { nothing: 0, lasting: 1, anew: 2 } as const

export interface LastingLocals {
  /** The locals that are followed. */
  readonly locals: readonly number[]
  /** One of {@link Assigns} for each instruction, relative to the first of the function. */
  readonly assigns: Uint8Array
}

const nothing: LastingLocals = { locals: [], assigns: new Uint8Array(0) }

const isSign = (op: number): boolean =>
  op === Op.f32Neg || op === Op.f32Abs || op === Op.f64Neg || op === Op.f64Abs

/** True when the result is NaN whenever an operand is. */
const keepsNan = (op: number): boolean => isArithmetic(op) || isSign(op)

/**
 * For the known top of the operand stack: bits of the locals whose NaN makes the value one. A local
 * that is assigned is remembered by its time, since a stack may be as high as a function is long.
 */
class NanSources {
  readonly #masks: number[] = []
  readonly #pushed: number[] = []
  /** For each bit, the time of the last assignment. */
  readonly #assigned = new Uint32Array(LOCALS_MAX)
  #time = 0

  push(mask: number): void {
    this.#masks.push(mask)
    this.#pushed.push((this.#time += 1))
  }
  /** Without the locals that were assigned while the value lay there; 0 for an unknown value. */
  pop(): number {
    const mask = this.#masks.pop() ?? 0
    const pushed = this.#pushed.pop() ?? 0
    let kept = 0
    for (let rest = mask; rest !== 0; rest &= rest - 1) {
      const index = 31 - Math.clz32(rest & -rest)
      if ((this.#assigned[index] as number) < pushed) kept |= 1 << index
    }
    return kept
  }
  assigned(bit: number): void {
    this.#assigned[31 - Math.clz32(bit)] = this.#time += 1
  }
  clear(): void {
    this.#masks.length = 0
    this.#pushed.length = 0
  }
}

/**
 * The locals that are observed, and assigned to from themselves; in loops in no other way.
 */
export function lastingLocals(store: CodeStore, func: Func, repairs: Uint8Array): LastingLocals {
  const observed = observedLocals(store, func, repairs)
  if (observed.length === 0) return nothing
  const bits = new Map(observed.map((local, index) => [local, 1 << index]))
  const assigns = new Uint8Array(func.end - func.from)
  const stack = new NanSources()
  const loops: boolean[] = []
  let loopDepth = 0
  /** Bits of locals assigned from themselves, and of those assigned otherwise in a loop. */
  let lasting = 0
  let spoiled = 0
  const assign = (at: number, bit: number): void => {
    const value = stack.pop()
    const lasts = (value & bit) !== 0
    if (bit !== 0) {
      assigns[at - func.from] = lasts ? Assigns.lasting : Assigns.anew
      if (lasts) lasting |= bit
      else if (loopDepth > 0) spoiled |= bit
      stack.assigned(bit)
    }
    if (store.op[at] === Op.localTee) stack.push(value | bit)
  }
  for (let at = func.from; at < func.end; at += 1) {
    const op = store.op[at] as number
    const a = store.a[at] as number
    if (op >= Op.i32Eqz && op <= Op.i64Extend32S) {
      const operands = stack.pop() | (first[op] === 0 ? 0 : stack.pop())
      stack.push(keepsNan(op) ? operands : 0)
    } else if (op === Op.localGet) stack.push(bits.get(a) ?? 0)
    else if (op === Op.localSet || op === Op.localTee) assign(at, bits.get(a) ?? 0)
    else if (op >= Op.i32Const && op <= Op.f64Const) stack.push(0)
    else if (op >= Op.i32Load && op <= Op.i64Load32U) {
      stack.pop()
      stack.push(0)
    } else if (op >= Op.i32Store && op <= Op.i64Store32) {
      stack.pop()
      stack.pop()
    } else {
      stack.clear()
      if (op === Op.loop || op === Op.block || op === Op.if) {
        loops.push(op === Op.loop)
        if (op === Op.loop) loopDepth += 1
      } else if (op === Op.end && loops.pop() === true) loopDepth -= 1
    }
  }
  const kept = lasting & ~spoiled
  if (kept === 0) return nothing
  return { locals: observed.filter((local) => ((bits.get(local) as number) & kept) !== 0), assigns }
}

/** The first float locals that are observed just when they were assigned or read. */
function observedLocals(store: CodeStore, func: Func, repairs: Uint8Array): number[] {
  const found = new Set<number>()
  for (let at = func.from; at < func.end && found.size < LOCALS_MAX; at += 1) {
    if (repairs[at - func.from] === Repair.none) continue
    const op = store.op[at] as number
    if (op === Op.localGet || op === Op.localTee) found.add(store.a[at] as number)
  }
  return [...found]
}
