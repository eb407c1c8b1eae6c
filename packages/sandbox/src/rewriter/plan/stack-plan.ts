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
import { components, type Components } from './components.ts'

export interface StackPlan {
  /** Frame bytes of each defined function. */
  readonly frames: Uint32Array
  /** 1 for each defined function that lies on a cycle of the call graph. */
  readonly cyclic: Uint8Array
  /** Defined functions, callees before callers as far as there are no cycles. */
  readonly order: Uint32Array
  /** The same with the nodes for types. */
  readonly nodes: Uint32Array
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
  for (let ordinal = 0; ordinal < funcs.length; ordinal += 1) {
    const { callsFrom, callsEnd } = funcs[ordinal] as Func
    const callees = graph[ordinal] as number[]
    for (let call = callsFrom; call < callsEnd; call += 1) {
      const at = store.calls[call] as number
      const a = store.a[at] as number
      if (store.op[at] === Op.callIndirect) callees.push(funcs.length + (canonical[a] as number))
      else if (a >= imported) callees.push(a - imported)
    }
    if (callees.length > 1) graph[ordinal] = [...new Set(callees)]
  }
  return graph
}

/** Nodes by the number of their component, and in a component as they come. */
function byComponent({ component, count }: Components): Uint32Array {
  const places = new Uint32Array(count + 1)
  for (const number of component) places[number + 1] = (places[number + 1] as number) + 1
  for (let number = 0; number < count; number += 1) {
    places[number + 1] = (places[number + 1] as number) + (places[number] as number)
  }
  const nodes = new Uint32Array(component.length)
  for (let node = 0; node < component.length; node += 1) {
    const number = component[node] as number
    const place = places[number] as number
    nodes[place] = node
    places[number] = place + 1
  }
  return nodes
}

/** @throws `WASM_LIMIT_STACK` when the functions outside cycles alone need too much */
export function planStack(validated: Validated): StackPlan {
  const { funcs, module } = validated
  const canonical = canonicalTypes(module)
  const graph = callGraph(validated, canonical)
  const found = components(graph)
  const { component, cyclic: cycles } = found
  const frames = new Uint32Array(funcs.map(frameBytes))
  const cyclic = new Uint8Array(funcs.map((_, node) => cycles[component[node] as number] as number))
  const nodes = byComponent(found)
  // Components are numbered callees first, so each depth is final before a caller reads it.
  const depths = new Float64Array(found.count)
  let deepest = 0
  for (const node of nodes) {
    const number = component[node] as number
    const own = node < funcs.length && cyclic[node] === 0 ? (frames[node] as number) : 0
    let depth = depths[number] as number
    for (const callee of graph[node] as number[]) {
      depth = Math.max(depth, own + (depths[component[callee] as number] as number))
    }
    depth = Math.max(depth, own)
    depths[number] = depth
    deepest = Math.max(deepest, depth)
  }
  bound('WASM_LIMIT_STACK', module.bytes.length, deepest, limits.staticStackBytes)
  const budget = limits.stackBytes - deepest
  const order = nodes.filter((node) => node < funcs.length)
  return { frames, cyclic, order, nodes, budget, graph, component, canonical }
}
