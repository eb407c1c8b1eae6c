/**
 * Retention: what may be forgotten, and how. Nothing that a commit refers to ever is.
 *
 * Every call is safe to repeat, and to break off: what it did stays done, the rest is left for the
 * next. Calls are bounded by the limits they are given.
 */
import type { Digest, JobId } from '@pumasi/domain'

/** Digests are swept in so many slices, by their first byte. */
export const SLICES = 256

/** A blob as a sweep sees it. */
export interface KeptBlob {
  readonly digest: Digest
  /** When it was last put or renewed, Unix milliseconds. */
  readonly putAtMs: number
}

/** The part of a blob store that forgets. */
export interface SweptBlobs {
  /** All blobs whose digest begins with this byte, in any order. */
  listSlice(slice: number): Promise<readonly KeptBlob[]>
  /** Deletes a blob neither put nor renewed since then; false when it stays, or is gone. */
  deleteBlob(digest: Digest, putBeforeMs: number): Promise<boolean>
}

/**
 * How deleting a job went: `more` asks to be called again; `kept` names how many of its units are
 * believed, which stay for auditors; `running` jobs have to be cancelled first.
 */
export type JobDeletion =
  | { readonly kind: 'deleted' | 'more' | 'running' | 'unknown' }
  | { readonly kind: 'kept'; readonly units: number }

/** The part of a job store that forgets. */
export interface Retention {
  /**
   * Digests of this slice that are still needed: programs, inputs and specifications of jobs,
   * bundles, and outputs of all receipts but those refused and accepted before `refusedBeforeMs`.
   */
  findNeededBlobs(slice: number, refusedBeforeMs: number): Promise<ReadonlySet<Digest>>
  /** Deletes at most so many rows of a cancelled job of which nothing was believed. */
  deleteJob(id: JobId, nowMs: number, rowsMax: number): Promise<JobDeletion>
  /** Jobs cancelled before then of which nothing was believed, the oldest first. */
  findDeletableJobs(cancelledBeforeMs: number, limit: number): Promise<readonly JobId[]>
  /** Forgets leases that expired before then; answers how many. */
  dropExpiredLeases(expiredBeforeMs: number, limit: number): Promise<number>
  /** Forgets hosts not seen since then that never had a receipt accepted; answers how many. */
  dropIdleHosts(seenBeforeMs: number, limit: number): Promise<number>
  /**
   * Forgets from which network accounts began that were admitted before then, and of whose hosts
   * none was seen since; answers how many. One that comes again is asked about anew.
   */
  dropIdleAdmissions(seenBeforeMs: number, limit: number): Promise<number>
}
