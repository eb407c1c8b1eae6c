/** One blob to the coordinator: not at all when it is there, whole when small, else in pieces. */
import type { Digest } from '@pumasi/domain'
import { blobRefusal, hasBlob, putBlob } from '@pumasi/protocol'
import type { Blobs } from '@pumasi/protocol'
import { PIECES_FROM_BYTES, uploadInPieces } from './upload-in-pieces.ts'

/** Real time for what is sent whole, over a slow line. */
const WHOLE_MS = 120_000

/** @throws what the coordinator refuses with */
export async function uploadBlob(
  blobs: Blobs,
  bytes: Uint8Array,
  token: string | null,
): Promise<Digest> {
  const digest = await blobs.digestOf(bytes)
  if (await hasBlob(blobs, digest)) return digest
  if (bytes.length < PIECES_FROM_BYTES) return putBlob(blobs, bytes, token, WHOLE_MS)
  const refusalOf = (response: Response) => blobRefusal(response, digest)
  await uploadInPieces(bytes, digest, { url: blobs.url, token, refusalOf })
  return digest
}
