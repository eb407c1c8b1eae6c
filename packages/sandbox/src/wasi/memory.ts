/**
 * Guest memory: every pointer a guest hands over is read through here.
 *
 * In: unsigned 32-bit pointers and lengths. Sums are taken in doubles, which hold them exactly, so
 * nothing wraps. A range outside the memory ends the call with EFAULT. Views are renewed on every
 * call, because growing detaches the old buffer (memory.test.ts).
 */
import { refuse } from './errno.ts'

export class GuestMemory {
  readonly #memory: { readonly buffer: ArrayBufferLike }
  #view: DataView
  #bytes: Uint8Array

  constructor(memory: { readonly buffer: ArrayBufferLike }) {
    this.#memory = memory
    this.#view = new DataView(memory.buffer)
    this.#bytes = new Uint8Array(memory.buffer)
  }

  /** Follows the memory after it may have grown. */
  renew(): void {
    if (this.#view.buffer === this.#memory.buffer) return
    this.#view = new DataView(this.#memory.buffer)
    this.#bytes = new Uint8Array(this.#memory.buffer)
  }

  /** Ends the call with EFAULT unless `length` bytes from `pointer` are inside. */
  check(pointer: number, length: number): void {
    if (pointer + length > this.#bytes.length) refuse('fault')
  }

  /** A live view of `length` bytes, valid until the guest runs again. */
  range(pointer: number, length: number): Uint8Array {
    this.check(pointer, length)
    return this.#bytes.subarray(pointer, pointer + length)
  }

  readU8(pointer: number): number {
    this.check(pointer, 1)
    return this.#view.getUint8(pointer)
  }

  readU16(pointer: number): number {
    this.check(pointer, 2)
    return this.#view.getUint16(pointer, true)
  }

  readU32(pointer: number): number {
    this.check(pointer, 4)
    return this.#view.getUint32(pointer, true)
  }

  readU64(pointer: number): bigint {
    this.check(pointer, 8)
    return this.#view.getBigUint64(pointer, true)
  }

  writeU8(pointer: number, value: number): void {
    this.check(pointer, 1)
    this.#view.setUint8(pointer, value)
  }

  writeU16(pointer: number, value: number): void {
    this.check(pointer, 2)
    this.#view.setUint16(pointer, value, true)
  }

  writeU32(pointer: number, value: number): void {
    this.check(pointer, 4)
    this.#view.setUint32(pointer, value, true)
  }

  writeU64(pointer: number, value: bigint): void {
    this.check(pointer, 8)
    this.#view.setBigUint64(pointer, value, true)
  }
}
