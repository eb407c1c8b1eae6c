/**
 * What the fast meter must know of a function before it writes it: the shape of its blocks, and
 * which labels a `br_table` ties together.
 */
import { Op } from '../binary/opcodes.ts'
import type { CodeStore, Func } from '../validate/code-store.ts'

/** One function's blocks, numbered in the order they open; 0 is the body itself. */
export interface Survey {
  /** 1 for an `if` with an `else`. */
  readonly hasElse: Uint8Array
  /** Labels that share one constant have the same representative. */
  readonly classOf: (label: number) => number
  /** Branches to the function's own label, and returns. */
  readonly exits: number
  readonly returns: number
  /** Branches to loops. */
  readonly backEdges: number
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

  /** The result refers to this object and holds until the next call. */
  survey(store: CodeStore, func: Func): Survey {
    const { op: ops, a: immediates, branches } = store
    this.#depth = 0
    this.#label(0, Op.block)
    let labels = 1
    let exits = 0
    let returns = 0
    let backEdges = 0
    for (let at = func.from; at < func.end; at += 1) {
      const op = ops[at] as number
      const a = immediates[at] as number
      if (op === Op.block || op === Op.loop || op === Op.if) {
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
        const count = branches[a] as number
        const common = this.#find(this.#target(branches[a + count] as number))
        for (let entry = 1; entry <= count; entry += 1) {
          const depth = branches[a + entry] as number
          if (depth === this.#depth - 1) exits += 1
          backEdges += this.#isLoop[this.#target(depth)] as number
          this.#parent[this.#find(this.#target(depth))] = common
        }
      }
    }
    const classOf = (label: number): number => this.#find(label)
    return { hasElse: this.#hasElse, classOf, exits, returns, backEdges }
  }
}
