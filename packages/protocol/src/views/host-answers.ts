/** What hosts are answered. */
import type { Digest, JobId, LeaseId, UnitInput } from '@pumasi/domain'

export interface Challenge {
  readonly challenge: Digest
  readonly expiresAtMs: number
}

export interface LeasedUnit {
  readonly leaseId: LeaseId
  readonly jobId: JobId
  readonly unitIndex: number
  readonly expiresAtMs: number
  readonly input: UnitInput
  readonly inputHash: Digest
  readonly wallMaxMs: number
}

export interface Acquired {
  readonly leases: readonly LeasedUnit[]
  /** How long to wait before asking again when there was less than asked for. */
  readonly waitMs: number
  /** How long each lease lasts unless renewed. */
  readonly leaseMs: number
  /** Why this account gets nothing, in words; null when there is no such reason. */
  readonly suspended: string | null
}

/**
 * `accepted`: on disk, now or before. `lost`: the lease ran out or belongs to another.
 * `cancelled`: the job is. `refused`: the claim itself is wrong; `code` and `message` say how.
 */
export interface ReceiptAnswer {
  readonly leaseId: LeaseId
  readonly answer: 'accepted' | 'lost' | 'cancelled' | 'refused'
  readonly code: string | null
  readonly message: string | null
}
