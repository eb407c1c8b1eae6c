/**
 * The locals of a rewritten function. The registers of its convention stand behind the original
 * parameters; the declared locals that stood there move behind all others, so that hardly any
 * index changes. Sums stand before these, where compilers have their floats; what else the rewrite
 * adds comes last, in the order of its first use.
 */
import { Op } from '../binary/opcodes.ts'
import { F32, F64, I32, I64 } from '../binary/values.ts'
import type { Writer } from '../binary/writer.ts'
import type { Func } from '../validate/code-store.ts'

/** An added local of a type, by what it is for; each is there at most once. */
export interface Purpose {
  readonly number: number
  readonly type: number
}

export const Added = {
  /** The entry that a call through a table names. */
  target: { number: 0, type: I32 },
  /** Iterations to pay for. */
  count32: { number: 1, type: I32 },
  count64: { number: 2, type: I64 },
  /** A value that is looked at. */
  nan32: { number: 3, type: F32 },
  nan64: { number: 4, type: F64 },
  sum32: { number: 5, type: F32 },
  turn32: { number: 6, type: F32 },
  sum64: { number: 7, type: F64 },
  turn64: { number: 8, type: F64 },
} as const satisfies Record<string, Purpose>

/** Locals that hold sums: two of each type, taken in turn. */
export const sumLocals: readonly Purpose[] = [Added.sum32, Added.turn32, Added.sum64, Added.turn64]

export class AddedLocals {
  /** Index of the fuel counter, and of what is left of the virtual stack. */
  readonly fuel: number
  readonly stack: number
  readonly #func: Func
  readonly #registers: number
  /** Where the added locals begin, and how much higher an index is that moved. */
  readonly #behind: number
  readonly #moved: number
  /** Types of the added locals and of those that moved. */
  readonly #types: number[] = []
  /** By number of the purpose, -1 while there is none. */
  readonly #indices = [-1, -1, -1, -1, -1, -1, -1, -1, -1]

  /** `sums` are those of the sums, as bits, that are sure to be used. */
  constructor(func: Func, registers: number, sums: number) {
    const { locals, paramCount } = func
    this.fuel = paramCount
    this.stack = paramCount + 1
    this.#func = func
    this.#registers = registers
    this.#behind = Math.max(locals.length, paramCount + registers)
    for (let bit = 0; sums >> bit !== 0 && bit < sumLocals.length; bit += 1) {
      if (((sums >> bit) & 1) !== 0) this.index(sumLocals[bit] as Purpose)
    }
    this.#moved = this.#behind + this.#types.length - this.fuel
    const movedEnd = Math.min(locals.length, paramCount + registers)
    for (let at = paramCount; at < movedEnd; at += 1) this.#types.push(locals[at] as number)
  }

  /** True for an original local that has another index now. */
  moves(local: number): boolean {
    return local >= this.fuel && local < this.fuel + this.#registers
  }

  /** The index of a local that moved. */
  moved(local: number): number {
    return this.#moved + local
  }

  /** The local that holds what an instruction leaves on the stack, or -1. */
  holder(op: number, a: number): number {
    if (op !== Op.localGet && op !== Op.localTee) return -1
    return this.moves(a) ? this.moved(a) : a
  }

  index({ number, type }: Purpose): number {
    const found = this.#indices[number] as number
    if (found >= 0) return found
    const index = this.#behind + this.#types.length
    this.#types.push(type)
    this.#indices[number] = index
    return index
  }

  /** Writes the declarations of all locals but the parameters: runs of one type. */
  declare(out: Writer): void {
    const { locals, paramCount } = this.#func
    const from = paramCount + this.#registers
    const kept = Math.max(locals.length - from, 0)
    const count = kept + this.#types.length
    const typeAt = (at: number): number =>
      (at < kept ? locals[from + at] : this.#types[at - kept]) as number
    let runs = 0
    for (let at = 0; at < count; at += 1) if (at === 0 || typeAt(at) !== typeAt(at - 1)) runs += 1
    out.u32(runs)
    for (let at = 0; at < count;) {
      const start = at
      while (at < count && typeAt(at) === typeAt(start)) at += 1
      out.u32(at - start).byte(typeAt(start))
    }
  }
}
