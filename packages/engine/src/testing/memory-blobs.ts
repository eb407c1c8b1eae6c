/** Blobs in memory, and mirrors over them: honest, unreachable, or with other bytes in places. */
import { GridError, digestOf } from '@pumasi/domain'
import type { Digest } from '@pumasi/domain'
import type { BlobStore } from '../ports/blob-store.ts'
import type { Mirror } from '../ports/mirror.ts'

export type Blobs = Map<Digest, Uint8Array>

export const createMemoryBlobs = (blobs: Blobs = new Map()): BlobStore => ({
  hasBlob: async (digest) => blobs.has(digest),
  renewBlob: async (digest) => blobs.has(digest),
  putBlob: async (bytes) => {
    const digest = digestOf(bytes)
    blobs.set(digest, bytes)
    return digest
  },
  fetchBlob: async (digest, sizeMax) => {
    const bytes = blobs.get(digest) ?? null
    if (bytes !== null && bytes.length > sizeMax) {
      throw new GridError('BLOB_TOO_LARGE', `found ${bytes.length} bytes, expected ${sizeMax}`, {
        hint: 'Keep outputs within the limits of the job.',
      })
    }
    return bytes
  },
})

/** Serves whatever the map holds, under whatever digest it is held. */
export const mirrorOf = (blobs: ReadonlyMap<Digest, Uint8Array>): Mirror => ({
  place: 'memory',
  fetchBytes: async (digest) => blobs.get(digest) ?? null,
})

/** A mirror that answers nothing. */
export const unreachableMirror: Mirror = {
  place: 'nowhere',
  fetchBytes: () =>
    Promise.reject(
      new GridError('MIRROR_UNREACHABLE', 'found no mirror at nowhere', { retryable: true }),
    ),
}
