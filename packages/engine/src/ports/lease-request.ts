/** What the store is told of a host that asks for work: who, how much, whence, of which kinds. */
import type { Account, Hex, JobId, LeaseId } from '@pumasi/domain'
import type { Requester } from '@pumasi/rules'

/**
 * What stands for the network of an address: a keyed hash, the same for every coordinator of a
 * grid, from which nobody without the key learns the address.
 */
export type Network = Hex

/** Where a request comes from, and since when others who were heard of count. */
export interface Whence {
  readonly network: Network
  /** Unix milliseconds: who was not heard of since is not counted on. */
  readonly sinceMs: number
}

export interface LeasePermit {
  /** Units whose quorum decides. */
  readonly quorums: boolean
  /**
   * Of the units where trust decides: none, those that nobody reported yet (runs), also those that
   * others' receipts wait for (checks), or these alone.
   */
  readonly trust: 'none' | 'runs' | 'checks' | 'checks only'
  /** Most of these in one request, or null. */
  readonly trustMax: number | null
  /**
   * Of the units that others' receipts wait for, none that another account runs or ran from this
   * network, as long as somebody established could check it from one that has nothing to do with
   * it. Null: wherever they were run.
   */
  readonly apart: Whence | null
}

export interface LeaseRequest {
  readonly session: Account
  readonly account: Account
  /** One fresh id for each lease wanted; fewer leases may come back. */
  readonly leaseIds: readonly LeaseId[]
  readonly nowMs: number
  /** How long each lease lasts. */
  readonly leaseMs: number
  /** Requesters whose jobs come after those of all others, in this order. */
  readonly requestersLast?: readonly Requester[]
  /** What the account may take; everything when that is not said. */
  readonly permit?: LeasePermit
  /** Jobs to pass over, as if they had no units. */
  readonly exceptJobs?: readonly JobId[]
  /** Active leases the session may have in all; one that asks twice at once may get a few more. */
  readonly heldMax: number
}

/** Where among jobs and units a spot check is looked for: each at least 0, and below 1. */
export interface SpotChance {
  readonly job: number
  readonly unit: number
}

/** Units of a job that are looked at for a spot check. */
export const SPOT_REACH = 256

/** Time a lease may be renewed for beyond twice its job's `wallMaxMs`: one to wait, one to run. */
export const RENEWAL_SLACK_MS = 600_000

/** Times an account may release a unit and get it again before the first of those leases ends. */
export const RELEASES_MAX = 3

/** An account that asks to begin. */
export interface Entrant {
  readonly account: Account
  readonly network: Network
  readonly nowMs: number
  /** Unix milliseconds: accounts admitted since, or heard of since, count. */
  readonly sinceMs: number
}
