/**
 * Float locals, told apart by what they hold: compilers use one local for many values in turn.
 *
 * Every assignment makes a new version; where control flow meets, versions meet in a joint. Only
 * the joints that some `local.get` reaches tie their versions together, into one place of the
 * graph. A function with too many blocks times locals has one version for each local.
 */
import { Op } from '../binary/opcodes.ts'
import { isFloat } from '../binary/values.ts'
import type { CodeStore, Func } from '../validate/code-store.ts'
import { Class, Via, type NanGraph } from './nan-graph.ts'

/**
 * What reaches a label: a version for each float local, and which of them are joints of its
 * own.
 */
export interface LabelState {
  versions: Int32Array
  readonly joints: Uint8Array
}

/** Branches times float locals up to which versions are told apart, over the whole module. */
const DISTINCT_LIMIT = 1_000_000

export class LocalWebs {
  readonly #graph: NanGraph
  /** Number among the float locals by local, -1 for others. */
  #dense = new Int32Array(0)
  #versions: Int32Array = new Int32Array(0)
  #distinct = true
  #budget = DISTINCT_LIMIT
  /** 0 for a plain version, 1 for a joint, 2 for a joint that is used; by node. */
  readonly #kinds = new Map<number, 1 | 2>()
  readonly #inputs = new Map<number, number[]>()
  readonly #used: number[] = []

  constructor(graph: NanGraph) {
    this.#graph = graph
  }

  /** Begins a function: parameters are exact, other locals are zero. */
  reset(store: CodeStore, func: Func): void {
    const { locals } = func
    if (this.#dense.length < locals.length) this.#dense = new Int32Array(2 * locals.length)
    let floats = 0
    for (let local = 0; local < locals.length; local += 1) {
      this.#dense[local] = isFloat(locals[local] as number) ? floats++ : -1
    }
    let branches = 0
    for (let at = func.from; at < func.end; at += 1) {
      const op = store.op[at] as number
      if (op >= Op.block && op <= Op.brTable) branches += 1
    }
    this.#distinct = branches * floats <= this.#budget
    if (this.#distinct) this.#budget -= branches * floats
    this.#versions = new Int32Array(floats)
    this.#kinds.clear()
    this.#inputs.clear()
    this.#used.length = 0
    for (let local = 0; local < locals.length; local += 1) {
      const dense = this.#dense[local] as number
      if (dense < 0) continue
      const node = this.#graph.node()
      const initial = local < func.paramCount ? Class.exact : Class.clean
      this.#graph.edge(initial, node, Via.copy, -1)
      this.#versions[dense] = node
    }
  }

  /** The node of a local that is read. */
  get(local: number): number {
    const node = this.#versions[this.#dense[local] as number] as number
    this.#use(node)
    return node
  }

  /** The node of a local that is assigned. */
  set(local: number): number {
    const dense = this.#dense[local] as number
    if (this.#distinct) this.#versions[dense] = this.#graph.node()
    return this.#versions[dense] as number
  }

  #use(node: number): void {
    if (this.#kinds.get(node) !== 1) return
    this.#kinds.set(node, 2)
    this.#used.push(node)
  }

  #joint(...inputs: number[]): number {
    const node = this.#graph.node()
    this.#kinds.set(node, 1)
    this.#inputs.set(node, inputs)
    return node
  }

  /** The versions at this point, for an `else` to begin with. */
  save(): Int32Array {
    return this.#versions.slice()
  }

  restore(versions: Int32Array): void {
    this.#versions = versions.slice()
  }

  /** Enters a loop: any float local may meet what a back edge brings. */
  loop(): LabelState | undefined {
    if (!this.#distinct) return undefined
    this.#versions = this.#versions.map((version) => this.#joint(version))
    return {
      versions: this.#versions.slice(),
      joints: new Uint8Array(this.#versions.length).fill(1),
    }
  }

  /** An edge to a label with the present versions; gives the label's state. */
  branch(state: LabelState | undefined): LabelState | undefined {
    if (!this.#distinct) return undefined
    if (state === undefined) {
      return { versions: this.#versions.slice(), joints: new Uint8Array(this.#versions.length) }
    }
    for (let dense = 0; dense < this.#versions.length; dense += 1) {
      const version = this.#versions[dense] as number
      const there = state.versions[dense] as number
      if (there === version) continue
      if (state.joints[dense] === 1) this.#inputs.get(there)?.push(version)
      else {
        state.versions[dense] = this.#joint(there, version)
        state.joints[dense] = 1
      }
    }
    return state
  }

  /** Arrives at a label; with no state no edge did. */
  arrive(state: LabelState | undefined): void {
    if (state !== undefined) this.#versions = state.versions
  }

  /** Ties together what the used joints bring together. */
  finish(): void {
    for (let joint = this.#used.pop(); joint !== undefined; joint = this.#used.pop()) {
      for (const input of this.#inputs.get(joint) ?? []) {
        this.#graph.tie(joint, input)
        this.#use(input)
      }
    }
  }
}
