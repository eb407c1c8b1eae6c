/**
 * What one round of a loop is sure to cost, as the writer of bodies will count it: the cost pending
 * where the loop branches back. Paths may differ: what one costs beyond that is charged inside.
 */
import { Op } from '../binary/opcodes.ts'
import { chargesBySize, weights } from '../fuel-schedule.ts'
import { DEAD, type CodeStore } from '../validate/code-store.ts'
import type { CountedLoop } from './counting.ts'
import type { Survey } from './survey.ts'

interface Label {
  readonly op: number
  /** Labels that share their constant have the same number here. */
  readonly group: number
  /** The least and the most that an edge that reaches it has cost. */
  least: number
  most: number
  /** Pending, least and most where an `if` began. */
  readonly before: readonly [number, number, number]
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
  /** The labels of the function. */
  readonly survey: Pick<Survey, 'hasElse' | 'classOf'>
  /** The loops inside that pay at once, by the instruction that begins them. */
  readonly counted: ReadonlyMap<number, CountedLoop>
  /** Cost of a callee, below zero when it is none. */
  readonly costOf: (callee: number) => number
}

/** What a round is sure to cost, and the most that it can, loops that check by themselves apart. */
export interface RoundCost {
  readonly cost: number
  readonly most: number
}

/** The cost, or undefined when there is none to be sure of. */
export function roundCost(round: Round): RoundCost | undefined {
  const { store, from, end, survey, counted, costOf } = round
  const labels: Label[] = []
  const loops: number[] = []
  let number = round.firstLabel
  let pending = round.start
  let least = round.start
  let most = round.start
  let live = true
  /** Pending at the first edge that reached a group of labels. */
  const firsts = new Map<number, number>()
  const arrives = (label: Label): void => {
    if (!firsts.has(label.group)) firsts.set(label.group, pending)
    label.least = Math.min(label.least, least)
    label.most = Math.max(label.most, most)
  }
  for (let at = from; at < end; at += 1) {
    const op = store.op[at] as number
    const a = store.a[at] as number
    if (op === DEAD) {
      live = false
      continue
    }
    if (!live && op !== Op.end && op !== Op.else) return undefined
    pending += weights[op] as number
    least += weights[op] as number
    most += weights[op] as number
    if (op > Op.callIndirect) {
      if (chargesBySize(op)) return undefined
    } else if (op === Op.block || op === Op.loop || op === Op.if) {
      const group = survey.classOf(number)
      const known = op === Op.loop || (op === Op.if && survey.hasElse[number] === 0)
      number += 1
      const inner = op === Op.loop ? counted.get(at) : undefined
      const ahead = inner?.free === undefined ? 0 : (inner.trips as number) * inner.cost
      pending += ahead
      least += ahead
      most += inner?.free ?? 0
      loops.push(at)
      if (known && !firsts.has(group)) firsts.set(group, pending)
      labels.push({
        op,
        group,
        least: known ? least : Infinity,
        most: known ? most : 0,
        before: [pending, least, most],
        empty: a === EMPTY,
      })
    } else if (op === Op.else) {
      const label = labels[labels.length - 1] as Label
      if (live) arrives(label)
      ;[pending, least, most] = label.before
      live = true
    } else if (op === Op.end) {
      const label = labels[labels.length - 1] as Label
      if (live && label.op !== Op.loop) arrives(label)
      labels.pop()
      loops.pop()
      if (label.op === Op.loop) continue
      // No edge arrives: what follows never runs.
      if (label.least === Infinity) return undefined
      pending = firsts.get(label.group) as number
      least = label.least
      most = label.most
      live = true
    } else if (op === Op.br || op === Op.brIf) {
      const target = labels[labels.length - 1 - a]
      if (target === undefined) return undefined
      if (target.op === Op.loop) {
        const paid = counted.has(loops[loops.length - 1 - a] as number)
        if (op === Op.brIf && !paid) {
          // The loop charged this by itself: it is no part of what can be paid before.
          const first = firsts.get(target.group) as number
          least -= pending - first
          most -= pending - first
          pending = first
        }
      } else {
        const first = firsts.get(target.group) ?? pending
        if (!target.empty && first !== pending) return undefined
        arrives(target)
      }
    } else if (op === Op.brTable) {
      const count = store.branches[a] as number
      for (let entry = a + 1; entry <= a + count; entry += 1) {
        const target = labels[labels.length - 1 - (store.branches[entry] as number)]
        if (target === undefined || target.op === Op.loop) return undefined
        arrives(target)
      }
    } else if (op === Op.call) {
      const cost = costOf(a)
      if (cost < 0) return undefined
      pending += cost
      least += cost
      most += cost
    } else if (op !== Op.nop && op !== Op.unreachable) return undefined
  }
  const isSure = live && labels.length === 0 && pending <= least
  return isSure ? { cost: pending, most } : undefined
}
