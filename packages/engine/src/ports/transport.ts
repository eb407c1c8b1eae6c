/**
 * Transport: a worker's way to its coordinator.
 *
 * Registration, tokens and their renewal are the adapter's business. Every call is safe to repeat.
 * Errors: `COORDINATOR_UNREACHABLE` and other retryable codes; anything else is final. Where the
 * coordinator said when to come again, the error's details have it as `retryAfterMs`.
 */
import type { Digest, LeaseId } from '@pumasi/domain'
import type { Receipt, SignedReceipt } from '@pumasi/proof'
import type { Room } from '@pumasi/rules'
import type { LeasedWork } from '../coordinator/lease-work.ts'
import type { ReceiptOutcome } from '../coordinator/accept-receipt.ts'

export interface AcquiredLeases {
  readonly leases: readonly LeasedWork[]
  readonly waitMs: number
  readonly leaseMs: number
  readonly suspended: string | null
}

export type { Room }

/** A receipt's answer as the wire brings it. */
export type ReportAnswer = Omit<ReceiptOutcome, 'code'> & { readonly code: string | null }

export interface Transport {
  /** Most leases, or receipts, in one call. */
  readonly bundleMax: number
  /** Up to `count` leases on units that fit `room`, as far as the coordinator knows of rooms. */
  acquire(count: number, room: Room): Promise<AcquiredLeases>
  /** Answers the ids that are still this host's. */
  renew(leaseIds: readonly LeaseId[]): Promise<readonly LeaseId[]>
  returnLease(leaseId: LeaseId, code: string, message: string): Promise<'returned' | 'lost'>
  report(receipts: readonly SignedReceipt[]): Promise<readonly ReportAnswer[]>
  /** Bytes checked against their digest. */
  fetchBlob(digest: Digest): Promise<Uint8Array>
  putBlob(bytes: Uint8Array): Promise<Digest>
}

/** Signs receipts for one account with a session key. */
export interface Signer {
  sign(receipt: Omit<Receipt, 'account'>): SignedReceipt
}
