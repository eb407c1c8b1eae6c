/** A process of its own: puts a blob larger than the limit it runs under, then a small one. */
import { isGridError } from '@pumasi/domain'
import { openFileBlobs } from '../blobs/file-blobs.ts'

async function* megabytes(): AsyncGenerator<Uint8Array> {
  for (let part = 0; part < 16; part += 1) yield new Uint8Array(65_536).fill(part)
}

const blobs = await openFileBlobs(process.argv[2] ?? '')
const refused = await blobs
  .putBlobStream(megabytes(), { sizeMax: 2 ** 24 })
  .then(() => null)
  .catch((error: unknown) =>
    isGridError(error) ? { code: error.code, retryable: error.retryable } : String(error),
  )
const small = await blobs.putBlob(new Uint8Array(1_000))
process.stdout.write(JSON.stringify({ refused, thenTaken: await blobs.hasBlob(small) }))
