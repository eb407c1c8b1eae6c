/**
 * The operand stack as the planner of repairs sees it: for each value its type, its node in the
 * graph, and the instruction behind which it can be repaired.
 */
import { isFloat } from '../binary/values.ts'
import { limits } from '../limits.ts'
import { Class, OBSERVED, Via, type NanGraph } from './nan-graph.ts'

export class FloatStack {
  height = 0
  readonly #graph: NanGraph
  readonly #types = new Uint8Array(limits.operands)
  readonly #nodes = new Int32Array(limits.operands)
  readonly #producers = new Int32Array(limits.operands)

  constructor(graph: NanGraph) {
    this.#graph = graph
  }

  push(type: number, node: number, producer: number): void {
    this.#types[this.height] = type
    this.#nodes[this.height] = node
    this.#producers[this.height] = producer
    this.height += 1
  }

  /** A value whose bits come from elsewhere. */
  pushForeign(type: number, producer: number): void {
    this.push(type, isFloat(type) ? Class.exact : Class.clean, producer)
  }

  /** The same for all that a call gives, or a block. */
  pushAllForeign(types: Uint8Array, producer: number): void {
    for (let value = 0; value < types.length; value += 1) {
      this.pushForeign(types[value] as number, producer)
    }
  }

  /** Values that met at a label, at nodes from `first` on. */
  pushMet(types: Uint8Array, first: number, producer: number): void {
    for (let value = 0; value < types.length; value += 1) {
      const type = types[value] as number
      this.push(type, isFloat(type) ? first + value : Class.clean, producer)
    }
  }

  /** Another instruction leaves the value on top as it is. */
  passed(producer: number): void {
    this.#producers[this.height - 1] = producer
  }

  node(slot: number): number {
    return this.#nodes[slot] as number
  }

  producer(slot: number): number {
    return this.#producers[slot] as number
  }

  /** The value on top flows to `target`; then it is taken off. */
  flow(target: number): void {
    this.height -= 1
    this.flowFrom(this.height, target)
  }

  flowFrom(slot: number, target: number): void {
    if (!isFloat(this.#types[slot] as number)) return
    this.#graph.edge(this.#nodes[slot] as number, target, Via.copy, this.#producers[slot] as number)
  }

  /** Somebody may look at the bits of the values on top, which are taken off. */
  observe(count: number): void {
    for (let left = count; left > 0; left -= 1) this.flow(OBSERVED)
  }
}
