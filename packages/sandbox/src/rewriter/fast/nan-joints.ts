/**
 * Joints: nodes where several versions of a local meet. Only a joint that some `local.get` reaches
 * ties its inputs together; whether one does may turn out when most inputs are known already.
 */
import type { NanGraph } from './nan-graph.ts'

const Kind = { version: 0, joint: 1, used: 2 } as const
/** The end of a chain of inputs. */
const NONE = -1
/**
 * Inputs of all joints of one function. A `br_table` to hundreds of blocks brings every version to
 * each of them; of the programs that were looked at, the most had 3,992 (a Postgres, 8.7 MB).
 */
const INPUTS_MAX = 262_144

export class Joints {
  readonly #graph: NanGraph
  /** By node: its kind, and for a joint the last of its inputs. */
  #kind = new Uint8Array(256)
  #last = new Int32Array(256)
  /** By input: its node, and the input before it at the same joint. */
  readonly #input: number[] = []
  readonly #before: number[] = []
  #inputs = 0
  /** True when there were more inputs than there is room for: what was found is of no use. */
  overflows = false
  /** Used joints whose inputs are not tied yet. */
  readonly #used: number[] = []

  constructor(graph: NanGraph) {
    this.#graph = graph
  }

  /** Forgets all joints, for the next function. */
  reset(): void {
    this.#inputs = 0
    this.overflows = false
    this.#used.length = 0
  }

  /** A node for a value of its own. */
  version(): number {
    const node = this.#graph.node()
    if (node >= this.#kind.length) this.#grow()
    this.#kind[node] = Kind.version
    return node
  }

  /** A node at which a first version arrives. */
  joint(input: number): number {
    const node = this.version()
    this.#kind[node] = Kind.joint
    this.#last[node] = NONE
    this.add(node, input)
    return node
  }

  /** Another version arrives at a joint. */
  add(joint: number, input: number): void {
    if (this.#inputs === INPUTS_MAX) {
      this.overflows = true
      return
    }
    this.#input[this.#inputs] = input
    this.#before[this.#inputs] = this.#last[joint] as number
    this.#last[joint] = this.#inputs++
  }

  /** Notes that a node is read. */
  use(node: number): void {
    if (this.#kind[node] !== Kind.joint) return
    this.#kind[node] = Kind.used
    this.#used.push(node)
  }

  /** Ties together what the used joints bring together. */
  tie(): void {
    for (let joint = this.#used.pop(); joint !== undefined; joint = this.#used.pop()) {
      let at = this.#last[joint] as number
      for (; at !== NONE; at = this.#before[at] as number) {
        const input = this.#input[at] as number
        this.#graph.tie(joint, input)
        this.use(input)
      }
    }
  }

  #grow(): void {
    const kind = new Uint8Array(2 * this.#kind.length)
    const last = new Int32Array(2 * this.#kind.length)
    kind.set(this.#kind)
    last.set(this.#last)
    this.#kind = kind
    this.#last = last
  }
}
