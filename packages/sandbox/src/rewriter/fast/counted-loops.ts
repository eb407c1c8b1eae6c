/**
 * Loops whose number of iterations is known when they are entered: a loop with one way back and
 * one way out, without calls that count, that steps one local and goes on while that local compares
 * with a constant or a local that the loop does not change. It pays at once for what all iterations
 * are sure to cost; what a path or a loop inside costs beyond is charged there.
 *
 * Three shapes, as compilers write them: a test at the end (`br_if` back), an `if` at the beginning
 * whose body ends with `br` back, or a `br_if` out at the beginning and a `br` back at the end.
 */
import { Op } from '../binary/opcodes.ts'
import { weights } from '../fuel-schedule.ts'
import type { Module } from '../module/model.ts'
import { DEAD, type CodeStore, type Func } from '../validate/code-store.ts'
import type { CountedLoop, Counting } from './counting.ts'
import { roundCost, type RoundCost } from './loop-cost.ts'
import { LoopReader, type Bound, type Step, type Test } from './loop-reader.ts'
import { hasConstantStep, isPayable } from './prepay.ts'
import type { Survey } from './survey.ts'
import { tripCount } from './trip-count.ts'

const mirrored = { ne: 'ne', lt: 'gt', gt: 'lt', le: 'ge', ge: 'le' } as const
const negated = { lt: 'ge', gt: 'le', le: 'gt', ge: 'lt' } as const
const orders = ['lt', 'gt', 'le', 'ge'] as const
/** The block type without parameters and results. */
const EMPTY = -64
/** Loops that are looked at: with so many loops in them at most, so many instructions long. */
const HEIGHT_MAX = 3
const LENGTH_MAX = 4096
/** Fuel that loops of one function may use without a check: some 70 microseconds. */
const FREE_FUEL = 262_144

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

/** An open block. */
interface Open {
  /** Where it begins when it is a loop, else -1. */
  readonly loop: number
  readonly label: number
  /** How many loops are nested in it. */
  height: number
}

/** The most loops that are nested in an open block. */
function inside(open: readonly Open[]): number {
  let most = 0
  for (const { height } of open) most = Math.max(most, height)
  return most
}

const none: ReadonlyMap<number, CountedLoop> = new Map()

export class LoopCounter {
  /** Fuel that the loops of the last function may use without a check. */
  unchecked = 0
  readonly #store: CodeStore
  readonly #reader: LoopReader
  readonly #costOf: (callee: number) => number
  #found = new Map<number, CountedLoop>()
  #survey!: Survey

  /** `costOf` gives the cost of a flat callee. */
  constructor(module: Module, store: CodeStore, costOf: (callee: number) => number) {
    this.#store = store
    this.#reader = new LoopReader(module, store)
    this.#costOf = costOf
  }

  /** The counted loops of a function, by the instruction that begins them. */
  plan(func: Func, survey: Survey): ReadonlyMap<number, CountedLoop> {
    const { op: ops, a: immediates } = this.#store
    this.unchecked = 0
    if (survey.loops === 0) return none
    const found = (this.#found = new Map<number, CountedLoop>())
    this.#survey = survey
    const open: Open[] = []
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
        if (at - loop > LENGTH_MAX || found.has(loop) || inside(open) >= HEIGHT_MAX) continue
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
      return this.#judge(this.#reader.testBefore(back), {
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
    const test = this.#reader.testBefore(head)
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

  /** Puts together what is known, when the test counts. */
  #judge(test: Test | undefined, shape: Shape): CountedLoop | undefined {
    if (test === undefined) return undefined
    const { loop, from, back, exits } = shape
    const { left, right, op } = test
    const wide = op >= 0x51
    const kind = op - (wide ? 0x51 : 0x46)
    const order = kind < 2 ? undefined : orders[(kind - 2) >> 1]
    if (order === undefined && (kind === 0) !== exits) return undefined
    const compare = order === undefined ? 'ne' : exits ? negated[order] : order
    for (const swapped of [false, true]) {
      const value = swapped ? right.value : left.value
      const bound = swapped ? left.value : right.value
      if (!('local' in value)) continue
      const step = this.#reader.onlyStep(value.local, from, back)
      if (step === undefined) continue
      if (this.#changes(bound, shape) || this.#changes(step, shape)) continue
      const round = this.#cost(shape)
      if (round === undefined) return undefined
      const counted: Counting = {
        exits,
        backEdge: back,
        ...round,
        local: value.local,
        wide,
        step,
        compare: swapped ? mirrored[compare] : compare,
        signed: kind % 2 === 0,
        bound,
        stepsFirst: from === loop + 1,
      }
      if (!isPayable(counted)) return undefined
      const initial = this.#reader.initial(value.local, loop)
      const known = initial !== undefined && hasConstantStep(counted)
      const trips = known ? tripCount(counted, initial) : undefined
      const most = trips === undefined ? Infinity : (trips + 1) * round.most
      return { ...counted, trips, free: this.#free(shape, most) }
    }
    return undefined
  }

  /** Whether a loop assigns to what its local is compared with, or steps by. */
  #changes(number: Bound | Step, { from, back }: Shape): boolean {
    if (typeof number !== 'object' || !('local' in number)) return false
    return this.#reader.assigned(number.local, from, back)
  }

  /** The most that a loop can use, when that is little, together with the others. */
  #free({ loop, back }: Shape, most: number): number | undefined {
    let inner = 0
    for (let at = loop + 1; at < back; at += 1) {
      if (this.#store.op[at] === Op.loop) inner += this.#found.get(at)?.free ?? 0
    }
    // What it can use takes the place of what the loops inside can.
    if (this.unchecked - inner + most > FREE_FUEL) return undefined
    this.unchecked += most - inner
    return most
  }

  /** The cost of one iteration: the test before `from`, the body, the branch back. */
  #cost({ loop, label, from, back }: Shape): RoundCost | undefined {
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
      survey: this.#survey,
      counted: this.#found,
      costOf: this.#costOf,
    })
  }
}
