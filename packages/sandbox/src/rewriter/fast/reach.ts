/**
 * Where the fast meter must look at the counter, decided over the whole call graph.
 *
 * Between two checks only a bounded amount of fuel may be used. A loop checks on its back edges; a
 * function on a cycle of the call graph checks when it is entered; a function that could use more
 * than {@link UNCHECKED_FUEL} without passing a check checks when it returns. Calls that each
 * double the work of the one below therefore meet a check as soon as the product passes the bound.
 * What frames of a recursion use after their calls is bounded by the virtual stack.
 */
import { Op } from '../binary/opcodes.ts'
import { entryFuel, HOST_CALL_FUEL } from '../fuel-schedule.ts'
import type { StackPlan } from '../plan/stack-plan.ts'
import type { Validated } from '../validate/validate.ts'

/** Fuel a function may use without a check of its own. */
export const UNCHECKED_FUEL = 1024

/** Nodes of the call graph that are marked or from which a marked one can be reached. */
export function spread({ graph, component, nodes }: StackPlan, direct: Uint8Array): Uint8Array {
  const reached = new Uint8Array(graph.length)
  for (let from = 0; from < nodes.length;) {
    const number = component[nodes[from] as number]
    let to = from
    let found = false
    for (; to < nodes.length && component[nodes[to] as number] === number; to += 1) {
      const node = nodes[to] as number
      found ||= direct[node] === 1 || (graph[node] as number[]).some((next) => reached[next] === 1)
    }
    if (found) for (; from < to; from += 1) reached[nodes[from] as number] = 1
    from = to
  }
  return reached
}

/** Nodes from which an import can be reached, in the graph of the stack plan. */
function hostReach({ module, store, funcs }: Validated, plan: StackPlan): Uint8Array {
  const imported = module.importedFunctions
  const direct = new Uint8Array(plan.graph.length)
  for (const [ordinal, { callsFrom, callsEnd }] of funcs.entries()) {
    for (let call = callsFrom; call < callsEnd; call += 1) {
      const at = store.calls[call] as number
      if (store.op[at] === Op.call && (store.a[at] as number) < imported) direct[ordinal] = 1
    }
  }
  // A table can hold imported functions when one is referenced, or when the host owns a table.
  const foreign = module.importedTables > 0 || [...module.addressable].some((at) => at < imported)
  if (foreign) direct.fill(1, funcs.length)
  return spread(plan, direct)
}

/** Decides where to check, function by function, callees before callers. */
export class Reach {
  /** 1 for each node of the call graph from which the host may be called. */
  readonly toHost: Uint8Array
  readonly #validated: Validated
  readonly #plan: StackPlan
  /** Fuel each defined function may use before a check sees it. */
  readonly #unchecked: Float64Array
  readonly #checksExit: Uint8Array

  constructor(validated: Validated, plan: StackPlan) {
    this.#validated = validated
    this.#plan = plan
    this.#unchecked = new Float64Array(validated.funcs.length)
    this.#checksExit = new Uint8Array(validated.funcs.length)
    this.toHost = hostReach(validated, plan)
  }

  /**
   * Whether a function checks when it returns. `own` is what its instructions and its loops may use
   * without a check; a flat function checks nothing and uses little.
   */
  visit(ordinal: number, own: number, isFlat: boolean): boolean {
    const { module, store, funcs } = this.#validated
    const func = funcs[ordinal] as (typeof funcs)[number]
    let fuel = entryFuel(func.locals.length - func.paramCount) + own
    for (let call = func.callsFrom; call < func.callsEnd; call += 1) {
      const at = store.calls[call] as number
      if (store.op[at] !== Op.call) continue
      const callee = (store.a[at] as number) - module.importedFunctions
      if (callee < 0) fuel += HOST_CALL_FUEL
      else if (!this.checks(callee)) fuel += this.#unchecked[callee] as number
    }
    const checks = fuel > UNCHECKED_FUEL && !isFlat
    this.#unchecked[ordinal] = isFlat ? Math.min(fuel, UNCHECKED_FUEL) : fuel
    this.#checksExit[ordinal] = checks ? 1 : 0
    return checks
  }

  /** True for a function, seen before, that checks whenever it is called. */
  checks(ordinal: number): boolean {
    return this.#plan.cyclic[ordinal] === 1 || this.#checksExit[ordinal] === 1
  }
}
