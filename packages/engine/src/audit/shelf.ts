/** Shelf: the blobs hashed last, so that units of one job do not fetch their program each anew. */
import type { Digest } from '@pumasi/domain'
import type { Mirror } from '../ports/mirror.ts'
import { fetchEvidence } from './evidence.ts'
import type { Evidence, Wanted } from './evidence.ts'

/** Bytes kept in all; a blob that would fill the shelf alone is not put there. */
const BYTES_MAX = 128 * 1024 * 1024

export interface Shelf {
  /** As {@link fetchEvidence}: only bytes that have the digest are kept, never a failure. */
  fetch(wanted: Wanted): Promise<Evidence>
}

export function createShelf(mirror: Mirror, bytesMax = BYTES_MAX): Shelf {
  /** In the order of their last use. */
  const held = new Map<Digest, Uint8Array>()
  let size = 0
  const keep = (digest: Digest, bytes: Uint8Array): void => {
    if (bytes.length > bytesMax / 2 || held.has(digest)) return
    held.set(digest, bytes)
    size += bytes.length
    for (const [oldest, { length }] of held) {
      if (size <= bytesMax) return
      held.delete(oldest)
      size -= length
    }
  }
  return {
    fetch: async (wanted) => {
      const bytes = held.get(wanted.digest)
      if (bytes !== undefined) {
        held.delete(wanted.digest)
        held.set(wanted.digest, bytes)
        return { bytes }
      }
      const evidence = await fetchEvidence(mirror, wanted)
      if (evidence.bytes !== null) keep(wanted.digest, evidence.bytes)
      return evidence
    },
  }
}
