/**
 * Which functions count the virtual stack, and how much of it remains for them.
 *
 * A frame is 48 bytes and 8 for each local and operand; V8's baseline code took between 0.8 and
 * 1.35 times that (11/2026, Node 24.21), its optimised code less. Functions on a cycle of the call
 * graph subtract their frame on entry; the longest chain of all other functions is known beforehand
 * and is taken off the budget, so that both together never exceed `limits.stackBytes`.
 */
import { Op } from '../binary/opcodes.ts'
import { limits } from '../limits.ts'
import type { Module } from '../module/model.ts'
import { bound } from '../refusal.ts'
import type { Func } from '../validate/code-store.ts'
import type { Validated } from '../validate/validate.ts'
import { components } from './components.ts'

export interface StackPlan {
  /** Frame bytes of each defined function. */
  readonly frames: Uint32Array
  /** 1 for each defined function that lies on a cycle of the call graph. */
  readonly cyclic: Uint8Array
  /** Defined functions, callees before callers as far as there are no cycles. */
  readonly order: Uint32Array
  /** What the functions on cycles may use together, in bytes. */
  readonly budget: number
  /** The call graph behind it, see {@link callGraph}. */
  readonly graph: readonly (readonly number[])[]
  /** Component of each node of the graph; callees have smaller numbers. */
  readonly component: Int32Array
  /** A number for each type, the same for types that are structurally equal. */
  readonly canonical: Uint32Array
}

const frameBytes = (func: Func): number => 48 + 8 * (func.locals.length + func.operands)

function canonicalTypes(module: Module): Uint32Array {
  const seen = new Map<string, number>()
  return Uint32Array.from(module.types, ({ params, results }, index) => {
    const key = `${params}:${results}`
    const canonical = seen.get(key) ?? index
    seen.set(key, canonical)
    return canonical
  })
}

/**
 * The call graph: defined functions are nodes 0.. by ordinal; behind them one node for each type,
 * which stands for `call_indirect` and leads to every function of that type with a reference.
 */
export function callGraph({ module, store, funcs }: Validated, canonical: Uint32Array): number[][] {
  const imported = module.importedFunctions
  const graph: number[][] = Array.from({ length: funcs.length + module.types.length }, () => [])
  for (const index of module.addressable) {
    if (index < imported) continue
    const type = canonical[module.functions[index] as number] as number
    graph[funcs.length + type]?.push(index - imported)
  }
  for (const [ordinal, func] of funcs.entries()) {
    const callees: number[] = []
    for (let at = func.from; at < func.end; at += 1) {
      const op = store.op[at]
      const a = store.a[at] as number
      if (op === Op.call && a >= imported) callees.push(a - imported)
      else if (op === Op.callIndirect) callees.push(funcs.length + (canonical[a] as number))
    }
    graph[ordinal] = callees.length > 1 ? [...new Set(callees)] : callees
  }
  return graph
}

/** @throws `WASM_LIMIT_STACK` when the functions outside cycles alone need too much */
export function planStack(validated: Validated): StackPlan {
  const { funcs, module } = validated
  const canonical = canonicalTypes(module)
  const graph = callGraph(validated, canonical)
  const { component, count, cyclic: cycles } = components(graph)
  const frames = Uint32Array.from(funcs, frameBytes)
  const cyclic = Uint8Array.from(funcs, (_, node) => cycles[component[node] as number] as number)
  // Components are numbered callees first, so each depth is final before a caller reads it.
  const members: number[][] = Array.from({ length: count }, () => [])
  for (const [node, number] of component.entries()) members[number]?.push(node)
  const depths = new Float64Array(count)
  const order: number[] = []
  for (const [number, nodes] of members.entries()) {
    let below = 0
    for (const node of nodes) {
      if (node < funcs.length) order.push(node)
      for (const callee of graph[node] as number[]) {
        below = Math.max(below, depths[component[callee] as number] as number)
      }
    }
    const only = nodes[0] as number
    const own = cycles[number] === 0 && only < funcs.length ? (frames[only] as number) : 0
    depths[number] = own + below
  }
  const deepest = depths.reduce((most, depth) => Math.max(most, depth), 0)
  bound('WASM_LIMIT_STACK', module.bytes.length, deepest, limits.staticStackBytes)
  const budget = limits.stackBytes - deepest
  return { frames, cyclic, order: Uint32Array.from(order), budget, graph, component, canonical }
}
