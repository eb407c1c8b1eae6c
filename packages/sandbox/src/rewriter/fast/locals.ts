/**
 * The locals of a rewritten function. The registers of its convention stand behind the original
 * parameters; the declared locals that stood there move behind all others, so that hardly any
 * index changes. Sums stand before these, where compilers have their floats; what else the rewrite
 * adds comes last, in the order of its first use.
 */
import { Op } from '../binary/opcodes.ts'
import { F32, F64 } from '../binary/values.ts'
import type { Writer } from '../binary/writer.ts'
import type { Func } from '../validate/code-store.ts'

/** What an added local is for; each is there at most once. */
export type Purpose =
  'target' | 'count32' | 'count64' | 'nan32' | 'nan64' | 'sum32' | 'turn32' | 'sum64' | 'turn64'

/** Locals that hold sums: two of each type, taken in turn. */
export const sumLocals: readonly { readonly purpose: Purpose; readonly type: number }[] = [
  { purpose: 'sum32', type: F32 },
  { purpose: 'turn32', type: F32 },
  { purpose: 'sum64', type: F64 },
  { purpose: 'turn64', type: F64 },
]

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
  readonly #indices = new Map<Purpose, number>()

  /** `sums` are those of the sums, as bits, that are sure to be used. */
  constructor(func: Func, registers: number, sums: number) {
    const { locals, paramCount } = func
    this.fuel = paramCount
    this.stack = paramCount + 1
    this.#func = func
    this.#registers = registers
    this.#behind = Math.max(locals.length, paramCount + registers)
    for (let bit = 0; sums >> bit !== 0 && bit < sumLocals.length; bit += 1) {
      if (((sums >> bit) & 1) === 0) continue
      const { purpose, type } = sumLocals[bit] as (typeof sumLocals)[number]
      this.index(purpose, type)
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

  index(purpose: Purpose, type: number): number {
    let index = this.#indices.get(purpose)
    if (index === undefined) {
      index = this.#behind + this.#types.length
      this.#types.push(type)
      this.#indices.set(purpose, index)
    }
    return index
  }

  /** Writes the declarations of all locals but the parameters. */
  declare(out: Writer): void {
    const { locals, paramCount } = this.#func
    const runs: { type: number; count: number }[] = []
    const add = (type: number): void => {
      const last = runs.at(-1)
      if (last?.type === type) last.count += 1
      else runs.push({ type, count: 1 })
    }
    for (let at = paramCount + this.#registers; at < locals.length; at += 1) {
      add(locals[at] as number)
    }
    this.#types.forEach(add)
    out.u32(runs.length)
    for (const { type, count } of runs) out.u32(count).byte(type)
  }
}
