/**
 * Functions that cost the same on every path. They take no counter: their callers add the cost to
 * what they charge themselves.
 */
import { Op } from '../binary/opcodes.ts'
import { chargesBySize, entryFuel, weights } from '../fuel-schedule.ts'
import type { StackPlan } from '../plan/stack-plan.ts'
import { DEAD, type Func } from '../validate/code-store.ts'
import type { Validated } from '../validate/validate.ts'
import { UNCHECKED_FUEL } from './reach.ts'

/** No edge has reached a label yet. */
const UNREACHED = -1

/**
 * The cost of each defined function that is called only directly and costs the same on every
 * path, at most {@link UNCHECKED_FUEL}; -1 for all others.
 */
export function flatCosts({ module, store, funcs }: Validated, plan: StackPlan): Int32Array {
  const costs = new Int32Array(funcs.length).fill(-1)
  for (const ordinal of plan.order) {
    const func = funcs[ordinal] as Func
    if (plan.cyclic[ordinal] === 1 || module.addressable.has(func.index)) continue
    const cost = flatCost(func)
    if (cost <= UNCHECKED_FUEL) costs[ordinal] = cost
  }
  return costs

  /** The cost of one function, -1 when its paths differ. */
  function flatCost(func: Func): number {
    /** Cost at each open label, and where its `if` began, or -1. */
    const labels = [UNREACHED]
    const befores = [UNREACHED]
    let pending = entryFuel(func.locals.length - func.paramCount)
    let live = true
    const arrives = (depth: number): boolean => {
      const label = labels.length - 1 - depth
      if (labels[label] === UNREACHED) labels[label] = pending
      return labels[label] === pending
    }
    for (let at = func.from; at < func.end; at += 1) {
      const op = store.op[at] as number
      const a = store.a[at] as number
      if (op === DEAD) {
        live = false
        continue
      }
      pending += weights[op] as number
      if (op > Op.callIndirect) {
        if (chargesBySize(op)) return -1
      } else if (op === Op.block || op === Op.if) {
        labels.push(UNREACHED)
        befores.push(op === Op.if ? pending : UNREACHED)
      } else if (op === Op.else) {
        if (live && !arrives(0)) return -1
        pending = befores.pop() as number
        befores.push(UNREACHED)
        live = true
      } else if (op === Op.end) {
        if (live && !arrives(0)) return -1
        const before = befores.pop() as number
        if (before !== UNREACHED) {
          pending = before
          if (!arrives(0)) return -1
        }
        pending = labels.pop() as number
        live = pending !== UNREACHED
        // What follows in an outer block type-checks but never runs.
        if (!live && labels.length > 0) return -1
      } else if (op === Op.br || op === Op.brIf) {
        if (!arrives(a)) return -1
      } else if (op === Op.return) {
        if (!arrives(labels.length - 1)) return -1
      } else if (op === Op.call) {
        const cost = costs[a - module.importedFunctions] ?? -1
        if (cost < 0) return -1
        pending += cost
      } else if (op !== Op.nop && op !== Op.unreachable) return -1
    }
    return live ? pending : 0
  }
}
