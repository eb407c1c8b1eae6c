/**
 * What one round of a loop is sure to cost, as the writer of bodies will count it: the cost pending
 * where the loop branches back. Paths may differ: what one costs beyond that is charged inside.
 */
import { Op } from '../binary/opcodes.ts'
import { chargesBySize, weights } from '../fuel-schedule.ts'
import { DEAD, type CodeStore } from '../validate/code-store.ts'
import type { CountedLoop } from './counted-loops.ts'
import { UNEVEN } from './even-cost.ts'

interface Label {
  readonly op: number
  /** Pending at the first edge that reaches it, -1 for none, and the least cost of any. */
  first: number
  least: number
  /** The same where an `if` began. */
  readonly before: number
  readonly beforeLeast: number
  readonly empty: boolean
}

/** The block type without parameters and results. */
const EMPTY = -64

export interface Round {
  readonly store: CodeStore
  /** The instructions `[from, end)`, and the number of the first label that opens in them. */
  readonly from: number
  readonly end: number
  readonly firstLabel: number
  /** Cost of what comes before them and of the branch back. */
  readonly start: number
  /** True for a label that has an `else`. */
  readonly hasElse: Uint8Array
  /** The loops inside that pay at once, by the instruction that begins them. */
  readonly counted: ReadonlyMap<number, CountedLoop>
  /** Cost of a callee, or {@link UNEVEN}. */
  readonly costOf: (callee: number) => number
}

/** The cost, or {@link UNEVEN} when there is none to be sure of. */
export function roundCost(round: Round): number {
  const { store, from, end, hasElse, counted, costOf } = round
  const labels: Label[] = []
  const loops: number[] = []
  let number = round.firstLabel
  let pending = round.start
  let least = round.start
  let live = true
  const arrives = (depth: number): boolean => {
    const label = labels[labels.length - 1 - depth]
    if (label === undefined || label.op === Op.loop) return false
    if (label.first < 0) {
      label.first = pending
      label.least = least
    } else label.least = Math.min(label.least, least)
    return true
  }
  for (let at = from; at < end; at += 1) {
    const op = store.op[at] as number
    const a = store.a[at] as number
    if (op === DEAD) {
      live = false
      continue
    }
    if (!live && op !== Op.end && op !== Op.else) return UNEVEN
    pending += weights[op] as number
    least += weights[op] as number
    if (op > Op.callIndirect) {
      if (chargesBySize(op)) return UNEVEN
    } else if (op === Op.block || op === Op.loop || op === Op.if) {
      const known = op === Op.loop || (op === Op.if && hasElse[number] === 0)
      number += 1
      const inner = op === Op.loop ? counted.get(at) : undefined
      const ahead = inner?.free === undefined ? 0 : (inner.trips as number) * inner.cost
      pending += ahead
      least += ahead
      loops.push(at)
      labels.push({
        op,
        first: known ? pending : -1,
        least,
        before: pending,
        beforeLeast: least,
        empty: a === EMPTY,
      })
    } else if (op === Op.else) {
      if (live) arrives(0)
      const { before, beforeLeast } = labels[labels.length - 1] as Label
      pending = before
      least = beforeLeast
      live = true
    } else if (op === Op.end) {
      const label = labels[labels.length - 1] as Label
      if (live && label.op !== Op.loop) arrives(0)
      labels.pop()
      loops.pop()
      if (label.op === Op.loop) continue
      if (label.first < 0) return UNEVEN
      pending = label.first
      least = label.least
      live = true
    } else if (op === Op.br || op === Op.brIf) {
      const target = labels[labels.length - 1 - a]
      if (target === undefined) return UNEVEN
      if (target.op === Op.loop) {
        const paid = counted.has(loops[loops.length - 1 - a] as number)
        if (op === Op.brIf && !paid) {
          // The loop charged this by itself: it is no part of what can be paid before.
          least -= pending - target.first
          pending = target.first
        }
      } else {
        if (!target.empty && target.first >= 0 && target.first !== pending) return UNEVEN
        arrives(a)
      }
    } else if (op === Op.call) {
      const cost = costOf(a)
      if (cost < 0) return UNEVEN
      pending += cost
      least += cost
    } else if (op !== Op.nop && op !== Op.unreachable) return UNEVEN
  }
  return live && labels.length === 0 && pending <= least ? pending : UNEVEN
}
