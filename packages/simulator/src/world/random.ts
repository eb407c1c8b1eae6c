/**
 * Random: one stream of numbers from one seed, the same on every machine.
 *
 * sfc32 (Chris Doty-Humphrey's small fast counting generator): 128 bits of state, whole 32-bit
 * arithmetic. Streams by name, so that one more draw in one place moves no other.
 */
import { concatBytes, fromHex, utf8 } from '@pumasi/domain'
import type { Hex } from '@pumasi/domain'
import { keccak } from '@pumasi/proof'

export class Random {
  #a: number
  #b: number
  #c: number
  #counter: number

  constructor(seed: number, stream: string) {
    const bytes = fromHex(keccak(concatBytes([utf8(`${seed} `), utf8(stream)])))
    const words = new DataView(bytes.buffer, bytes.byteOffset)
    this.#a = words.getUint32(0)
    this.#b = words.getUint32(4)
    this.#c = words.getUint32(8)
    this.#counter = words.getUint32(12)
  }

  /** The next 32 bits. */
  bits(): number {
    const sum = (this.#a + this.#b + this.#counter) | 0
    this.#counter = (this.#counter + 1) | 0
    this.#a = this.#b ^ (this.#b >>> 9)
    this.#b = (this.#c + (this.#c << 3)) | 0
    this.#c = ((this.#c << 21) | (this.#c >>> 11)) + sum
    return sum >>> 0
  }

  /** Uniform in [0, 1). */
  unit(): number {
    return this.bits() / 2 ** 32
  }

  /** True for `ppm` of a million. */
  chance(ppm: number): boolean {
    return this.unit() * 1_000_000 < ppm
  }

  /** A whole number below `end`. */
  below(end: number): number {
    return Math.floor(this.unit() * end)
  }

  /** Exponentially distributed with this mean. */
  exponential(mean: number): number {
    return -mean * Math.log(1 - this.unit())
  }

  /** Standard normal. */
  normal(): number {
    return Math.sqrt(-2 * Math.log(1 - this.unit())) * Math.cos(2 * Math.PI * this.unit())
  }
}

/** A 32-byte number that stands for a digest or a block hash: all that hashing asks of it. */
export const hexOf = (high: number, low: number): Hex =>
  `0x${high.toString(16).padStart(32, '0')}${low.toString(16).padStart(32, '0')}`
