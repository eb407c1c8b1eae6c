/**
 * The instructions of all functions, decoded once: three parallel arrays. Code that cannot be
 * reached is left out; where it stood there is one {@link DEAD} entry, so that the bytes of
 * instruction `i` are always `[at[i], at[i + 1])`.
 */
import { OPCODES } from '../binary/opcodes.ts'

/** Stands for a stretch of bytes that can never execute. */
export const DEAD = OPCODES

export class CodeStore {
  /** Opcode. */
  op: Uint16Array
  /** Offset of its first byte in the module. */
  at: Uint32Array
  /**
   * Its immediate: index of a local, global, function or type, depth of a branch, block type as
   * a signed number, or for `br_table` where its depths stand in {@link branches}.
   */
  a: Int32Array
  length = 0
  /** For each `br_table` the number of its depths, then the depths, the default last. */
  readonly branches: number[] = []
  /** Where the calls are, function by function, those through a table too. */
  readonly calls: number[] = []

  /** With room for the instructions of so many bytes, which are two or three bytes long mostly. */
  constructor(bytes: number) {
    const room = 64 + (bytes >> 1)
    this.op = new Uint16Array(room)
    this.at = new Uint32Array(room)
    this.a = new Int32Array(room)
  }

  push(op: number, at: number, a: number): void {
    if (this.length === this.op.length) this.#grow()
    this.op[this.length] = op
    this.at[this.length] = at
    this.a[this.length] = a
    this.length += 1
  }

  #grow(): void {
    const size = this.length * 2
    const op = new Uint16Array(size)
    const at = new Uint32Array(size)
    const a = new Int32Array(size)
    op.set(this.op)
    at.set(this.at)
    a.set(this.a)
    this.op = op
    this.at = at
    this.a = a
  }
}

/** One defined function after validation. */
export interface Func {
  /** Index in the module, imports counted. */
  readonly index: number
  /** Its instructions in the store, the final `end` included; `end` is exclusive. */
  readonly from: number
  readonly end: number
  /** Types of parameters and locals. */
  readonly locals: Uint8Array
  readonly paramCount: number
  /** Where the local declarations and where the instructions begin. */
  readonly declarations: number
  readonly code: number
  /** Its calls in {@link CodeStore.calls}; `callsEnd` is exclusive. */
  readonly callsFrom: number
  readonly callsEnd: number
  /** Largest number of values on the operand stack. */
  readonly operands: number
}
