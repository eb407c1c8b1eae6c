import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { GridError, digestOf, utf8 } from '@pumasi/domain'
import { parts } from '../testing/blob-conformance.ts'
import { openFileBlobs } from './file-blobs.ts'
import type { StreamedBlobs } from './streamed-blobs.ts'
import { openUploadDesk } from './upload-desk.ts'
import type { UploadDesk } from './upload-desk.ts'

let folder: string
let blobs: StreamedBlobs
let desk: UploadDesk
const uploads = () => join(folder, 'uploads')
const bytes = utf8('some bytes')
const digest = digestOf(bytes)
const plan = { owner: 'host', digest, size: bytes.length }

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'pumasi-uploads-'))
  blobs = await openFileBlobs(join(folder, 'blobs'))
  desk = await openUploadDesk(uploads(), blobs)
})
afterEach(() => rm(folder, { recursive: true, force: true }))

async function* brokenAfter(text: string): AsyncGenerator<Uint8Array> {
  yield utf8(text)
  throw new Error('hung up')
}

test('goes on where it broke off, after a restart too, and is a blob at its last byte', async () => {
  const { id, offset } = await desk.begin(plan)
  expect(offset).toBe(0)
  await expect(desk.append(id, 'host', 0, brokenAfter('some'))).rejects.toThrow('hung up')
  const again = await openUploadDesk(uploads(), blobs)
  expect(await again.find(id, 'host')).toMatchObject({ ...plan, offset: 4 })
  expect(await again.append(id, 'host', 4, parts(' by'))).toMatchObject({ offset: 7 })
  expect(await blobs.hasBlob(digest)).toBe(false)
  expect(await again.append(id, 'host', 7, parts('tes'))).toMatchObject({ offset: 10 })
  expect(await blobs.fetchBlob(digest, 10)).toEqual(bytes)
  await expect(again.find(id, 'host')).rejects.toMatchObject({ code: 'UNKNOWN_UPLOAD' })
  expect(await readdir(uploads())).toEqual([])
})

test('goes on at another coordinator over the same folder, and ends for both', async () => {
  const other = await openUploadDesk(uploads(), blobs)
  const { id } = await desk.begin(plan)
  await desk.append(id, 'host', 0, parts('some'))
  expect(await other.find(id, 'host')).toMatchObject({ ...plan, offset: 4 })
  expect(await other.append(id, 'host', 4, parts(' bytes'))).toMatchObject({ offset: 10 })
  expect(await blobs.hasBlob(digest)).toBe(true)
  await expect(desk.find(id, 'host')).rejects.toMatchObject({ code: 'UNKNOWN_UPLOAD' })
  // A part without its note, as while another is beginning, is left to that one.
  await writeFile(join(uploads(), `${'0a'.repeat(16)}.part`), '')
  await openUploadDesk(uploads(), blobs)
  expect(await readdir(uploads())).toHaveLength(1)
})

test('that is complete but no blob yet, as after a crash, becomes one when asked for', async () => {
  const { id } = await desk.begin(plan)
  await writeFile(join(uploads(), `${id}.part`), bytes)
  expect(await desk.find(id, 'host')).toMatchObject({ offset: 10 })
  expect(await blobs.hasBlob(digest)).toBe(true)
})

test('whose bytes are others is refused at the end, and gone', async () => {
  const { id } = await desk.begin(plan)
  const last = desk.append(id, 'host', 0, parts('othr bytes'))
  await expect(last).rejects.toMatchObject({ code: 'BLOB_MISMATCH' })
  expect(await blobs.hasBlob(digest)).toBe(false)
  expect(await readdir(uploads())).toEqual([])
})

test('waits whole while the store is full, and needs no byte again', async () => {
  let full = true
  const putBlobStream: StreamedBlobs['putBlobStream'] = async (source, options) => {
    if (!full) return blobs.putBlobStream(source, options)
    throw new GridError('BLOB_STORE_FULL', 'found no space', { retryable: true })
  }
  const tight = await openUploadDesk(uploads(), { ...blobs, putBlobStream })
  const { id } = await tight.begin(plan)
  const last = tight.append(id, 'host', 0, parts('some bytes'))
  await expect(last).rejects.toMatchObject({ code: 'BLOB_STORE_FULL' })
  full = false
  await tight.append(id, 'host', 10, parts())
  expect(await blobs.hasBlob(digest)).toBe(true)
})

describe('refuses', () => {
  test('another offset than its own, saying which', async () => {
    const { id } = await desk.begin(plan)
    await desk.append(id, 'host', 0, parts('some'))
    for (const offset of [0, 3, 5, 10]) {
      await expect(desk.append(id, 'host', offset, parts('x'))).rejects.toMatchObject({
        code: 'UPLOAD_OFFSET_WRONG',
        details: { found: offset, expected: 4 },
      })
    }
  })

  test('more bytes than announced', async () => {
    const { id } = await desk.begin(plan)
    const more = desk.append(id, 'host', 0, parts('some bytes', ' and more'))
    await expect(more).rejects.toMatchObject({ code: 'BLOB_TOO_LARGE' })
  })

  test('everybody but its owner, as if it were not there', async () => {
    const { id } = await desk.begin(plan)
    const calls = [
      () => desk.find(id, 'other'),
      () => desk.append(id, 'other', 0, parts('x')),
      () => desk.drop(id, 'other'),
      () => desk.find('../secrets', 'host'),
    ]
    for (const call of calls) await expect(call()).rejects.toMatchObject({ code: 'UNKNOWN_UPLOAD' })
  })

  test('two requests at once', async () => {
    const { id } = await desk.begin(plan)
    const gate = Promise.withResolvers<undefined>()
    async function* waiting(): AsyncGenerator<Uint8Array> {
      yield utf8('some')
      await gate.promise
    }
    const first = desk.append(id, 'host', 0, waiting())
    const second = desk.append(id, 'host', 0, parts('x'))
    await expect(second).rejects.toMatchObject({ code: 'UPLOAD_BUSY', retryable: true })
    gate.resolve(undefined)
    expect(await first).toMatchObject({ offset: 4 })
  })

  test('more open uploads than one owner may have', async () => {
    for (let count = 0; count < 32; count += 1) await desk.begin(plan)
    await expect(desk.begin(plan)).rejects.toMatchObject({ code: 'UPLOAD_LIMIT', retryable: true })
    await desk.begin({ ...plan, owner: 'other' })
  })
})

test('drops what nobody went on with, and what its owner gave up', async () => {
  const { id, expiresAtMs } = await desk.begin(plan)
  const given = await desk.begin(plan)
  await desk.drop(given.id, 'host')
  expect(await desk.sweep(expiresAtMs - 1)).toBe(0)
  expect(await desk.sweep(expiresAtMs)).toBe(1)
  await expect(desk.find(id, 'host')).rejects.toMatchObject({ code: 'UNKNOWN_UPLOAD' })
  expect(await readdir(uploads())).toEqual([])
})
