import { request } from 'node:http'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { digestOf, utf8 } from '@pumasi/domain'
import { keysOf } from '@pumasi/engine/testing'
import { operatorToken, startTestCoordinator } from '../testing/test-coordinator.ts'
import type { TestCoordinator } from '../testing/test-coordinator.ts'

let grid: TestCoordinator
let hostToken: string
beforeAll(async () => {
  grid = await startTestCoordinator()
  hostToken = await grid.register(keysOf('uploader'))
})
afterAll(() => grid.end())

const bytes = utf8('some bytes in pieces')
const digest = digestOf(bytes)
const metadata = (text: string): string => `digest ${Buffer.from(text).toString('base64')}`

async function tus(
  method: string,
  path: string,
  headers: Record<string, string> = {},
  body?: string,
) {
  const answer = await fetch(`${grid.url}${path}`, {
    method,
    headers: { 'tus-resumable': '1.0.0', authorization: `Bearer ${hostToken}`, ...headers },
    ...(body === undefined ? {} : { body }),
  })
  const text = await answer.text()
  const code = text === '' ? null : (JSON.parse(text) as { error: { code: string } }).error.code
  return { status: answer.status, code, of: (name: string) => answer.headers.get(name) }
}
const begin = async (headers: Record<string, string> = {}) =>
  tus('POST', '/uploads', {
    ...{ 'upload-length': String(bytes.length), 'upload-metadata': metadata(digest) },
    ...headers,
  })
const patch = (path: string, offset: number, text: string, headers: Record<string, string> = {}) =>
  tus(
    'PATCH',
    path,
    {
      ...{ 'content-type': 'application/offset+octet-stream', 'upload-offset': String(offset) },
      ...headers,
    },
    text,
  )

test('a blob in pieces: begun, added to, asked about, complete', async () => {
  const begun = await begin()
  expect([begun.status, begun.of('upload-offset'), begun.of('tus-resumable')]).toEqual([
    ...[201, '0', '1.0.0'],
  ])
  expect(Date.parse(begun.of('upload-expires') ?? '')).toBeGreaterThan(Date.now())
  const path = begun.of('location') ?? ''
  const first = await patch(path, 0, 'some bytes')
  expect([first.status, first.of('upload-offset')]).toEqual([204, '10'])
  const head = await tus('HEAD', path)
  expect([head.status, head.of('upload-offset'), head.of('upload-length')]).toEqual([
    ...[200, '10', '20'],
  ])
  expect(head.of('cache-control')).toBe('no-store')
  expect((await fetch(`${grid.url}/blobs/${digest}`)).status).toBe(404)
  expect((await patch(path, 10, ' in pieces')).status).toBe(204)
  expect(await (await fetch(`${grid.url}/blobs/${digest}`)).text()).toBe('some bytes in pieces')
  expect((await tus('HEAD', path)).status).toBe(404)
})

test('a line that breaks keeps what arrived', async () => {
  const own = { authorization: `Bearer ${operatorToken}` }
  const path = (await begin(own)).of('location') ?? ''
  const taken = async (): Promise<number> =>
    (await grid.metrics.blobBytes.get()).values.find(({ labels }) => labels.direction === 'in')
      ?.value ?? 0
  const before = await taken()
  const call = request(`${grid.url}${path}`, {
    method: 'PATCH',
    headers: {
      ...{ ...own, 'tus-resumable': '1.0.0', 'content-type': 'application/offset+octet-stream' },
      ...{ 'upload-offset': '0', 'content-length': '20' },
    },
  })
  call.on('error', () => undefined)
  call.write('some')
  while ((await taken()) < before + 4) await new Promise((resolve) => setImmediate(resolve))
  expect(await tus('HEAD', path, own)).toMatchObject({ status: 409 })
  call.destroy()
  let head = await tus('HEAD', path, own)
  while (head.status === 409) head = await tus('HEAD', path, own)
  expect(head.of('upload-offset')).toBe('4')
  expect((await patch(path, 4, ' bytes in pieces', own)).status).toBe(204)
})

test('what tus speaks here is told to whoever asks', async () => {
  const answer = await tus('OPTIONS', '/uploads')
  expect([answer.status, answer.of('tus-version')]).toEqual([204, '1.0.0'])
  expect(answer.of('tus-extension')).toBe('creation,termination,expiration')
})

test('an upload that is given up is gone', async () => {
  const path = (await begin()).of('location') ?? ''
  expect((await tus('DELETE', path)).status).toBe(204)
  expect(await tus('HEAD', path)).toMatchObject({ status: 404 })
})

test.each([
  ['without a token', { authorization: '' }, 401, 'HOST_TOKEN_MISSING'],
  ['of another version', { 'tus-resumable': '0.2.2' }, 412, 'UPLOAD_VERSION_UNKNOWN'],
  ['without a length', { 'upload-length': '' }, 400, 'BAD_MESSAGE'],
  ['of a length that is none', { 'upload-length': '-1' }, 400, 'BAD_MESSAGE'],
  ['too large', { 'upload-length': String(65 * 2 ** 20 + 1) }, 413, 'BLOB_TOO_LARGE'],
  ['without a digest', { 'upload-metadata': 'name YQ==' }, 400, 'BAD_HEX'],
  ['of a digest that is none', { 'upload-metadata': metadata('../x') }, 400, 'BAD_HEX'],
])('an upload %s is not begun', async (_what, headers, status, code) => {
  expect(await begin(headers)).toMatchObject({ status, code })
})

test('pieces that do not fit are refused by code, and the upload stays', async () => {
  const path = (await begin()).of('location') ?? ''
  const stranger = { authorization: `Bearer ${operatorToken}` }
  expect(await patch(path, 5, 'x')).toMatchObject({ status: 409, code: 'UPLOAD_OFFSET_WRONG' })
  expect(await patch(path, 0, 'x', { 'upload-offset': 'x' })).toMatchObject({ status: 400 })
  expect(await patch(path, 0, 'x'.repeat(21))).toMatchObject({ code: 'BLOB_TOO_LARGE' })
  expect(await patch(path, 0, 'x', { 'content-type': 'text/plain' })).toMatchObject({
    code: 'BAD_MESSAGE',
  })
  expect(await patch(path, 0, 'x', stranger)).toMatchObject({ status: 404, code: 'UNKNOWN_UPLOAD' })
  expect(await patch('/uploads/..%2f..%2fx', 0, 'x')).toMatchObject({ code: 'UNKNOWN_UPLOAD' })
  expect((await tus('HEAD', path)).status).toBe(200)
})

test('other bytes than announced never become a blob', async () => {
  const path = (await begin()).of('location') ?? ''
  const last = await patch(path, 0, 'othr bytes in pieces')
  expect(last).toMatchObject({ status: 400, code: 'BLOB_MISMATCH' })
  expect((await tus('HEAD', path)).status).toBe(404)
})
