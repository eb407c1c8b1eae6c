/**
 * Functions that cost the same on every path. They take no counter: their callers add the cost to
 * what they charge themselves.
 */
import { entryFuel } from '../fuel-schedule.ts'
import type { StackPlan } from '../plan/stack-plan.ts'
import type { Func } from '../validate/code-store.ts'
import type { Validated } from '../validate/validate.ts'
import { evenCost, UNEVEN } from './even-cost.ts'
import { UNCHECKED_FUEL } from './reach.ts'

/**
 * The cost of each defined function that is called only directly and costs the same on every
 * path, at most {@link UNCHECKED_FUEL}; {@link UNEVEN} for all others.
 */
export function flatCosts({ module, store, funcs }: Validated, plan: StackPlan): Int32Array {
  const costs = new Int32Array(funcs.length).fill(UNEVEN)
  const costOf = (callee: number): number => costs[callee - module.importedFunctions] ?? UNEVEN
  for (const ordinal of plan.order) {
    const func = funcs[ordinal] as Func
    if (plan.cyclic[ordinal] === 1 || module.addressable.has(func.index)) continue
    const entry = entryFuel(func.locals.length - func.paramCount)
    const cost = evenCost(store, func.from, func.end, entry, costOf)
    if (cost <= UNCHECKED_FUEL) costs[ordinal] = cost
  }
  return costs
}
