/**
 * Meter: the fuel of one run as host calls see it.
 *
 * The number lives in the module's own mutable i64 global, so that instructions and host calls draw
 * on one budget. The module stores its pending count before every call, which makes the value seen
 * here exact.
 */
import { FuelSignal } from './signals.ts'

/** The module's fuel global: what is left. */
export interface FuelGlobal {
  value: bigint
}

export class Meter {
  readonly #left: FuelGlobal
  readonly #budget: bigint

  constructor(left: FuelGlobal, budget: bigint) {
    this.#left = left
    this.#budget = budget
    left.value = budget
  }

  /** Fuel burned so far. */
  get used(): bigint {
    return this.#budget - this.#left.value
  }

  /** True when more was burned than allowed. */
  get exhausted(): boolean {
    return this.#left.value < 0n
  }

  /**
   * Burns `amount` (a non-negative safe integer). @throws FuelSignal when that is more than is
   * left.
   */
  charge(amount: number): void {
    const left = this.#left.value - BigInt(amount)
    this.#left.value = left
    if (left < 0n) throw new FuelSignal()
  }
}
