import { mkdtemp, readdir, rm, utimes, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { digestOf, utf8 } from '@pumasi/domain'
import { blobsConform, parts } from '../testing/blob-conformance.ts'
import { startS3Server } from '../testing/s3-server.ts'
import type { S3Server } from '../testing/s3-server.ts'
import { openS3Blobs } from './s3-blobs.ts'
import { openUploadDesk } from './upload-desk.ts'

let root: string
let server: S3Server
const bucketFolder = () => join(root, 'server', 'pumasi')
const spoolFolder = () => join(root, 'spool')
const open = (changed = {}) =>
  openS3Blobs({ ...server.options, spoolFolder: spoolFolder(), ...changed })

beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), 'pumasi-s3-'))
  server = await startS3Server(join(root, 'server'))
})
afterAll(async () => {
  await server.close()
  await rm(root, { recursive: true, force: true })
})
const objects = async (): Promise<string[]> =>
  (await readdir(bucketFolder())).filter((name) => name.endsWith('._S3rver_object'))
beforeEach(async () => {
  for (const name of await readdir(bucketFolder())) {
    if (/^[0-9a-f]{64}/.test(name)) await rm(join(bucketFolder(), name))
  }
})

blobsConform({
  fresh: (count) => Promise.all(Array.from({ length: count }, () => open())),
  kept: async () => [
    ...(await objects()).map((name) => name.replace('._S3rver_object', '')),
    ...(await readdir(spoolFolder())),
  ],
  age: (digest) => utimes(join(bucketFolder(), `${digest.slice(2)}._S3rver_object`), 0, 0),
  damage: (digest) =>
    writeFile(join(bucketFolder(), `${digest.slice(2)}._S3rver_object`), 'other bytes'),
})

describe('a bucket', () => {
  const unreachable = { code: 'BLOB_UNREACHABLE', retryable: true }
  test.each([
    ['that does not exist', { bucket: 'nowhere' }],
    ['with a wrong key', { secretAccessKey: 'wrong' }],
    ['of a server that is not there', { endpoint: 'http://127.0.0.1:9' }],
  ])('%s is told when it is opened', async (_what, changed) => {
    await expect(open(changed)).rejects.toMatchObject(unreachable)
  })

  test('whose server goes away and comes back serves on by itself', async () => {
    const folder = join(root, 'other')
    const first = await startS3Server(folder)
    const port = Number(new URL(first.options.endpoint).port)
    const blobs = await open(first.options)
    const digest = await blobs.putBlob(utf8('kept'))
    await first.close()
    const calls = [
      () => blobs.hasBlob(digest),
      () => blobs.putBlob(utf8('lost')),
      () => blobs.fetchBlob(digest, 9),
    ]
    for (const call of calls) await expect(call()).rejects.toMatchObject(unreachable)
    const again = await startS3Server(folder, port)
    expect(await blobs.fetchBlob(digest, 9)).toEqual(utf8('kept'))
    expect(await blobs.hasBlob(digestOf(utf8('lost')))).toBe(false)
    await again.close()
  })

  test('that gives more than the range asked for is refused', async () => {
    const blobs = await open()
    // This server takes 0-0 for no end at all.
    const whole = blobs.openBlobStream(await blobs.putBlob(utf8('more')), { from: 0, to: 0 })
    await expect(whole).rejects.toThrow('with 4 bytes')
  })

  test('takes an upload in pieces that broke off, checked, at its last byte', async () => {
    const blobs = await open()
    const desk = await openUploadDesk(join(root, 'uploads'), blobs)
    const digest = digestOf(utf8('some bytes'))
    const plan = { owner: 'host', digest, size: 10 }
    const { id } = await desk.begin(plan)
    async function* broken(): AsyncGenerator<Uint8Array> {
      yield utf8('some')
      throw new Error('hung up')
    }
    await expect(desk.append(id, 'host', 0, broken())).rejects.toThrow('hung up')
    const again = await openUploadDesk(join(root, 'uploads'), blobs)
    expect(await again.find(id, 'host')).toMatchObject({ offset: 4 })
    expect(await blobs.hasBlob(digest)).toBe(false)
    await again.append(id, 'host', 4, parts(' bytes'))
    expect(await blobs.fetchBlob(digest, 10)).toEqual(utf8('some bytes'))
    const other = await again.begin(plan)
    const lie = again.append(other.id, 'host', 0, parts('othe', 'r byte'))
    await expect(lie).rejects.toMatchObject({ code: 'BLOB_MISMATCH' })
    expect(await objects()).toHaveLength(1)
  })

  test('never says its secret', async () => {
    const secretAccessKey = 'a secret of the test'
    const error: unknown = await open({ secretAccessKey }).catch((cause: unknown) => cause)
    expect(JSON.stringify(error) + String(error)).not.toContain(secretAccessKey)
  })
})
