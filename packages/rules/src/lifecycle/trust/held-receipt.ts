import type { Account, Hex } from '@pumasi/domain'
import type { UnitKey } from '../unit-key.ts'

/**
 * A receipt as a batch lists it. What it claims stays between host and coordinator until its unit
 * is decided: whoever checks the unit must not be able to copy. Its digest covers the lease's id,
 * 32 random bytes, so that nobody can guess what it stands for.
 */
export interface SealedReceipt extends UnitKey {
  readonly account: Account
  /** What the session key signed (`receiptDigest`). */
  readonly digest: Hex
  /** Others were asked to run the unit before anything was drawn. */
  readonly replicated: boolean
}

/** A receipt that agreed on an output which was ruled wrong. */
export interface OverruledReceipt {
  readonly account: Account
  /** Its place among the receipts of its account. */
  readonly number: number
  readonly digest: Hex
}

/** A unit that was ruled wrong, with the receipts that its voided batch had decided by it. */
export interface OverruledUnit extends UnitKey {
  readonly receipts: readonly OverruledReceipt[]
}

/** What the ruling on a voided batch takes. */
export interface Overruling {
  readonly batchId: number
  readonly units: readonly OverruledUnit[]
}

/** `undrawn`: its seed is not known yet. `open`: others run the unit too. */
export type HeldState = 'undrawn' | 'provisional' | 'open'

/** A sealed receipt that nothing is decided about. */
export interface HeldReceipt extends SealedReceipt {
  /** Its place among the receipts of its account. */
  readonly number: number
  /** The batch that listed it. */
  readonly batchId: number
  /** Whether its account was established then. */
  readonly established: boolean
  /** False while the account works off a failed check. */
  readonly paid: boolean
  /** Rate of the draw, in parts per million, and why. */
  readonly ppm: number
  readonly rate: string
  readonly state: HeldState
}
