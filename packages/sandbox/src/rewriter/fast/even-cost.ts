/** The cost of a function that costs the same on every path through it. */
import { Op } from '../binary/opcodes.ts'
import { chargesBySize, weights } from '../fuel-schedule.ts'
import { DEAD, type CodeStore } from '../validate/code-store.ts'

/** No edge has reached a label yet. */
const UNREACHED = -1
/** What {@link evenCost} answers when paths differ, or something else charges or repeats. */
export const UNEVEN = -1

/**
 * Walks a function, the instructions `[from, end)` with its last `end`, with `start` fuel already
 * pending. `costOf` gives the cost of a callee or {@link UNEVEN}. What never returns costs 0.
 */
export function evenCost(
  store: CodeStore,
  from: number,
  end: number,
  start: number,
  costOf: (callee: number) => number,
): number {
  /** Cost at each open label, and what was pending where its `if` began. */
  const labels = [UNREACHED]
  const befores = [UNREACHED]
  let pending = start
  let live = true
  const arrives = (depth: number): boolean => {
    const label = labels.length - 1 - depth
    if (labels[label] === UNREACHED) labels[label] = pending
    return labels[label] === pending
  }
  for (let at = from; at < end; at += 1) {
    const op = store.op[at] as number
    const a = store.a[at] as number
    if (op === DEAD) {
      live = false
      continue
    }
    pending += weights[op] as number
    if (op > Op.callIndirect) {
      if (chargesBySize(op)) return UNEVEN
    } else if (op === Op.block || op === Op.if) {
      labels.push(UNREACHED)
      befores.push(op === Op.if ? pending : UNREACHED)
    } else if (op === Op.else) {
      if (live && !arrives(0)) return UNEVEN
      pending = befores.pop() as number
      befores.push(UNREACHED)
      live = true
    } else if (op === Op.end) {
      if (live && !arrives(0)) return UNEVEN
      const before = befores.pop() as number
      if (before !== UNREACHED) {
        pending = before
        if (!arrives(0)) return UNEVEN
      }
      pending = labels.pop() as number
      live = pending !== UNREACHED
      // What follows in an outer block type-checks but never runs.
      if (!live && labels.length > 0) return UNEVEN
    } else if (op === Op.br || op === Op.brIf) {
      if (!arrives(a)) return UNEVEN
    } else if (op === Op.return) {
      if (!arrives(labels.length - 1)) return UNEVEN
    } else if (op === Op.call) {
      const cost = costOf(a)
      if (cost < 0) return UNEVEN
      pending += cost
    } else if (op !== Op.nop && op !== Op.unreachable) return UNEVEN
  }
  return live ? pending : 0
}
