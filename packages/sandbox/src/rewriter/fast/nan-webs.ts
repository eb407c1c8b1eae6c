/**
 * Float locals, told apart by what they hold: compilers use one local for many values in turn.
 *
 * Every assignment makes a new version; where control flow meets, versions meet in a joint. A
 * function with too many blocks times locals has one version for each local.
 */
import { isFloat } from '../binary/values.ts'
import type { Func } from '../validate/code-store.ts'
import { Class, Via, type NanGraph } from './nan-graph.ts'
import { Joints } from './nan-joints.ts'

/**
 * What reaches a label: for each float local a version, or the complement of a joint that the label
 * has made. Undefined where no edge came yet, and where versions are not told apart.
 */
export type LabelState = number[] | undefined

/** Branches times float locals up to which versions are told apart, over the whole module. */
const DISTINCT_LIMIT = 1_000_000

export class LocalWebs {
  readonly #graph: NanGraph
  readonly #joints: Joints
  /** Number among the float locals by local, -1 for others. */
  #dense = new Int32Array(64)
  #versions: number[] = []
  #distinct = true
  #budget = DISTINCT_LIMIT

  constructor(graph: NanGraph) {
    this.#graph = graph
    this.#joints = new Joints(graph)
  }

  /**
   * Begins a function with so many branches: parameters are exact, other locals are zero. With too
   * many, versions are not told apart.
   */
  reset({ locals, paramCount }: Func, branches: number): void {
    if (this.#dense.length < locals.length) this.#dense = new Int32Array(2 * locals.length)
    this.#joints.reset()
    const versions: number[] = []
    for (let local = 0; local < locals.length; local += 1) {
      if (!isFloat(locals[local] as number)) continue
      const node = this.#joints.version()
      this.#graph.edge(local < paramCount ? Class.exact : Class.clean, node, Via.copy, -1)
      this.#dense[local] = versions.push(node) - 1
    }
    this.#versions = versions
    const work = branches * versions.length
    this.#distinct = work > 0 && work <= this.#budget
    if (this.#distinct) this.#budget -= work
  }

  /** The node of a float local that is read. */
  get(local: number): number {
    const node = this.#versions[this.#dense[local] as number] as number
    this.#joints.use(node)
    return node
  }

  /** The node of a float local that is assigned. */
  set(local: number): number {
    const dense = this.#dense[local] as number
    if (this.#distinct) this.#versions[dense] = this.#joints.version()
    return this.#versions[dense] as number
  }

  /** The versions at this point, for an `else` to begin with. */
  save(): LabelState {
    return this.#distinct ? this.#versions.slice() : undefined
  }

  /** Goes back to versions that were saved, once. */
  restore(versions: LabelState): void {
    if (versions !== undefined) this.#versions = versions
  }

  /** Enters a loop: any float local may meet what a back edge brings. */
  loop(): LabelState {
    if (!this.#distinct) return undefined
    const state: number[] = []
    for (let dense = 0; dense < this.#versions.length; dense += 1) {
      const joint = this.#joints.joint(this.#versions[dense] as number)
      this.#versions[dense] = joint
      state.push(~joint)
    }
    return state
  }

  /** An edge to a label with the present versions; gives the label's state. */
  branch(state: LabelState): LabelState {
    if (state === undefined) return this.save()
    for (let dense = 0; dense < state.length; dense += 1) {
      const version = this.#versions[dense] as number
      const there = state[dense] as number
      if (there < 0) {
        if (~there !== version) this.#joints.add(~there, version)
      } else if (there !== version) {
        const joint = this.#joints.joint(there)
        this.#joints.add(joint, version)
        state[dense] = ~joint
      }
    }
    return state
  }

  /** Arrives at a label; with no state no edge did. */
  arrive(state: LabelState): void {
    if (state === undefined) return
    for (let dense = 0; dense < state.length; dense += 1) {
      const there = state[dense] as number
      this.#versions[dense] = there < 0 ? ~there : there
    }
  }

  /** True when versions had to be told apart in too many places: the function must begin anew. */
  get overflows(): boolean {
    return this.#joints.overflows
  }

  /** Ties together what the used joints bring together. */
  finish(): void {
    this.#joints.tie()
  }
}
