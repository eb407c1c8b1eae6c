/**
 * Output memory: how the outputs seen last ended, so that a blob that several receipts name, as
 * every quorum does, is read and decoded once. Blobs never change under their digest.
 */
import { GridError, decodeOutput } from '@pumasi/domain'
import type { Digest, ExitClass } from '@pumasi/domain'
import type { BlobStore } from '../ports/blob-store.ts'

/** About 200 bytes each. */
const KEPT_MAX = 20_000

interface KnownOutput {
  readonly exitClass: ExitClass
  readonly size: number
}

export interface OutputMemory {
  /**
   * How an uploaded output says it ended; null when there are no such bytes.
   * @throws `BAD_OUTPUT`, `BLOB_TOO_LARGE`: the host's doing; anything else is ours
   */
  readonly fetchExitClass: (digest: Digest, sizeMax: number) => Promise<ExitClass | null>
}

export function createOutputMemory(blobs: BlobStore): OutputMemory {
  const known = new Map<Digest, KnownOutput>()
  const remember = (digest: Digest, output: KnownOutput): void => {
    known.delete(digest)
    known.set(digest, output)
    const [oldest] = known.keys()
    if (known.size > KEPT_MAX && oldest !== undefined) known.delete(oldest)
  }
  return {
    fetchExitClass: async (digest, sizeMax) => {
      const seen = known.get(digest)
      if (seen !== undefined) {
        if (seen.size > sizeMax) throw tooLarge(seen.size, sizeMax)
        return seen.exitClass
      }
      const bytes = await blobs.fetchBlob(digest, sizeMax)
      if (bytes === null) return null
      const { exitClass } = decodeOutput(bytes)
      remember(digest, { exitClass, size: bytes.length })
      return exitClass
    },
  }
}

const tooLarge = (found: number, expectedMax: number): GridError =>
  new GridError('BLOB_TOO_LARGE', `found ${found} bytes, expected ${expectedMax} at most`, {
    hint: 'Keep outputs within the limits of the job.',
    details: { found, expectedMax },
  })
