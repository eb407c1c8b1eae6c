/** What every BlobStore must do; the same tests for a folder and for a bucket. */
import { beforeEach, describe, expect, test } from 'vitest'
import { digestOf, utf8 } from '@pumasi/domain'
import type { Digest } from '@pumasi/domain'
import type { StreamedBlobs } from '../blobs/streamed-blobs.ts'

export interface BlobHarness {
  /** The same empty place, opened `count` times. */
  fresh(count: number): Promise<readonly StreamedBlobs[]>
  /** Names of everything kept, half-made things included. */
  kept(): Promise<readonly string[]>
  /** Puts other bytes in the place of a blob, behind the store's back. */
  damage(digest: Digest): Promise<void>
  /** Makes a blob look as if it had been put at the beginning of time. */
  age(digest: Digest): Promise<void>
}

const bytes = utf8('some bytes')
const digest = digestOf(bytes)
const absent = digestOf(utf8('absent'))

export async function* parts(...texts: readonly string[]): AsyncGenerator<Uint8Array> {
  for (const text of texts) yield utf8(text)
}

export function blobsConform(harness: BlobHarness): void {
  let blobs: StreamedBlobs
  let other: StreamedBlobs
  beforeEach(async () => {
    ;[blobs, other] = (await harness.fresh(2)) as [StreamedBlobs, StreamedBlobs]
  })
  const readAll = async (range?: { from: number; to: number }): Promise<string | null> => {
    const stream = await blobs.openBlobStream(digest, range)
    return stream && Buffer.concat((await stream.toArray()) as Buffer[]).toString()
  }

  describe('blobs', () => {
    test('come back under their digest; putting one again changes nothing', async () => {
      expect(await blobs.hasBlob(digest)).toBe(false)
      expect(await blobs.fetchBlobSize(digest)).toBeNull()
      expect(await blobs.fetchBlob(digest, 100)).toBeNull()
      expect(await blobs.putBlob(bytes)).toBe(digest)
      expect(await blobs.putBlob(bytes)).toBe(digest)
      expect(await other.hasBlob(digest)).toBe(true)
      expect(await other.fetchBlobSize(digest)).toBe(bytes.length)
      expect(await other.fetchBlob(digest, bytes.length)).toEqual(bytes)
      expect(await harness.kept()).toEqual([digest.slice(2)])
    })

    test('may be empty', async () => {
      const none = await blobs.putBlob(new Uint8Array())
      expect(await blobs.fetchBlob(none, 0)).toEqual(new Uint8Array())
      expect(await blobs.fetchBlobSize(none)).toBe(0)
      expect(await (await blobs.openBlobStream(none))?.toArray()).toEqual([])
    })

    test('are whole however many put the same at once, from two stores of one place', async () => {
      const large = new Uint8Array(1_000_000).fill(7)
      const put = [blobs, other, blobs, other].map((store) => store.putBlob(large))
      expect(new Set(await Promise.all(put)).size).toBe(1)
      expect(await blobs.fetchBlob(digestOf(large), large.length)).toHaveLength(large.length)
      expect(await harness.kept()).toHaveLength(1)
    })

    test('are not read past the size asked for', async () => {
      await blobs.putBlob(bytes)
      await expect(blobs.fetchBlob(digest, bytes.length - 1)).rejects.toMatchObject({
        code: 'BLOB_TOO_LARGE',
        details: { found: bytes.length, expectedMax: bytes.length - 1 },
      })
    })

    test('damaged where they are kept are refused, not returned', async () => {
      await blobs.putBlob(bytes)
      await harness.damage(digest)
      await expect(blobs.fetchBlob(digest, 100)).rejects.toMatchObject({ code: 'BLOB_MISMATCH' })
    })

    test.each(['../../etc/passwd', '0x../../etc/passwd', digest.toUpperCase(), `${digest}/..`, ''])(
      'have no other names: %j',
      async (name) => {
        for (const call of [
          () => blobs.fetchBlob(name as Digest, 100),
          () => blobs.hasBlob(name as Digest),
          () => blobs.fetchBlobSize(name as Digest),
          () => blobs.openBlobStream(name as Digest),
        ]) {
          await expect(call()).rejects.toMatchObject({ code: 'BAD_HEX' })
        }
      },
    )
  })

  describe('sweeping', () => {
    const slice = Number.parseInt(digest.slice(2, 4), 16)
    const longAgo = Date.now() - 3_600_000

    test('lists a slice with the time each blob was put, and no other slice', async () => {
      expect(await blobs.listSlice(slice)).toEqual([])
      await blobs.putBlob(bytes)
      const [blob, ...others] = await other.listSlice(slice)
      expect([blob?.digest, others]).toEqual([digest, []])
      expect(blob?.putAtMs).toBeGreaterThan(longAgo)
      expect(await blobs.listSlice((slice + 1) % 256)).toEqual([])
    })

    test('deletes what is old, once, and nothing young', async () => {
      await blobs.putBlob(bytes)
      expect(await blobs.deleteBlob(digest, longAgo)).toBe(false)
      expect(await other.hasBlob(digest)).toBe(true)
      await harness.age(digest)
      expect(await blobs.deleteBlob(digest, longAgo)).toBe(true)
      expect(await other.hasBlob(digest)).toBe(false)
      expect(await other.deleteBlob(digest, longAgo)).toBe(false)
      expect(await harness.kept()).toEqual([])
    })

    test.each<[string, () => Promise<unknown>]>([
      ['renewed', () => other.renewBlob(digest)],
      ['put again', () => other.putBlob(bytes)],
      ['streamed again', () => other.putBlobStream(parts('some bytes'), { sizeMax: 99 })],
    ])('spares what was %s', async (_, act) => {
      await blobs.putBlob(bytes)
      await harness.age(digest)
      await act()
      expect(await blobs.deleteBlob(digest, longAgo)).toBe(false)
      expect(await blobs.fetchBlob(digest, 100)).toEqual(bytes)
    })

    test('renews nothing that is not there', async () => {
      expect(await blobs.renewBlob(absent)).toBe(false)
      expect(await harness.kept()).toEqual([])
    })
  })

  describe('streams', () => {
    test('are stored under the digest of all their parts, and stream out again', async () => {
      const put = await blobs.putBlobStream(parts('some ', 'bytes'), { digest, sizeMax: 10 })
      expect(put).toBe(digest)
      expect(await readAll()).toBe('some bytes')
      expect(await blobs.openBlobStream(absent)).toBeNull()
      expect(await blobs.openBlobStream(absent, { from: 0, to: 1 })).toBeNull()
    })

    test.each([
      [0, 1, 'so'],
      [5, 9, 'bytes'],
      [0, 9, 'some bytes'],
      [9, 9, 's'],
    ])('give the range from %i to %i alone', async (from, to, expected) => {
      await blobs.putBlob(bytes)
      expect(await readAll({ from, to })).toBe(expected)
    })

    test('with another digest are refused, and nothing is kept', async () => {
      const put = blobs.putBlobStream(parts('other bytes'), { digest, sizeMax: 100 })
      await expect(put).rejects.toMatchObject({
        code: 'BLOB_MISMATCH',
        details: { expected: digest },
      })
      expect(await harness.kept()).toEqual([])
    })

    test('are cut at the most bytes allowed, and nothing is kept', async () => {
      async function* endless(): AsyncGenerator<Uint8Array> {
        for (;;) yield new Uint8Array(1_000)
      }
      const put = blobs.putBlobStream(endless(), { sizeMax: 10_000 })
      await expect(put).rejects.toMatchObject({ code: 'BLOB_TOO_LARGE' })
      expect(await harness.kept()).toEqual([])
    })

    test('that break off are the sender’s failure, and nothing is kept', async () => {
      async function* broken(): AsyncGenerator<Uint8Array> {
        yield bytes
        throw Object.assign(new Error('hung up'), { code: 'ECONNRESET' })
      }
      await expect(blobs.putBlobStream(broken(), { sizeMax: 100 })).rejects.toThrow('hung up')
      expect(await harness.kept()).toEqual([])
    })

    test('are invisible until their last byte is there', async () => {
      async function* slow(): AsyncGenerator<Uint8Array> {
        yield utf8('some ')
        expect(await other.hasBlob(digest)).toBe(false)
        expect(await other.openBlobStream(digest)).toBeNull()
        yield utf8('bytes')
      }
      await blobs.putBlobStream(slow(), { digest, sizeMax: 100 })
      expect(await other.hasBlob(digest)).toBe(true)
    })
  })
}
