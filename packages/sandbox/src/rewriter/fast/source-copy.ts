/** What a rewritten body takes over as it stands: the original's bytes, copied run by run. */
import { Op } from '../binary/opcodes.ts'
import type { Writer } from '../binary/writer.ts'
import type { CodeStore } from '../validate/code-store.ts'

export class SourceCopy {
  readonly #body: Writer
  readonly #bytes: Uint8Array
  readonly #store: CodeStore
  /** Everything before this byte of the module is copied, or replaced. */
  copied = 0

  constructor(body: Writer, bytes: Uint8Array, store: CodeStore) {
    this.#body = body
    this.#bytes = bytes
    this.#store = store
  }

  /** Copies the original up to byte `to`. */
  copyTo(to: number): void {
    if (to > this.copied) this.#body.copy(this.#bytes, this.copied, to)
    this.copied = to
  }

  /** Where an instruction ends. */
  endOf(at: number): number {
    return this.#store.at[at + 1] as number
  }

  /** Writes an instruction with another index than it had. */
  replace(start: number, at: number, op: number, index: number): void {
    this.copyTo(start)
    this.#body.byte(op).u32(index)
    this.copied = this.endOf(at)
  }

  /** Passes over the number behind an opcode at `start`, which was written anew. */
  skipIndex(start: number): void {
    this.copied = start + 2
    while ((this.#bytes[this.copied - 1] as number) > 127) this.copied += 1
  }

  /**
   * Copies up to the call through a table at `start`, or up to what gives the number of its entry:
   * true when that is only a local, and not yet written.
   */
  copyToEntry(at: number, start: number): boolean {
    const before = this.#store.at[at - 1] as number
    const simple = this.#store.op[at - 1] === Op.localGet && this.copied <= before
    this.copyTo(simple ? before : start)
    return simple
  }
}
