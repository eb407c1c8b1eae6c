/** A mirror in a folder: one file for each blob, named by its digest. */
import { mkdir, open, readFile, rename, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { GridError, digestOf } from '@pumasi/domain'
import type { Digest } from '@pumasi/domain'
import type { BlobStore, Mirror } from '@pumasi/engine'
import { tooLarge } from './http-mirror.ts'

/** Reads a folder; a missing file is an absent blob, a missing folder an unreachable mirror. */
export function folderMirror(folder: string): Mirror {
  return {
    place: folder,
    fetchBytes: async (digest, sizeMax) => {
      await assertFolder(folder)
      const path = join(folder, digest)
      const info = await stat(path).catch(() => null)
      // A device or a pipe under a digest's name would be read without end.
      if (!info?.isFile()) return null
      if (info.size > sizeMax) throw tooLarge(info.size, sizeMax)
      return new Uint8Array(await readFile(path))
    },
  }
}

async function assertFolder(folder: string): Promise<void> {
  const info = await stat(folder).catch(() => null)
  if (info?.isDirectory() === true) return
  throw new GridError('MIRROR_UNREACHABLE', `found no folder ${folder}`, {
    hint: 'Give a folder made by pumasi mirror, or a URL.',
  })
}

/** Opens a folder for copying into, making it when missing. */
export async function openFolder(folder: string): Promise<Omit<BlobStore, 'renewBlob'>> {
  await mkdir(folder, { recursive: true })
  const mirror = folderMirror(folder)
  const has = async (digest: Digest): Promise<boolean> => {
    const bytes = await mirror.fetchBytes(digest, Number.MAX_SAFE_INTEGER)
    // A damaged copy counts as none, so that it is fetched again.
    return bytes !== null && digestOf(bytes) === digest
  }
  return {
    hasBlob: has,
    fetchBlob: async (digest, sizeMax) =>
      (await has(digest)) ? mirror.fetchBytes(digest, sizeMax) : null,
    putBlob: async (bytes) => {
      const digest = digestOf(bytes)
      const path = join(folder, digest)
      const handle = await open(`${path}.part`, 'w')
      try {
        await handle.writeFile(bytes)
        await handle.sync()
      } finally {
        await handle.close()
      }
      await rename(`${path}.part`, path)
      return digest
    },
  }
}
