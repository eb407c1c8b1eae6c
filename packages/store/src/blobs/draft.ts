/**
 * Draft: bytes on their way in, in a file of their own that nobody reads yet.
 *
 * In: a stream and the most bytes allowed. Out: a flushed file and the digest of what is in it.
 */
import { createHash, randomUUID } from 'node:crypto'
import { mkdir, open, readdir, rm, stat } from 'node:fs/promises'
import { join } from 'node:path'
import type { Digest } from '@pumasi/domain'
import { blobMismatch, blobTooLarge } from './failures.ts'
import type { UploadOptions } from './streamed-blobs.ts'

/** A draft that no longer grows after this long has lost its sender. */
export const ABANDONED_MS = 24 * 60 * 60 * 1000

export type Parts = AsyncIterable<Uint8Array> | Iterable<Uint8Array>

/** Makes the folder of drafts and drops those that lost their sender. */
export async function openDrafts(folder: string): Promise<void> {
  await mkdir(folder, { recursive: true })
  for (const name of await readdir(folder)) {
    const path = join(folder, name)
    const { mtimeMs } = await stat(path).catch(() => ({ mtimeMs: Infinity }))
    if (mtimeMs < Date.now() - ABANDONED_MS) await rm(path, { force: true })
  }
}

/**
 * Writes a draft, gives its path and digest to `use`, and removes what `use` did not move away.
 * @throws `BLOB_TOO_LARGE`, `BLOB_MISMATCH`
 */
export async function withDraft<T>(
  folder: string,
  source: Parts,
  { digest: expected, sizeMax }: UploadOptions,
  use: (path: string, digest: Digest) => Promise<T>,
): Promise<T> {
  const path = join(folder, randomUUID())
  try {
    const digest = await writeDraft(path, source, sizeMax)
    if (expected !== undefined && digest !== expected) throw blobMismatch(digest, expected)
    return await use(path, digest)
  } finally {
    await rm(path, { force: true })
  }
}

async function writeDraft(path: string, source: Parts, sizeMax: number): Promise<Digest> {
  const hash = createHash('sha256')
  const file = await open(path, 'wx', 0o644)
  try {
    let size = 0
    for await (const part of source) {
      size += part.length
      if (size > sizeMax) throw blobTooLarge(size, sizeMax)
      hash.update(part)
      await file.writeFile(part)
    }
    await file.sync()
    return `0x${hash.digest('hex')}` as Digest
  } finally {
    await file.close()
  }
}

export const digestBytes = (bytes: Uint8Array): Digest =>
  `0x${createHash('sha256').update(bytes).digest('hex')}` as Digest
