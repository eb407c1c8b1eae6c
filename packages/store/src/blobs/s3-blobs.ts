/**
 * BlobStore on an S3-compatible service: one object for each blob, named by its digest.
 *
 * What comes in is spooled to a draft on the local disk, checked, and sent in one PUT, which such
 * services make visible whole or not at all. The digest is also the payload hash under the
 * signature, so that a service which checks it refuses bytes that changed on the way.
 */
import { openAsBlob } from 'node:fs'
import { Readable } from 'node:stream'
import { isHex } from '@pumasi/domain'
import type { Digest } from '@pumasi/domain'
import { digestBytes, openDrafts, withDraft } from './draft.ts'
import type { Parts } from './draft.ts'
import { blobMismatch, blobTooLarge, guarded, nameOf } from './failures.ts'
import { openBucket } from './s3-bucket.ts'
import type { BucketOptions } from './s3-bucket.ts'
import type { ByteRange, StreamedBlobs, UploadOptions } from './streamed-blobs.ts'

/** A blob this young needs no renewal: sweeps spare it for days. */
const RENEWED_AFTER_MS = 24 * 60 * 60 * 1000

export interface S3Options extends BucketOptions {
  /** Local folder for what is on its way in, made when missing. */
  readonly spoolFolder: string
}

/** Opens a bucket that must exist. @throws `BLOB_UNREACHABLE` */
export async function openS3Blobs(options: S3Options): Promise<StreamedBlobs> {
  const { spoolFolder } = options
  await guarded(spoolFolder, () => openDrafts(spoolFolder))
  const bucket = await openBucket(options)

  const receive = (source: Parts, upload: UploadOptions): Promise<Digest> =>
    guarded(spoolFolder, () =>
      withDraft(spoolFolder, source, upload, async (draft, digest) => {
        await bucket.put(nameOf(digest), await openAsBlob(draft))
        return digest
      }),
    )
  const fetchPutAtMs = async (digest: Digest): Promise<number | null> => {
    const answer = await bucket.head(nameOf(digest))
    if (answer === null) return null
    const putAtMs = Date.parse(answer.headers.get('last-modified') ?? '')
    // Without a time it is as young as can be: nothing sweeps it.
    return Number.isNaN(putAtMs) ? Date.now() : putAtMs
  }
  const fetchBlobSize = async (digest: Digest): Promise<number | null> => {
    const answer = await bucket.head(nameOf(digest))
    return answer === null ? null : Number(answer.headers.get('content-length'))
  }

  const openBlobStream = async (digest: Digest, range?: ByteRange): Promise<Readable | null> => {
    const answer = await bucket.get(nameOf(digest), range)
    if (answer === null) return null
    return answer.body === null ? Readable.from([]) : Readable.fromWeb(answer.body)
  }
  const renewBlob = async (digest: Digest): Promise<boolean> => {
    const putAtMs = await fetchPutAtMs(digest)
    if (putAtMs === null) return false
    if (putAtMs > Date.now() - RENEWED_AFTER_MS) return true
    // Written again: a copy onto itself leaves the time as it was on some services.
    const bytes = await openBlobStream(digest)
    if (bytes === null) return false
    await receive(bytes, { digest, sizeMax: Number.MAX_SAFE_INTEGER })
    return true
  }

  return {
    fetchBlobSize,
    hasBlob: async (digest) => (await fetchBlobSize(digest)) !== null,
    renewBlob,

    fetchBlob: async (digest, sizeMax) => {
      const answer = await bucket.get(nameOf(digest))
      if (answer === null) return null
      const bytes = await readBounded(answer, sizeMax)
      const found = digestBytes(bytes)
      if (found !== digest) throw blobMismatch(found, digest)
      return bytes
    },

    putBlob: async (bytes) => {
      const digest = digestBytes(bytes)
      if (await renewBlob(digest)) return digest
      await bucket.put(nameOf(digest), new Blob([bytes]))
      return digest
    },

    putBlobStream: receive,

    openBlobStream,

    listSlice: async (slice) => {
      const objects = await bucket.list(slice.toString(16).padStart(2, '0'))
      return objects.flatMap(({ name, putAtMs }) => {
        const digest = `0x${name}` as Digest
        return isHex(digest, 32) ? [{ digest, putAtMs }] : []
      })
    },

    // Asked once more at the last moment; between question and deletion lie milliseconds.
    deleteBlob: async (digest, putBeforeMs) => {
      const putAtMs = await fetchPutAtMs(digest)
      if (putAtMs === null || putAtMs >= putBeforeMs) return false
      await bucket.delete(nameOf(digest))
      return true
    },
  }
}

async function readBounded(answer: Response, sizeMax: number): Promise<Uint8Array> {
  const parts: Uint8Array[] = []
  let size = Number(answer.headers.get('content-length') ?? 0)
  try {
    if (size > sizeMax) throw blobTooLarge(size, sizeMax)
    size = 0
    for await (const part of (answer.body ?? []) as AsyncIterable<Uint8Array>) {
      size += part.length
      if (size > sizeMax) throw blobTooLarge(size, sizeMax)
      parts.push(part)
    }
  } finally {
    await answer.body?.cancel().catch(() => undefined)
  }
  return new Uint8Array(Buffer.concat(parts))
}
