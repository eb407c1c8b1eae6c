/**
 * BlobStore: bytes by their SHA-256: programs, inputs, outputs, job specifications, bundles.
 *
 * A blob is either wholly there and equal to its digest, or absent: a half-written one is never
 * seen. Putting what is there keeps it and makes it young again. Errors: `BLOB_TOO_LARGE`,
 * `BLOB_MISMATCH`, `BLOB_STORE_FULL` (retryable), `BLOB_UNREACHABLE` (retryable).
 */
import type { Digest } from '@pumasi/domain'

export interface BlobReader {
  /** The bytes, checked against the digest; null when absent. @throws `BLOB_MISMATCH` */
  fetchBlob(digest: Digest, sizeMax: number): Promise<Uint8Array | null>
}

export interface BlobStore extends BlobReader {
  hasBlob(digest: Digest): Promise<boolean>
  /** True when it is there; from now on it counts as put now, so that no sweep takes it. */
  renewBlob(digest: Digest): Promise<boolean>
  /** Stores bytes under their digest and answers it. */
  putBlob(bytes: Uint8Array): Promise<Digest>
}
