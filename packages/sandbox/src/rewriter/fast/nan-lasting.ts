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
 * The locals that are observed, and assigned to from themselves; in loops in no other way.
 */
export function lastingLocals(store: CodeStore, func: Func, repairs: Uint8Array): LastingLocals {
  const observed = observedLocals(store, func, repairs)
  if (observed.length === 0) return nothing
  const bits = new Map(observed.map((local, index) => [local, 1 << index]))
  const assigns = new Uint8Array(func.end - func.from)
  /** For the known top of the operand stack: locals whose NaN makes the value one. */
  const stack: number[] = []
  const loops: boolean[] = []
  let loopDepth = 0
  /** Bits of locals assigned from themselves, and of those assigned otherwise in a loop. */
  let lasting = 0
  let spoiled = 0
  const pop = (): number => stack.pop() ?? 0
  const assign = (at: number, bit: number): void => {
    const value = pop()
    const lasts = (value & bit) !== 0
    if (bit !== 0) {
      assigns[at - func.from] = lasts ? Assigns.lasting : Assigns.anew
      if (lasts) lasting |= bit
      else if (loopDepth > 0) spoiled |= bit
      for (const [place, mask] of stack.entries()) stack[place] = mask & ~bit
    }
    if (store.op[at] === Op.localTee) stack.push(value | bit)
  }
  for (let at = func.from; at < func.end; at += 1) {
    const op = store.op[at] as number
    const a = store.a[at] as number
    if (op >= Op.i32Eqz && op <= Op.i64Extend32S) {
      const operands = pop() | (first[op] === 0 ? 0 : pop())
      stack.push(keepsNan(op) ? operands : 0)
    } else if (op === Op.localGet) stack.push(bits.get(a) ?? 0)
    else if (op === Op.localSet || op === Op.localTee) assign(at, bits.get(a) ?? 0)
    else if (op >= Op.i32Const && op <= Op.f64Const) stack.push(0)
    else if (op >= Op.i32Load && op <= Op.i64Load32U) {
      pop()
      stack.push(0)
    } else if (op >= Op.i32Store && op <= Op.i64Store32) {
      pop()
      pop()
    } else {
      stack.length = 0
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
