import { mkdir, mkdtemp, readdir, rm, utimes, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { digestOf, utf8 } from '@pumasi/domain'
import type { Digest } from '@pumasi/domain'
import { openFileBlobs } from './file-blobs.ts'
import type { FileBlobs } from './file-blobs.ts'

let folder: string
let blobs: FileBlobs
const bytes = utf8('some bytes')
const digest = digestOf(bytes)

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'pumasi-blobs-'))
  blobs = await openFileBlobs(folder)
})
afterEach(() => rm(folder, { recursive: true, force: true }))

async function* parts(...texts: readonly string[]): AsyncGenerator<Uint8Array> {
  for (const text of texts) yield utf8(text)
}

/** Every file in the folder. */
const files = async (): Promise<string[]> =>
  (await readdir(folder, { recursive: true, withFileTypes: true }))
    .filter((entry) => entry.isFile())
    .map(({ name }) => name)

describe('blobs', () => {
  test('come back under their digest; putting one again changes nothing', async () => {
    expect(await blobs.hasBlob(digest)).toBe(false)
    expect(await blobs.fetchBlob(digest, 100)).toBeNull()
    expect(await blobs.putBlob(bytes)).toBe(digest)
    expect(await blobs.putBlob(bytes)).toBe(digest)
    expect(await blobs.hasBlob(digest)).toBe(true)
    expect(await blobs.fetchBlob(digest, bytes.length)).toEqual(bytes)
    expect(await files()).toEqual([digest.slice(2)])
  })

  test('may be empty', async () => {
    const none = await blobs.putBlob(new Uint8Array())
    expect(await blobs.fetchBlob(none, 0)).toEqual(new Uint8Array())
  })

  test('are whole however many put the same at once, from two stores of one folder', async () => {
    const other = await openFileBlobs(folder)
    const large = new Uint8Array(1_000_000).fill(7)
    const put = [blobs, other, blobs, other].map((store) => store.putBlob(large))
    expect(new Set(await Promise.all(put)).size).toBe(1)
    expect(await blobs.fetchBlob(digestOf(large), large.length)).toHaveLength(large.length)
    expect(await files()).toHaveLength(1)
  })

  test('are not read past the size asked for', async () => {
    await blobs.putBlob(bytes)
    await expect(blobs.fetchBlob(digest, bytes.length - 1)).rejects.toMatchObject({
      code: 'BLOB_TOO_LARGE',
      details: { found: bytes.length, expectedMax: bytes.length - 1 },
    })
  })

  test('damaged on the disk are refused, not returned', async () => {
    await blobs.putBlob(bytes)
    await writeFile(join(folder, digest.slice(2, 4), digest.slice(2)), 'other bytes')
    await expect(blobs.fetchBlob(digest, 100)).rejects.toMatchObject({ code: 'BLOB_MISMATCH' })
  })

  test.each(['../../etc/passwd', '0x../../etc/passwd', digest.toUpperCase(), `${digest}/..`, ''])(
    'have no other names: %j',
    async (name) => {
      for (const call of [
        blobs.fetchBlob(name as Digest, 100),
        blobs.hasBlob(name as Digest),
        blobs.openBlobStream(name as Digest),
      ]) {
        await expect(call).rejects.toMatchObject({ code: 'BAD_HEX' })
      }
    },
  )
})

describe('streams', () => {
  test('are stored under the digest of all their parts, and stream out again', async () => {
    expect(await blobs.putBlobStream(parts('some ', 'bytes'), { digest, sizeMax: 10 })).toBe(digest)
    const download = await blobs.openBlobStream(digest)
    expect(download?.size).toBe(10)
    const read = (await download?.stream.toArray()) as Buffer[]
    expect(Buffer.concat(read).toString()).toBe('some bytes')
    expect(await blobs.openBlobStream(digestOf(utf8('absent')))).toBeNull()
  })

  test('with another digest are refused, and nothing is kept', async () => {
    const put = blobs.putBlobStream(parts('other bytes'), { digest, sizeMax: 100 })
    await expect(put).rejects.toMatchObject({
      code: 'BLOB_MISMATCH',
      details: { expected: digest },
    })
    expect(await files()).toEqual([])
  })

  test('are cut at the most bytes allowed, and nothing is kept', async () => {
    async function* endless(): AsyncGenerator<Uint8Array> {
      for (;;) yield new Uint8Array(1_000)
    }
    const put = blobs.putBlobStream(endless(), { sizeMax: 10_000 })
    await expect(put).rejects.toMatchObject({ code: 'BLOB_TOO_LARGE' })
    expect(await files()).toEqual([])
  })

  test('that break off are the sender’s failure, and nothing is kept', async () => {
    async function* broken(): AsyncGenerator<Uint8Array> {
      yield bytes
      throw Object.assign(new Error('hung up'), { code: 'ECONNRESET' })
    }
    await expect(blobs.putBlobStream(broken(), { sizeMax: 100 })).rejects.toThrow('hung up')
    expect(await files()).toEqual([])
  })
})

describe('a folder', () => {
  test('that is full or not usable is a retryable error', async () => {
    async function* full(): AsyncGenerator<Uint8Array> {
      yield bytes
      throw Object.assign(new Error('no space left on device, write'), { code: 'ENOSPC' })
    }
    await expect(blobs.putBlobStream(full(), { sizeMax: 100 })).rejects.toMatchObject({
      code: 'BLOB_STORE_FULL',
      retryable: true,
    })
    const file = join(folder, 'file')
    await writeFile(file, '')
    await expect(openFileBlobs(join(file, 'blobs'))).rejects.toMatchObject({
      code: 'BLOB_UNREACHABLE',
      retryable: true,
    })
  })

  test('drops uploads that lost their sender long ago, and only those', async () => {
    const incoming = join(folder, 'incoming')
    await mkdir(incoming, { recursive: true })
    for (const name of ['old', 'new']) await writeFile(join(incoming, name), 'half')
    await utimes(join(incoming, 'old'), 0, 0)
    await openFileBlobs(folder)
    expect(await files()).toEqual(['new'])
  })
})
