/**
 * Mirror: any copy of the data a ledger refers to. Never trusted: whoever reads checks the digest.
 * Errors: `MIRROR_UNREACHABLE` (retryable), `MIRROR_TOO_LARGE`; absent is null.
 */
import type { Digest } from '@pumasi/domain'

export interface Mirror {
  /** Where it is, for people. */
  readonly place: string
  /** The bytes kept under a digest, unchecked, at most `sizeMax` of them. */
  fetchBytes(digest: Digest, sizeMax: number): Promise<Uint8Array | null>
}
