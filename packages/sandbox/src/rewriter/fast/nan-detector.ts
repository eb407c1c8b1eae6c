/** Code of the detecting variant: adds observed values to sums, and looks at the sums. */
import { Op } from '../binary/opcodes.ts'
import { F32, F64 } from '../binary/values.ts'
import type { Writer } from '../binary/writer.ts'
import type { Func } from '../validate/code-store.ts'
import { Added, sumLocals, type AddedLocals, type Purpose } from './locals.ts'
import { Step, SUMS, type SumPlan } from './nan-sums.ts'

/** How each float type adds up: its sums begin at number `first`. */
const floats = [
  { type: F32, first: 0, add: Op.f32Add, differs: Op.f32Ne, value: Added.nan32 },
  { type: F64, first: 2, add: Op.f64Add, differs: Op.f64Ne, value: Added.nan64 },
] as const
type Float = (typeof floats)[number]

export class NanDetector {
  readonly locals: AddedLocals
  /** True in a function whose NaNs are detected instead of repaired. */
  readonly detects: boolean
  /** True once some code branches to the label of a stop. */
  looks = false
  /** The function to look by, where a branch and its target would be longer. */
  readonly #looked: (() => number) | undefined
  readonly #out: Writer
  readonly #func: Func
  readonly #plan: SumPlan | undefined

  constructor(
    out: Writer,
    locals: AddedLocals,
    func: Func,
    plan: SumPlan | undefined,
    looked: (() => number) | undefined,
  ) {
    this.#out = out
    this.#looked = looked
    this.locals = locals
    this.#func = func
    this.#plan = plan
    this.detects = plan !== undefined
  }

  /** Everything that is looked at somewhere, as bits. */
  get all(): number {
    return this.#plan?.all ?? 0
  }

  #value({ value }: Float): number {
    return this.locals.index(value)
  }

  #sum(sum: number): number {
    return this.locals.index(sumLocals[sum] as Purpose)
  }

  /**
   * Adds the value on the top of the stack, behind an instruction, to its sum; leaves it there.
   * `local` is where that value is too, or -1.
   */
  add(at: number, local: number): void {
    const step = this.#plan?.steps[at - this.#func.from] ?? 0
    if (step === 0) return
    const out = this.#out
    const sum = this.#sum(step & Step.sum)
    if ((step & Step.first) !== 0) {
      out.byte(Op.localTee).u32(sum)
      return
    }
    const float = (step & Step.sum) < 2 ? floats[0] : floats[1]
    const value = local < 0 ? this.#value(float) : local
    if (local < 0) out.byte(Op.localTee).u32(value)
    out.byte(Op.localGet).u32(sum)
    if (local >= 0) out.byte(Op.localGet).u32(value)
    out.byte(float.add).byte(Op.localSet).u32(sum)
    if (local < 0) out.byte(Op.localGet).u32(value)
  }

  /** What to look at before an instruction, as bits. */
  looksAt(at: number): number {
    return this.#plan?.looks[at - this.#func.from] ?? 0
  }

  /** Looks before an instruction, where that is due: branches to `label` when there is a NaN. */
  look(at: number, label: number): void {
    const bits = this.looksAt(at)
    if (bits === 0) return
    if (this.#looked !== undefined) {
      this.pushSum(this.#out, bits)
      this.#out.byte(Op.call).u32(this.#looked())
      return
    }
    this.looks = true
    this.#isNan(this.#out, bits)
    this.#out.byte(Op.brIf).u32(label)
  }

  /** Leaves what the function looks at as `bits` say, added up as one f64. */
  pushSum(out: Writer, bits: number): void {
    let found = false
    for (const { type, first } of floats) {
      for (const local of this.#lookedAt({ type, first }, bits)) {
        out.byte(Op.localGet).u32(local)
        if (type === F32) out.byte(Op.f64PromoteF32)
        if (found) out.byte(Op.f64Add)
        found = true
      }
    }
  }

  #isNan(out: Writer, bits: number): void {
    let found = false
    for (const float of floats) {
      const [one, ...others] = this.#lookedAt(float, bits)
      if (one === undefined) continue
      out.byte(Op.localGet).u32(one)
      for (const other of others) out.byte(Op.localGet).u32(other).byte(float.add)
      if (others.length > 0) out.byte(Op.localTee).u32(this.#value(float))
      out
        .byte(Op.localGet)
        .u32(others.length > 0 ? this.#value(float) : one)
        .byte(float.differs)
      if (found) out.byte(Op.i32Or)
      found = true
    }
  }

  /** The locals of a type among what is given as bits. */
  #lookedAt({ type, first }: Pick<Float, 'type' | 'first'>, bits: number): number[] {
    const found: number[] = []
    for (const sum of [first, first + 1]) if ((bits >> sum) & 1) found.push(this.#sum(sum))
    for (const [index, local] of (this.#plan?.lasting ?? []).entries()) {
      if (((bits >> (SUMS + index)) & 1) === 0 || this.#func.locals[local] !== type) continue
      found.push(this.locals.moves(local) ? this.locals.moved(local) : local)
    }
    return found
  }
}
