/** Locals that the rewrite adds to a function, declared in the order of their first use. */
import { Reader } from '../binary/reader.ts'
import type { Writer } from '../binary/writer.ts'
import type { Func } from '../validate/code-store.ts'

/** What an added local is for; each is there at most once. */
export type Purpose = 'fuel' | 'stack' | 'nan32' | 'nan64'

export class AddedLocals {
  readonly #func: Func
  readonly #types: number[] = []
  readonly #indices = new Map<Purpose, number>()

  constructor(func: Func) {
    this.#func = func
  }

  index(purpose: Purpose, type: number): number {
    let index = this.#indices.get(purpose)
    if (index === undefined) {
      index = this.#func.locals.length + this.#types.length
      this.#types.push(type)
      this.#indices.set(purpose, index)
    }
    return index
  }

  /** Writes the original declarations and those of the added locals. */
  declare(out: Writer, bytes: Uint8Array): void {
    const { declarations, code } = this.#func
    const reader = new Reader(bytes, declarations, code)
    out.u32(reader.u32() + this.#types.length).copy(bytes, reader.at, code)
    for (const type of this.#types) out.raw(1, type)
  }
}
