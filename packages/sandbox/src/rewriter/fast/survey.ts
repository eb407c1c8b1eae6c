/**
 * What the fast meter must know of a function before it writes it: the shape of its blocks, which
 * labels a `br_table` ties together, and which of the planners have anything to do.
 */
import { Op } from '../binary/opcodes.ts'
import { weights } from '../fuel-schedule.ts'
import { DEAD, type CodeStore, type Func } from '../validate/code-store.ts'
import { isArithmetic } from './nan-repairs.ts'

/** One function's blocks, numbered in the order they open; 0 is the body itself. */
export interface Survey {
  /** 1 for an `if` with an `else`. */
  readonly hasElse: Uint8Array
  /** Labels that share one constant have the same representative. */
  readonly classOf: (label: number) => number
  /** Branches to the function's own label, and returns. */
  readonly exits: number
  readonly returns: number
  readonly loops: number
  /** Branches to loops. */
  readonly backEdges: number
  /** Instructions that open or close a block, or branch. */
  readonly branches: number
  /** True when some instruction may give a NaN. */
  readonly hasArithmetic: boolean
  /** What all its instructions weigh together. */
  readonly fuel: number
}

export class Surveyor {
  #hasElse = new Uint8Array(64)
  #isLoop = new Uint8Array(64)
  #parent = new Int32Array(64)
  #open = new Int32Array(64)
  #depth = 0

  #label(label: number, op: number): void {
    if (label >= this.#parent.length) {
      const size = label * 2
      const copy = <T extends Uint8Array | Int32Array>(to: T, from: T): T => (to.set(from), to)
      this.#hasElse = copy(new Uint8Array(size), this.#hasElse)
      this.#isLoop = copy(new Uint8Array(size), this.#isLoop)
      this.#parent = copy(new Int32Array(size), this.#parent)
      this.#open = copy(new Int32Array(size), this.#open)
    }
    this.#hasElse[label] = 0
    this.#isLoop[label] = op === Op.loop ? 1 : 0
    this.#parent[label] = label
    this.#open[this.#depth++] = label
  }

  #find(label: number): number {
    const parent = this.#parent
    let at = label
    while (parent[at] !== at) {
      parent[at] = parent[parent[at] as number] as number
      at = parent[at] as number
    }
    return at
  }

  #target(branchDepth: number): number {
    return this.#open[this.#depth - 1 - branchDepth] as number
  }

  readonly #classOf = (label: number): number => this.#find(label)

  /** The result refers to this object and holds until the next call. */
  survey(store: CodeStore, func: Func): Survey {
    const { op: ops, a: immediates, branches: tables } = store
    this.#depth = 0
    this.#label(0, Op.block)
    let labels = 1
    let exits = 0
    let returns = 0
    let loops = 0
    let backEdges = 0
    let branches = 0
    let hasArithmetic = false
    let fuel = 0
    for (let at = func.from; at < func.end; at += 1) {
      const op = ops[at] as number
      if (op === DEAD) continue
      fuel += weights[op] as number
      if (op > Op.return) {
        hasArithmetic ||= isArithmetic(op)
        continue
      }
      const a = immediates[at] as number
      if (op >= Op.block && op <= Op.brTable) branches += 1
      if (op === Op.block || op === Op.loop || op === Op.if) {
        if (op === Op.loop) loops += 1
        this.#label(labels++, op)
      } else if (op === Op.else) {
        this.#hasElse[this.#target(0)] = 1
      } else if (op === Op.end) {
        this.#depth -= 1
      } else if (op === Op.br || op === Op.brIf) {
        if (a === this.#depth - 1) exits += 1
        backEdges += this.#isLoop[this.#target(a)] as number
      } else if (op === Op.return) {
        returns += 1
      } else if (op === Op.brTable) {
        const count = tables[a] as number
        const common = this.#find(this.#target(tables[a + count] as number))
        for (let entry = 1; entry <= count; entry += 1) {
          const depth = tables[a + entry] as number
          if (depth === this.#depth - 1) exits += 1
          backEdges += this.#isLoop[this.#target(depth)] as number
          this.#parent[this.#find(this.#target(depth))] = common
        }
      }
    }
    return {
      hasElse: this.#hasElse,
      classOf: this.#classOf,
      exits,
      returns,
      loops,
      backEdges,
      branches,
      hasArithmetic,
      fuel,
    }
  }
}
