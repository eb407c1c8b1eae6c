/** The newest believed units, for spot checks: their outputs are known, so one run decides. */
import type { Random } from '../world/random.ts'
import type { SimAccount } from '../world/unit.ts'
import type { AdaptiveUnit } from './adaptive-unit.ts'

const KEPT = 512

export class SpotUnits {
  readonly #ring: AdaptiveUnit[] = []
  #next = 0

  /** Keeps one more; answers the one that had to go for it, or null. */
  add(unit: AdaptiveUnit): AdaptiveUnit | null {
    const last = this.#ring[this.#next] ?? null
    this.#ring[this.#next] = unit
    this.#next = (this.#next + 1) % KEPT
    return last
  }

  /** One of them, unless this account held it. */
  find(account: SimAccount, random: Random): AdaptiveUnit | null {
    const unit = this.#ring[random.below(KEPT)]
    return unit === undefined || unit.holders.includes(account) ? null : unit
  }
}
