/**
 * Transport: a worker's way to its coordinator.
 *
 * Registration, tokens and their renewal are the adapter's business. Every call is safe to repeat.
 * Errors: `COORDINATOR_UNREACHABLE` and other retryable codes; anything else is final.
 */
import type { Digest, LeaseId } from '@pumasi/domain'
import type { Receipt, SignedReceipt } from '@pumasi/proof'
import type { LeasedWork } from '../coordinator/lease-work.ts'
import type { ReceiptOutcome } from '../coordinator/accept-receipt.ts'

export interface AcquiredLeases {
  readonly leases: readonly LeasedWork[]
  readonly waitMs: number
  readonly leaseMs: number
  readonly suspended: string | null
}

/** A receipt's answer as the wire brings it. */
export type ReportAnswer = Omit<ReceiptOutcome, 'code'> & { readonly code: string | null }

export interface Transport {
  acquire(count: number): Promise<AcquiredLeases>
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
