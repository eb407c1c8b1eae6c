/** Appends the primitives of the binary format to a buffer that grows by doubling. */
export class Writer {
  #bytes: Uint8Array
  length = 0

  constructor(capacity = 1024) {
    this.#bytes = new Uint8Array(capacity)
  }

  #room(count: number): void {
    const needed = this.length + count
    if (needed <= this.#bytes.length) return
    const grown = new Uint8Array(Math.max(needed, this.#bytes.length * 2))
    grown.set(this.#bytes.subarray(0, this.length))
    this.#bytes = grown
  }

  byte(value: number): this {
    if (this.length === this.#bytes.length) this.#room(1)
    this.#bytes[this.length++] = value
    return this
  }

  /** Single bytes, e.g. opcodes and small immediates. */
  raw(...values: number[]): this {
    this.#room(values.length)
    for (const value of values) this.#bytes[this.length++] = value
    return this
  }

  u32(value: number): this {
    let rest = value
    while (rest > 127) {
      this.byte((rest & 127) | 128)
      rest >>>= 7
    }
    return this.byte(rest)
  }

  /** Signed LEB128 of a safe integer. */
  signed(value: number): this {
    let rest = value
    for (;;) {
      const low = ((rest % 128) + 128) % 128
      rest = (rest - low) / 128
      if ((rest === 0 && low < 64) || (rest === -1 && low >= 64)) return this.byte(low)
      this.byte(low | 128)
    }
  }

  /** Copies `source[from, to)`. */
  copy(source: Uint8Array, from: number, to: number): this {
    const count = to - from
    this.#room(count)
    if (count < 24) {
      for (let at = from; at < to; at += 1) this.#bytes[this.length++] = source[at] as number
    } else {
      this.#bytes.set(source.subarray(from, to), this.length)
      this.length += count
    }
    return this
  }

  append(other: Writer): this {
    return this.copy(other.#bytes, 0, other.length)
  }

  /** Appends another buffer behind its length. */
  sized(other: Writer): this {
    return this.u32(other.length).append(other)
  }

  /** Appends a part of another buffer behind its length. */
  sizedPart(other: Writer, from: number, to: number): this {
    return this.u32(to - from).copy(other.#bytes, from, to)
  }

  name(text: string): this {
    const bytes = new TextEncoder().encode(text)
    return this.u32(bytes.length).copy(bytes, 0, bytes.length)
  }

  /** Forgets what was written, keeps the buffer. */
  reset(): this {
    this.length = 0
    return this
  }

  /** A copy of what was written. */
  toBytes(): Uint8Array {
    return this.#bytes.slice(0, this.length)
  }
}
