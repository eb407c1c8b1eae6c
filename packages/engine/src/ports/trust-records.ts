/** What the store keeps, reads and changes for jobs where accounts' records decide. */
import type { Account, Hex, JobId } from '@pumasi/domain'
import type { AccountTrust, BundledReceipt, Overruling, TrustRecords } from '@pumasi/rules'
import type { UnitChange, UnitOutcome, UnitView } from '@pumasi/rules'

/** An account as batches left it. */
export interface AccountRecord {
  readonly account: Account
  readonly trust: AccountTrust
  readonly established: boolean
  /** What happened to it last, in words. */
  readonly reason: string
}

/** What an account may do, and what it waits for. */
export interface AccountStatus {
  readonly trust: AccountTrust
  /**
   * Leases on units of jobs that ask for trust, and receipts there that nothing is decided about;
   * not counted, and 0, for an established account.
   */
  readonly undecided: number
  /** Nobody in the grid is established. */
  readonly gridIsNew: boolean
  /** Why an operator keeps it out, or null. */
  readonly blocked: string | null
  /**
   * True when it was admitted to work where trust decides, from whatever network; and where there
   * is no such work, or nothing is known of its network.
   */
  readonly admitted: boolean
  /** Somebody established was heard of from another network. */
  readonly elsewhere: boolean
}

/** A receipt that waits to be sealed. */
export interface AcceptedReceipt extends BundledReceipt {
  readonly digest: Hex
  readonly replicated: boolean
}

/** All that a batch's fold needs, as the batches before left it. */
export interface TrustInput extends TrustRecords {
  /** In the order of their acceptance. */
  readonly accepted: readonly AcceptedReceipt[]
  /** Contents of the held receipts, by digest. */
  readonly claims: ReadonlyMap<Hex, BundledReceipt>
  /** What rulings take that are healed and in no batch yet, in the order of their voids. */
  readonly overrulings: readonly Overruling[]
  /** Jobs that were cancelled and in no batch yet. */
  readonly cancelled: readonly JobId[]
  /** Accounts that a batch may close, by the {@link Silence} asked for. */
  readonly silent: readonly Account[]
}

/** Before which times, in Unix milliseconds, an account's last receipt was sealed. */
export interface Silence {
  /** With units that are provisional, and none that waits for others. */
  readonly provisionalMs: number
  /**
   * With a unit that another account reported alike, that waits for a third which nobody runs,
   * while nobody is established; not again before it has sealed something more.
   */
  readonly waitingMs: number
}

/** What waits for a batch of jobs that ask for trust. */
export interface TrustCounts {
  /** Receipts that wait to be sealed, up to as many as were asked for. */
  readonly sealable: number
  /** The newest batch left something for a seed to draw. */
  readonly drawable: boolean
  /** There is a job to drop, or an account to close. */
  readonly closable: boolean
  /** There is a ruling to take in. */
  readonly overruled: boolean
  /** Since when the oldest of those counted waits, Unix milliseconds; null when nothing does. */
  readonly sinceMs: number | null
}

/** What a batch changes for jobs that ask for trust. */
export interface TrustChanges {
  readonly outcomes: readonly UnitOutcome[]
  /** The change to a unit; null when it has moved on since the outcome was made. */
  readonly decide: (view: UnitView, outcome: UnitOutcome) => UnitChange | null
  readonly accounts: readonly AccountRecord[]
  /** Voided batches whose rulings the batch takes in. */
  readonly rulings: readonly number[]
  readonly closings: readonly Account[]
  readonly cancelled: readonly JobId[]
}
