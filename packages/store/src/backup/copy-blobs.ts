/** Copies the blobs of a folder into another store, each checked against its digest on the way. */
import { createReadStream } from 'node:fs'
import { readdir, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { isGridError } from '@pumasi/domain'
import type { Digest } from '@pumasi/domain'
import type { StreamedBlobs } from '../blobs/streamed-blobs.ts'

export interface CopiedBlobs {
  readonly copied: number
  /** Blobs the other store had already. */
  readonly known: number
  /** Blobs whose bytes are no longer those of their name. */
  readonly damaged: readonly Digest[]
}

/** Copies what the other store lacks, so that a later backup into the same folder is short. */
export async function copyBlobs(folder: string, to: StreamedBlobs): Promise<CopiedBlobs> {
  let [copied, known] = [0, 0]
  const damaged: Digest[] = []
  for await (const { digest, path } of listBlobs(folder)) {
    const { size } = await stat(path)
    if ((await to.fetchBlobSize(digest)) === size) {
      known += 1
      continue
    }
    try {
      await to.putBlobStream(createReadStream(path), { digest, sizeMax: size })
      copied += 1
    } catch (error) {
      if (!isGridError(error, 'BLOB_MISMATCH')) throw error
      damaged.push(digest)
    }
  }
  return { copied, known, damaged }
}

async function* listBlobs(folder: string): AsyncGenerator<{ digest: Digest; path: string }> {
  const shelves = await readdir(folder).catch(() => [])
  for (const shelf of shelves.filter((name) => /^[0-9a-f]{2}$/.test(name))) {
    for (const name of await readdir(join(folder, shelf))) {
      if (!/^[0-9a-f]{64}$/.test(name)) continue
      yield { digest: `0x${name}` as Digest, path: join(folder, shelf, name) }
    }
  }
}
