/**
 * BlobStore on a folder: one file for each blob, named by its digest, under 256 subfolders.
 *
 * A blob is written to a draft in `incoming`, flushed to the disk and then renamed, so that under
 * its name it is whole or absent, whoever dies. Several processes may share the folder.
 */
import { constants, mkdir, open, readdir, rename, rm, stat, utimes } from 'node:fs/promises'
import type { FileHandle } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { isHex } from '@pumasi/domain'
import type { Digest } from '@pumasi/domain'
import type { KeptBlob } from '@pumasi/engine'
import { digestBytes, openDrafts, withDraft } from './draft.ts'
import type { Parts } from './draft.ts'
import { blobMismatch, blobTooLarge, guarded, nameOf } from './failures.ts'
import type { StreamedBlobs, UploadOptions } from './streamed-blobs.ts'

/** Opens a folder of blobs, made when missing. @throws `BLOB_UNREACHABLE` */
export async function openFileBlobs(folder: string): Promise<StreamedBlobs> {
  const incoming = join(folder, 'incoming')
  await guarded(folder, () => openDrafts(incoming))
  const find = (digest: Digest): Promise<FileHandle | null> => openIfThere(pathOf(folder, digest))

  const receive = (source: Parts, options: UploadOptions): Promise<Digest> =>
    withDraft(incoming, source, options, async (draft, digest) => {
      const path = pathOf(folder, digest)
      await mkdir(dirname(path), { recursive: true })
      await rename(draft, path)
      await flushFolder(dirname(path))
      return digest
    })
  const fetchBlobSize = (digest: Digest): Promise<number | null> =>
    guarded(folder, async () => {
      const file = await find(digest)
      if (file === null) return null
      try {
        return (await file.stat()).size
      } finally {
        await file.close()
      }
    })

  const renewBlob = (digest: Digest): Promise<boolean> =>
    guarded(folder, async () => {
      const now = new Date()
      return ifThere(async () => utimes(pathOf(folder, digest), now, now))
    })

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

    hasBlob: async (digest) => (await fetchBlobSize(digest)) !== null,
    renewBlob,

    putBlob: async (bytes) => {
      const digest = digestBytes(bytes)
      if (await renewBlob(digest)) return digest
      return guarded(folder, () => receive([bytes], { digest, sizeMax: bytes.length }))
    },

    putBlobStream: (source, options) => guarded(folder, () => receive(source, options)),
    fetchBlobSize,

    openBlobStream: (digest, range) =>
      guarded(folder, async () => {
        const file = await find(digest)
        if (file === null) return null
        return file.createReadStream(range && { start: range.from, end: range.to })
      }),

    listSlice: (slice) => guarded(folder, () => listFolder(join(folder, sliceName(slice)))),

    deleteBlob: (digest, putBeforeMs) =>
      guarded(folder, async () => {
        const path = pathOf(folder, digest)
        const aside = join(incoming, `${nameOf(digest)}.${process.pid}.swept`)
        if (!(await ifThere(() => rename(path, aside)))) return false
        // Out of the way first: whoever renewed it until now shows here, whoever comes later sees
        // that it is not there and puts it again.
        const { mtimeMs } = await stat(aside)
        if (mtimeMs < putBeforeMs) {
          await rm(aside)
          return true
        }
        await rename(aside, path)
        return false
      }),
  }
}

function pathOf(folder: string, digest: Digest): string {
  const name = nameOf(digest)
  return join(folder, name.slice(0, 2), name)
}

async function readChecked(file: FileHandle, digest: Digest, sizeMax: number): Promise<Uint8Array> {
  const { size } = await file.stat()
  if (size > sizeMax) throw blobTooLarge(size, sizeMax)
  const bytes = await file.readFile()
  const found = digestBytes(bytes)
  if (found !== digest) throw blobMismatch(found, digest)
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

/** Names of two hexadecimal digits, one for each first byte. */
const sliceName = (slice: number): string => slice.toString(16).padStart(2, '0')

async function listFolder(path: string): Promise<KeptBlob[]> {
  const blobs: KeptBlob[] = []
  const names = await readdir(path).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return []
    throw error
  })
  for (const name of names) {
    const digest = `0x${name}` as Digest
    // What somebody else put there is not ours to sweep.
    if (!isHex(digest, 32)) continue
    const info = await stat(join(path, name)).catch(() => null)
    if (info !== null) blobs.push({ digest, putAtMs: info.mtimeMs })
  }
  return blobs
}

/** False when the file is not there. */
async function ifThere(work: () => Promise<void>): Promise<boolean> {
  try {
    await work()
    return true
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return false
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
