/** A unit under adaptive replication; its receipts are in the trust ledger. */
import type { SimAccount, SimUnit } from '../world/unit.ts'

export class AdaptiveUnit implements SimUnit {
  readonly id: number
  first: SimAccount | null = null
  firstAtMs = 0
  runs = 0
  /** Accounts that hold it or reported it, void or not: none of them gets it again. */
  readonly holders: SimAccount[] = []
  /** Leases that are neither lost nor in a batch. */
  leases = 0
  /** It stands in the line of those that others are to run. */
  queued = false
  settled: 'believed' | 'given up' | null = null
  /** Nobody takes it any more. */
  retired = false

  constructor(id: number) {
    this.id = id
  }
}
