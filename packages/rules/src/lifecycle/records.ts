/** The records a unit's life is made of. Only the functions of this folder write them. */
import type { Account, Hex, LeaseId, TrustDemand } from '@pumasi/domain'
import type { SignedReceipt } from '@pumasi/proof'
import type { Verdict } from '../policy/quorum.ts'
import type { AccountTrust } from '../policy/trust/account-trust.ts'
import type { HeldReceipt, HeldState } from './trust/held-receipt.ts'
import type { UnitKey } from './unit-key.ts'

/** `open` waits for votes; the other three are final, unless a void undoes belief. */
export type UnitState = 'open' | 'believed' | 'failed' | 'cancelled'

export interface Unit extends UnitKey {
  readonly state: UnitState
  /** Votes aimed for: the quorum, more after a disagreement. */
  readonly wanted: number
  /** Leases that may be granted now; 0 unless open. */
  readonly vacant: number
  readonly verdict: Verdict | null
  /** Why a unit failed, a stable code. */
  readonly failure: UnitFailure | null
}

/** `VOIDED`: a batch that credited it was voided, and it is not shown sound. */
export type UnitFailure = 'NO_AGREEMENT' | 'RETURNED_BY_HOSTS' | 'VOIDED'

/**
 * `active` is the only state that may change, and it changes once. `returned`: this host cannot run
 * the unit and does not get it again. `released`: it stopped for reasons of its own, and may.
 */
export type LeaseState = 'active' | 'reported' | 'returned' | 'released' | 'expired'

export interface Lease extends UnitKey {
  readonly id: LeaseId
  readonly account: Account
  /** The session key that holds it. */
  readonly session: Account
  readonly state: LeaseState
  readonly grantedAtMs: number
  readonly expiresAtMs: number
  /** What a host said when it returned the lease. */
  readonly reason: string | null
}

/** `pending` until the unit is settled. */
export type Standing = 'pending' | 'credited' | 'refused'

/** Why a receipt earned nothing: the first field that differs from the verdict. */
export interface Refusal {
  readonly code:
    | 'EXIT_CLASS_DIFFERS'
    | 'OUTPUT_DIFFERS'
    | 'FUEL_DIFFERS'
    | 'VERSION_DIFFERS'
    | 'UNIT_FAILED'
    /** A later check of the account failed before the unit was believed. */
    | 'VOID'
    /** Confirmed, but reported while the account works off a failed check. */
    | 'ON_PAROLE'
  readonly found: string
  readonly expected: string
}

/** Refusals that say nothing against the machine that ran the unit. */
export const isBlameless = ({ code }: Refusal): boolean =>
  code === 'UNIT_FAILED' || code === 'VOID' || code === 'ON_PAROLE'

/** How far a receipt has come where accounts' records decide. */
export interface ReceiptTrust {
  /** What the session key signed. */
  readonly digest: Hex
  /** `accepted`: waits for the batch that seals it. */
  readonly state: 'accepted' | HeldState | 'decided'
  /** Others were asked to run the unit at once. */
  readonly replicated: boolean
  /** Null until a batch has listed it. */
  readonly sealed: Pick<
    HeldReceipt,
    'batchId' | 'number' | 'established' | 'paid' | 'ppm' | 'rate'
  > | null
  /** What was decided last, in words its contributor understands. */
  readonly reason: string
}

export interface ReceiptRecord extends SignedReceipt {
  /** The session key that signed. */
  readonly session: Account
  readonly acceptedAtMs: number
  readonly standing: Standing
  readonly refusal: Refusal | null
  readonly creditMicro: bigint
  /** Null where a quorum decides. */
  readonly trust: ReceiptTrust | null
}

/** What of an account's record decides how its work is treated. */
export type AccountStanding = Pick<AccountTrust, 'strikes' | 'history'>

/** What a unit is treated by where accounts' records decide. */
export interface TrustTerms {
  readonly demand: TrustDemand
  /** Of the accounts that have a receipt of the unit or a lease; who is missing is new. */
  readonly standings: ReadonlyMap<Account, AccountStanding>
}

/** One unit with everything that ever happened to it. */
export interface UnitView {
  readonly unit: Unit
  /** Runs aimed for at first. */
  readonly quorum: number
  /** Null where the quorum decides. */
  readonly terms: TrustTerms | null
  readonly leases: readonly Lease[]
  readonly receipts: readonly ReceiptRecord[]
}

/** What one event changes; leases and receipts hold the new or changed ones only. */
export interface UnitChange {
  readonly unit: Unit
  readonly leases: readonly Lease[]
  readonly receipts: readonly ReceiptRecord[]
}
