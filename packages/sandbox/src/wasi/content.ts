/**
 * Content: growing bytes under one budget shared by everything a run leaves behind.
 *
 * The budget is `outputMaxBytes`; it counts live bytes, so a temporary file that is deleted gives
 * its bytes back. Buffers double, hence hold at most twice what the budget allows.
 */
import { OutputSignal } from './signals.ts'

export class OutputBudget {
  #left: number

  constructor(maxBytes: number) {
    this.#left = maxBytes
  }

  /** @throws OutputSignal when fewer than `bytes` are left. */
  take(bytes: number): void {
    if (bytes > this.#left) throw new OutputSignal()
    this.#left -= bytes
  }

  giveBack(bytes: number): void {
    this.#left += bytes
  }
}

export class Content {
  readonly #budget: OutputBudget
  #buffer = new Uint8Array()
  #size = 0

  constructor(budget: OutputBudget) {
    this.#budget = budget
  }

  get size(): number {
    return this.#size
  }

  /** A live view of the bytes, valid until the next change. */
  get bytes(): Uint8Array {
    return this.#buffer.subarray(0, this.#size)
  }

  /** Writes at `offset`, filling a gap before it with zeros. @throws OutputSignal */
  write(offset: number, data: Uint8Array): void {
    if (data.length === 0) return
    if (offset + data.length > this.#size) this.resize(offset + data.length)
    this.#buffer.set(data, offset)
  }

  /** Cuts, or grows with zeros. @throws OutputSignal */
  resize(size: number): void {
    if (size > this.#size) {
      this.#budget.take(size - this.#size)
      this.#reserve(size)
    } else {
      this.#budget.giveBack(this.#size - size)
      this.#buffer.fill(0, size, this.#size)
    }
    this.#size = size
  }

  #reserve(size: number): void {
    if (size <= this.#buffer.length) return
    const grown = new Uint8Array(Math.max(size, 2 * this.#buffer.length, 256))
    grown.set(this.#buffer.subarray(0, this.#size))
    this.#buffer = grown
  }
}
