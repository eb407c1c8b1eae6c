/**
 * BlobStore on an S3-compatible service: one object for each blob, named by its digest.
 *
 * What comes in is spooled to a draft on the local disk, checked, and sent in one PUT, which such
 * services make visible whole or not at all. The digest is also the payload hash under the
 * signature, so that a service which checks it refuses bytes that changed on the way.
 */
import { openAsBlob } from 'node:fs'
import { Readable } from 'node:stream'
import type { Digest } from '@pumasi/domain'
import { digestBytes, openDrafts, withDraft } from './draft.ts'
import type { Parts } from './draft.ts'
import { blobMismatch, blobTooLarge, guarded, nameOf } from './failures.ts'
import { openBucket } from './s3-bucket.ts'
import type { BucketOptions } from './s3-bucket.ts'
import type { StreamedBlobs, UploadOptions } from './streamed-blobs.ts'

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
  const fetchBlobSize = async (digest: Digest): Promise<number | null> => {
    const answer = await bucket.head(nameOf(digest))
    return answer === null ? null : Number(answer.headers.get('content-length'))
  }

  return {
    fetchBlobSize,
    hasBlob: async (digest) => (await fetchBlobSize(digest)) !== null,

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
      if ((await fetchBlobSize(digest)) !== null) return digest
      await bucket.put(nameOf(digest), new Blob([bytes]))
      return digest
    },

    putBlobStream: receive,

    openBlobStream: async (digest, range) => {
      const answer = await bucket.get(nameOf(digest), range)
      if (answer === null) return null
      return answer.body === null ? Readable.from([]) : Readable.fromWeb(answer.body)
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
