/** Units that wait for another account, first come first served. */
import type { SimAccount, SimUnit } from '../world/unit.ts'

/** A host sees so many of the oldest; a longer look would cost more than it finds. */
const WINDOW = 48

export interface Wanted<Unit extends SimUnit> {
  readonly unit: Unit
  readonly purpose: 'check' | 'run'
}

export class WantedUnits<Unit extends SimUnit> {
  #queue: (Wanted<Unit> | null)[] = []
  #head = 0
  #size = 0

  push(wanted: Wanted<Unit>): void {
    this.#queue.push(wanted)
    this.#size += 1
  }

  get size(): number {
    return this.#size
  }

  /** Takes out the oldest that this account may run. */
  take(account: SimAccount, allowed: (wanted: Wanted<Unit>, account: SimAccount) => boolean) {
    let seen = 0
    for (let at = this.#head; at < this.#queue.length && seen < WINDOW; at += 1) {
      const wanted = this.#queue[at] ?? null
      if (wanted === null) continue
      seen += 1
      if (!allowed(wanted, account)) continue
      this.#queue[at] = null
      this.#size -= 1
      this.#forget()
      return wanted
    }
    return null
  }

  #forget(): void {
    while (this.#head < this.#queue.length && this.#queue[this.#head] === null) this.#head += 1
    if (this.#head > 1_024 && this.#head * 2 > this.#queue.length) {
      this.#queue = this.#queue.slice(this.#head)
      this.#head = 0
    }
  }
}
