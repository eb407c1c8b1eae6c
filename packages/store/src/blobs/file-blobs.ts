/**
 * BlobStore on a folder: one file for each blob, named by its digest, under 256 subfolders.
 *
 * A blob is written to a file of its own in `incoming`, flushed to the disk and then renamed, so
 * that under its name it is whole or absent, whoever dies. Names are checked digests: no name a
 * stranger sends becomes a path. Several processes may share the folder.
 */
import { createHash, randomUUID } from 'node:crypto'
import { constants, mkdir, open, readdir, rename, rm, stat } from 'node:fs/promises'
import type { FileHandle } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import type { Readable } from 'node:stream'
import { GridError, isHex } from '@pumasi/domain'
import type { Digest } from '@pumasi/domain'
import type { BlobStore } from '@pumasi/engine'
import { explainBlobFailure } from './failures.ts'

/** An upload that no longer grows after this long has lost its sender. */
const ABANDONED_MS = 24 * 60 * 60 * 1000

export interface UploadOptions {
  /** What the sender says the bytes are; checked when they are all there. */
  readonly digest?: Digest
  readonly sizeMax: number
}

/** A blob on its way out. The reader checks the digest: bytes leave before the last one is read. */
export interface BlobDownload {
  readonly size: number
  readonly stream: Readable
}

export interface FileBlobs extends BlobStore {
  /**
   * Stores a stream under its digest without holding it in memory.
   * @throws `BLOB_TOO_LARGE`, `BLOB_MISMATCH`; nothing is kept then
   */
  putBlobStream(source: AsyncIterable<Uint8Array>, options: UploadOptions): Promise<Digest>
  openBlobStream(digest: Digest): Promise<BlobDownload | null>
}

/** Opens a folder of blobs, made when missing. @throws `BLOB_UNREACHABLE` */
export async function openFileBlobs(folder: string): Promise<FileBlobs> {
  const incoming = join(folder, 'incoming')
  await guarded(folder, async () => {
    await mkdir(incoming, { recursive: true })
    await removeAbandoned(incoming)
  })
  const find = (digest: Digest): Promise<FileHandle | null> => openIfThere(pathOf(folder, digest))

  async function receive(
    source: AsyncIterable<Uint8Array> | Iterable<Uint8Array>,
    { digest: expected, sizeMax }: UploadOptions,
  ): Promise<Digest> {
    const draft = join(incoming, randomUUID())
    try {
      const digest = await writeDraft(draft, source, sizeMax)
      if (expected !== undefined && digest !== expected) throw mismatch(digest, expected)
      const path = pathOf(folder, digest)
      await mkdir(dirname(path), { recursive: true })
      await rename(draft, path)
      await flushFolder(dirname(path))
      return digest
    } finally {
      await rm(draft, { force: true })
    }
  }

  return {
    fetchBlob: (digest, sizeMax) =>
      guarded(folder, async () => {
        const file = await find(digest)
        if (file === null) return null
        try {
          return await readChecked(file, digest, sizeMax)
        } finally {
          await file.close()
        }
      }),

    hasBlob: (digest) =>
      guarded(folder, async () => {
        const file = await find(digest)
        await file?.close()
        return file !== null
      }),

    putBlob: (bytes) =>
      guarded(folder, async () => {
        const digest = digestBytes(bytes)
        const known = await find(digest)
        await known?.close()
        return known === null ? receive([bytes], { digest, sizeMax: bytes.length }) : digest
      }),

    putBlobStream: (source, options) => guarded(folder, () => receive(source, options)),

    openBlobStream: (digest) =>
      guarded(folder, async () => {
        const file = await find(digest)
        if (file === null) return null
        const { size } = await file.stat()
        return { size, stream: file.createReadStream() }
      }),
  }
}

function pathOf(folder: string, digest: Digest): string {
  if (!isHex(digest, 32)) {
    throw new GridError('BAD_HEX', `found a blob name that is no digest`, {
      hint: 'Name a blob by 0x and the 64 lower-case digits of its SHA-256.',
    })
  }
  return join(folder, digest.slice(2, 4), digest.slice(2))
}

const digestBytes = (bytes: Uint8Array): Digest =>
  `0x${createHash('sha256').update(bytes).digest('hex')}` as Digest

/** Writes and flushes; answers the digest of what was written. */
async function writeDraft(
  path: string,
  source: AsyncIterable<Uint8Array> | Iterable<Uint8Array>,
  sizeMax: number,
): Promise<Digest> {
  const hash = createHash('sha256')
  const file = await open(path, 'wx', 0o644)
  try {
    let size = 0
    for await (const part of source) {
      size += part.length
      if (size > sizeMax) throw tooLarge(size, sizeMax)
      hash.update(part)
      await file.writeFile(part)
    }
    await file.sync()
    return `0x${hash.digest('hex')}` as Digest
  } finally {
    await file.close()
  }
}

async function readChecked(file: FileHandle, digest: Digest, sizeMax: number): Promise<Uint8Array> {
  const { size } = await file.stat()
  if (size > sizeMax) throw tooLarge(size, sizeMax)
  const bytes = await file.readFile()
  const found = digestBytes(bytes)
  if (found !== digest) throw mismatch(found, digest)
  return new Uint8Array(bytes.buffer, bytes.byteOffset, bytes.byteLength)
}

async function openIfThere(path: string): Promise<FileHandle | null> {
  try {
    return await open(path, constants.O_RDONLY)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null
    throw error
  }
}

/** A new name is on the disk only when its folder is; systems without this need none. */
async function flushFolder(path: string): Promise<void> {
  for (const folder of [path, dirname(path)]) {
    const handle = await open(folder, constants.O_RDONLY).catch(() => null)
    await handle?.sync().catch(() => undefined)
    await handle?.close()
  }
}

async function removeAbandoned(incoming: string): Promise<void> {
  for (const name of await readdir(incoming)) {
    const path = join(incoming, name)
    const { mtimeMs } = await stat(path).catch(() => ({ mtimeMs: Infinity }))
    if (mtimeMs < Date.now() - ABANDONED_MS) await rm(path, { force: true })
  }
}

async function guarded<T>(folder: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work()
  } catch (error) {
    throw explainBlobFailure(error, folder)
  }
}

const tooLarge = (found: number, expectedMax: number): GridError =>
  new GridError('BLOB_TOO_LARGE', `found ${found} bytes or more, expected ${expectedMax} at most`, {
    hint: 'Send a smaller blob, or split it.',
    details: { found, expectedMax },
  })

const mismatch = (found: Digest, expected: Digest): GridError =>
  new GridError('BLOB_MISMATCH', `found bytes with the digest ${found}, expected ${expected}`, {
    hint: 'Send the bytes again; a stored blob that differs was damaged: restore it from a mirror.',
    details: { found, expected },
  })
