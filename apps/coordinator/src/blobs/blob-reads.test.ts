import { rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { digestOf, utf8 } from '@pumasi/domain'
import type { Digest } from '@pumasi/domain'
import { openS3Blobs } from '@pumasi/store'
import { startS3Server } from '@pumasi/store/testing'
import type { S3Server } from '@pumasi/store/testing'
import { errorIn, operatorToken, startTestCoordinator } from '../testing/test-coordinator.ts'
import type { TestCoordinator } from '../testing/test-coordinator.ts'

let grid: TestCoordinator
let bucket: S3Server
/** The same coordinator before a bucket instead of a folder. */
let beside: TestCoordinator
let digest: Digest
const bytes = utf8('0123456789')
beforeAll(async () => {
  grid = await startTestCoordinator()
  bucket = await startS3Server(join(grid.folder, 'bucket'))
  const spoolFolder = join(grid.folder, 'spool')
  const blobs = await openS3Blobs({ ...bucket.options, spoolFolder })
  beside = await startTestCoordinator({ store: grid.store, parts: { blobs } })
  digest = await grid.blobs.putBlob(bytes)
  for (const held of [bytes, new Uint8Array()]) await blobs.putBlob(held)
})
afterAll(async () => {
  // Its store is the other's.
  await beside.server.close()
  await rm(beside.folder, { recursive: true, force: true })
  await bucket.close()
  await grid.end()
})

const getFrom =
  (from: () => TestCoordinator) =>
  (headers: Record<string, string>, method = 'GET', name: string = digest) =>
    fetch(`${from().url}/blobs/${name}`, { method, headers })
const get = getFrom(() => grid)

describe.each([
  ['a folder', get],
  ['a bucket', getFrom(() => beside)],
])('out of %s', (_, get) => {
  test.each([
    ['bytes=2-4', '234', 'bytes 2-4/10'],
    ['bytes=7-', '789', 'bytes 7-9/10'],
    ['bytes=-2', '89', 'bytes 8-9/10'],
    ['bytes=0-99', '0123456789', 'bytes 0-9/10'],
  ])('the range %s is given alone', async (range, text, contentRange) => {
    const answer = await get({ range })
    expect([answer.status, await answer.text()]).toEqual([206, text])
    expect(answer.headers.get('content-range')).toBe(contentRange)
    expect(answer.headers.get('content-length')).toBe(String(text.length))
    expect(answer.headers.get('etag')).toBe(`"${digest}"`)
  })

  test('a range beyond the blob is refused with its size, several are answered with all', async () => {
    const beyond = await get({ range: 'bytes=10-' })
    expect([beyond.status, beyond.headers.get('content-range')]).toEqual([416, 'bytes */10'])
    const several = await get({ range: 'bytes=0-1,3-4' })
    expect([several.status, await several.text()]).toEqual([200, '0123456789'])
  })

  test('whoever has the blob is told to keep it, for ever', async () => {
    for (const known of [`"${digest}"`, `W/"${digest}"`, '"other", *']) {
      const answer = await get({ 'if-none-match': known })
      expect([answer.status, await answer.text()]).toEqual([304, ''])
      expect(answer.headers.get('cache-control')).toBe('public, max-age=31536000, immutable')
    }
    expect((await get({ 'if-none-match': '"other"' })).status).toBe(200)
  })

  test('a range of what somebody has another version of is the whole', async () => {
    const part = await get({ range: 'bytes=0-1', 'if-range': `"${digest}"` })
    const whole = await get({ range: 'bytes=0-1', 'if-range': '"other"' })
    expect([part.status, whole.status]).toEqual([206, 200])
  })

  test('HEAD tells size and ranges without the bytes', async () => {
    const head = await get({}, 'HEAD')
    expect([head.status, await head.text()]).toEqual([200, ''])
    expect(head.headers.get('content-length')).toBe('10')
    expect(head.headers.get('accept-ranges')).toBe('bytes')
    expect((await get({ range: 'bytes=0-1' }, 'HEAD')).headers.get('content-length')).toBe('2')
  })

  test('the empty blob is served whole', async () => {
    const answer = await get({}, 'GET', await grid.blobs.putBlob(new Uint8Array()))
    expect([answer.status, await answer.text()]).toEqual([200, ''])
  })
})

test('a failure is never kept in a cache, nor named like the blob', async () => {
  const answer = await get({}, 'GET', digestOf(utf8('absent')))
  expect(answer.headers.get('cache-control')).toBe('no-store')
  expect(answer.headers.get('etag')).toBeNull()
})

test('a large blob damaged on the disk never ends well', async () => {
  const large = new Uint8Array(1_000_000).fill(1)
  const name = await grid.blobs.putBlob(large)
  const path = join(grid.folder, 'blobs', name.slice(2, 4), name.slice(2))
  await writeFile(path, new Uint8Array(1_000_000).fill(2))
  const answer = await get({}, 'GET', name)
  expect(answer.headers.get('content-length')).toBe('1000000')
  await expect(answer.arrayBuffer()).rejects.toThrow()
})

test('a large blob goes in and out part by part, and is counted', async () => {
  const large = new Uint8Array(8_000_000).map((_, index) => index % 251)
  const name = digestOf(large)
  const put = await grid.put(large, name, { authorization: `Bearer ${operatorToken}` })
  expect(put.status).toBe(200)
  const answer = await get({}, 'GET', name)
  expect(digestOf(new Uint8Array(await answer.arrayBuffer()))).toBe(name)
  const values = (await grid.metrics.blobBytes.get()).values
  const bytesOf = (direction: string) =>
    values.find(({ labels }) => labels.direction === direction)?.value ?? 0
  expect(bytesOf('in')).toBe(8_000_000)
  expect(bytesOf('out')).toBeGreaterThanOrEqual(8_000_000)
})

test('a full disk refuses uploads by code and when to come again; with room all is well', async () => {
  const content = utf8('needs room')
  const put = () =>
    grid.put(content, digestOf(content), { authorization: `Bearer ${operatorToken}` })
  grid.disk.full = true
  const refused = await put()
  expect(refused.headers.get('retry-after')).toMatch(/^\d+$/)
  expect(await errorIn(refused)).toEqual({ status: 503, code: 'BLOB_STORE_FULL' })
  expect((await get({})).status).toBe(200)
  grid.disk.full = false
  expect((await put()).status).toBe(200)
})
