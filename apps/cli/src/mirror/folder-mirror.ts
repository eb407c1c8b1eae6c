/** A mirror in a folder: one file for each blob, named by its digest. */
import { createHash } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { mkdir, open, readFile, rename, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { pipeline } from 'node:stream/promises'
import { GridError, digestOf, parseDigest } from '@pumasi/domain'
import type { Digest } from '@pumasi/domain'
import { BUNDLE_BYTES_MAX } from '@pumasi/engine'
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
      const { buffer, byteOffset, length } = await readFile(path)
      return new Uint8Array(buffer, byteOffset, length)
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

/** The digest of a file, a piece in memory at a time; null where no blob can be. */
async function digestOfFile(path: string): Promise<Digest | null> {
  const info = await stat(path).catch(() => null)
  if (!info?.isFile() || info.size > BUNDLE_BYTES_MAX) return null
  const hash = createHash('sha256')
  await pipeline(createReadStream(path), hash)
  return parseDigest(`0x${hash.digest('hex')}`)
}

/** Opens a folder for copying into, making it when missing. */
export async function openFolder(folder: string): Promise<Omit<BlobStore, 'renewBlob'>> {
  await mkdir(folder, { recursive: true })
  const mirror = folderMirror(folder)
  return {
    // A damaged copy counts as none, so that it is fetched again.
    hasBlob: async (digest) => (await digestOfFile(join(folder, digest))) === digest,
    fetchBlob: async (digest, sizeMax) => {
      const bytes = await mirror.fetchBytes(digest, sizeMax)
      return bytes !== null && digestOf(bytes) === digest ? bytes : null
    },
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
