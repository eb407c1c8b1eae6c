/** What voids change in a store: made by `healVoids`, written whole or not at all. */
import type { Account } from '@pumasi/domain'
import type { CreditLeaf } from '@pumasi/proof'
import type { Overruling, UnitChange, UnitKey, UnitView } from '@pumasi/rules'
import type { BatchRecord } from './batch-records.ts'

/** A unit of a voided batch that is not shown sound. */
export interface QuarantinedUnit extends UnitKey {
  readonly batchId: number
  /** What the audit's rules say against it, a stable code. */
  readonly reason: string
  /** Who was credited for it. */
  readonly accounts: readonly Account[]
}

/** What voids change, made from the store as it was read. */
export interface Healing {
  /** Voided batches healed before, and those healed now, each in the order of their voids. */
  readonly before: readonly number[]
  readonly voids: readonly number[]
  readonly healedAtMs: number
  /** The newest batch closed; 0 for none. */
  readonly tip: number
  /** Batches that wait for their commit, made anew on the healed table. */
  readonly rebuilt: readonly Pick<BatchRecord, 'id' | 'content'>[]
  /** The whole credit table after the newest batch. */
  readonly credits: readonly CreditLeaf[]
  /** What rulings take of trust, in the order of their voids: a later batch takes it in. */
  readonly overrulings: readonly Overruling[]
  /** Units that leave their voided batch and wait for another. */
  readonly released: readonly UnitKey[]
  /** Units that leave it for none. */
  readonly quarantined: readonly QuarantinedUnit[]
  /** The change to a unit in quarantine; null when it is there already. */
  readonly decide: (view: UnitView) => UnitChange | null
}
