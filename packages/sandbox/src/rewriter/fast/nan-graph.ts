/**
 * The flow of float values through a function, as a graph that forgets the order of instructions.
 *
 * A place (a version of a local, the result of a block, a `select`) is in one of five classes, by
 * the NaNs it may hold: none reached it; `clean`, no NaN; `lazy`, arithmetic NaNs that all stand
 * for the positive canonical one; `flipped`, the same after `neg`, standing for the negative one;
 * `exact`, NaNs whose bits count. Where lazy values meet values of another class the place is
 * exact, and the lazy ones are repaired on their way into it; but only when somebody may look at
 * its bits.
 */

export const Class = { none: 0, clean: 1, lazy: 2, flipped: 3, exact: 4 } as const
/** How a value changes along an edge. */
export const Via = { copy: 0, neg: 1, abs: 2 } as const
/** The first nodes are the classes themselves. */
const CLASSES = 5
/** The edge's far end when its bits are looked at: a store, a call, a return. */
export const OBSERVED = -1

const join = (one: number, other: number): number => {
  if (one === other || other === Class.none) return one
  if (one === Class.none) return other
  if (one === Class.clean) return other
  return other === Class.clean ? one : Class.exact
}

const transfer = (via: number, from: number): number => {
  if (via === Via.copy || from === Class.exact || from <= Class.clean) return from
  if (via === Via.abs) return Class.lazy
  return from === Class.lazy ? Class.flipped : Class.lazy
}

function grown(array: Int32Array): Int32Array<ArrayBuffer> {
  const larger = new Int32Array(array.length * 2)
  larger.set(array)
  return larger
}

export class NanGraph {
  #source = new Int32Array(256)
  #target = new Int32Array(256)
  #via = new Int32Array(256)
  /** Instruction behind which the value can be repaired. */
  #producer = new Int32Array(256)
  #nextOut = new Int32Array(256)
  #nextIn = new Int32Array(256)
  #edges = 0
  #nodes = 0
  /** Nodes that were tied together lead to one of them. */
  #parent = new Int32Array(256)
  /** By node: its class, whether its bits are looked at, its first edge out and in, or -1. */
  #class = new Uint8Array(256)
  #sensitive = new Uint8Array(256)
  #firstOut = new Int32Array(256)
  #firstIn = new Int32Array(256)

  reset(): void {
    this.#edges = 0
    this.#nodes = 0
    for (let fixed = 0; fixed < CLASSES; fixed += 1) this.node()
  }

  node(): number {
    if (this.#nodes === this.#parent.length) this.#parent = grown(this.#parent)
    this.#parent[this.#nodes] = this.#nodes
    return this.#nodes++
  }

  #find(node: number): number {
    const parent = this.#parent
    let at = node
    while (parent[at] !== at) {
      parent[at] = parent[parent[at] as number] as number
      at = parent[at] as number
    }
    return at
  }

  /** Makes two nodes one place. */
  tie(one: number, other: number): void {
    this.#parent[this.#find(one)] = this.#find(other)
  }

  edge(source: number, target: number, via: number, producer: number): void {
    if (source === Class.clean && target === OBSERVED) return
    if (this.#edges === this.#source.length) {
      this.#source = grown(this.#source)
      this.#target = grown(this.#target)
      this.#via = grown(this.#via)
      this.#producer = grown(this.#producer)
      this.#nextOut = grown(this.#nextOut)
      this.#nextIn = grown(this.#nextIn)
    }
    const edge = this.#edges++
    this.#source[edge] = source
    this.#target[edge] = target
    this.#via[edge] = via
    this.#producer[edge] = producer
  }

  /** Classes forward, sensitivity backward, each to its least fixed point. */
  solve(): void {
    const nodes = this.#nodes
    if (this.#class.length < nodes) {
      this.#class = new Uint8Array(2 * nodes)
      this.#sensitive = new Uint8Array(2 * nodes)
      this.#firstOut = new Int32Array(2 * nodes)
      this.#firstIn = new Int32Array(2 * nodes)
    }
    const firstOut = this.#firstOut.fill(-1, 0, nodes)
    const firstIn = this.#firstIn.fill(-1, 0, nodes)
    for (let edge = 0; edge < this.#edges; edge += 1) {
      const source = (this.#source[edge] = this.#find(this.#source[edge] as number))
      let target = this.#target[edge] as number
      if (target !== OBSERVED) target = this.#target[edge] = this.#find(target)
      this.#nextOut[edge] = firstOut[source] as number
      firstOut[source] = edge
      if (target === OBSERVED) continue
      this.#nextIn[edge] = firstIn[target] as number
      firstIn[target] = edge
    }
    this.#class.fill(Class.none, 0, nodes)
    for (let fixed = 0; fixed < CLASSES; fixed += 1) this.#class[fixed] = fixed
    this.#sensitive.fill(0, 0, nodes)
    this.#forward(firstOut)
    this.#backward(firstIn)
  }

  #forward(firstOut: Int32Array): void {
    const work: number[] = []
    for (let fixed = 0; fixed < CLASSES; fixed += 1) work.push(fixed)
    for (let node = work.pop(); node !== undefined; node = work.pop()) {
      const from = this.#class[node] as number
      for (let edge = firstOut[node] as number; edge >= 0; edge = this.#nextOut[edge] as number) {
        const target = this.#target[edge] as number
        if (target < CLASSES) continue
        const old = this.#class[target] as number
        const now = join(old, transfer(this.#via[edge] as number, from))
        if (now === old) continue
        this.#class[target] = now
        work.push(target)
      }
    }
  }

  #backward(firstIn: Int32Array): void {
    const work: number[] = []
    const mark = (node: number): void => {
      if (node < CLASSES || this.#sensitive[node] === 1) return
      this.#sensitive[node] = 1
      work.push(node)
    }
    for (let edge = 0; edge < this.#edges; edge += 1) {
      if (this.#target[edge] === OBSERVED) mark(this.#source[edge] as number)
    }
    for (let node = work.pop(); node !== undefined; node = work.pop()) {
      for (let edge = firstIn[node] as number; edge >= 0; edge = this.#nextIn[edge] as number) {
        mark(this.#source[edge] as number)
      }
    }
  }

  /** Calls back for each instruction behind which a value must be repaired, with its class. */
  repairs(visit: (producer: number, found: number) => void): void {
    for (let edge = 0; edge < this.#edges; edge += 1) {
      if (this.#via[edge] !== Via.copy) continue
      const found = this.#class[this.#source[edge] as number] as number
      if (found !== Class.lazy && found !== Class.flipped) continue
      const target = this.#target[edge] as number
      const exact = target === OBSERVED || this.#class[target] === Class.exact
      if (!exact || (target !== OBSERVED && this.#sensitive[target] === 0)) continue
      visit(this.#producer[edge] as number, found)
    }
  }
}
