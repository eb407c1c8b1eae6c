/** Events in the order of their time; of two at one time the one that was added first. */
export interface Timed {
  readonly atMs: number
}

interface Entry<T> {
  readonly event: T
  readonly order: number
}

export class EventQueue<T extends Timed> {
  readonly #heap: Entry<T>[] = []
  #added = 0

  push(event: T): void {
    const entry = { event, order: (this.#added += 1) }
    const heap = this.#heap
    let at = heap.length
    heap.push(entry)
    while (at > 0) {
      const parent = (at - 1) >> 1
      const above = heap[parent] as Entry<T>
      if (before(above, entry)) break
      heap[at] = above
      at = parent
    }
    heap[at] = entry
  }

  /** The earliest event, taken out; null when there is none. */
  pop(): T | null {
    const heap = this.#heap
    const first = heap[0]
    const last = heap.pop()
    if (first === undefined || last === undefined) return null
    if (heap.length > 0) this.#sink(last)
    return first.event
  }

  #sink(entry: Entry<T>): void {
    const heap = this.#heap
    let at = 0
    for (;;) {
      let child = 2 * at + 1
      const left = heap[child]
      if (left === undefined) break
      const right = heap[child + 1]
      if (right !== undefined && before(right, left)) child += 1
      const least = heap[child] as Entry<T>
      if (before(entry, least)) break
      heap[at] = least
      at = child
    }
    heap[at] = entry
  }
}

const before = (a: Entry<Timed>, b: Entry<Timed>): boolean =>
  a.event.atMs < b.event.atMs || (a.event.atMs === b.event.atMs && a.order < b.order)
