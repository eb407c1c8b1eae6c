/**
 * StreamedBlobs: a BlobStore that takes and gives blobs part by part, so that none is held whole.
 *
 * What comes in is invisible until all of it is there and equal to its digest. What goes out of
 * `openBlobStream` is unchecked: bytes leave before the last one is read, and a range proves
 * nothing about the rest, so the reader checks. Every adapter passes `testing/blob-conformance.ts`.
 */
import type { Readable } from 'node:stream'
import type { Digest } from '@pumasi/domain'
import type { BlobStore, SweptBlobs } from '@pumasi/engine'

export interface UploadOptions {
  /** What the sender says the bytes are; checked when they are all there. */
  readonly digest?: Digest
  readonly sizeMax: number
}

/** Bytes `from`..`to`, both included, both within the blob. */
export interface ByteRange {
  readonly from: number
  readonly to: number
}

export interface StreamedBlobs extends BlobStore, SweptBlobs {
  /**
   * Stores a stream under its digest.
   * @throws `BLOB_TOO_LARGE`, `BLOB_MISMATCH`; nothing is kept then
   */
  putBlobStream(source: AsyncIterable<Uint8Array>, options: UploadOptions): Promise<Digest>
  /** Size in bytes, or null when absent. */
  fetchBlobSize(digest: Digest): Promise<number | null>
  /** The bytes, or one range of them; null when absent. The caller ends the stream. */
  openBlobStream(digest: Digest, range?: ByteRange): Promise<Readable | null>
}
