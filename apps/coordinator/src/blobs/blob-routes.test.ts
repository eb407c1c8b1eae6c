import { once } from 'node:events'
import { request } from 'node:http'
import type { IncomingMessage } from 'node:http'
import { readdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { digestOf, utf8 } from '@pumasi/domain'
import { keysOf } from '@pumasi/engine/testing'
import { errorIn, operatorToken, startTestCoordinator } from '../testing/test-coordinator.ts'
import type { TestCoordinator } from '../testing/test-coordinator.ts'

let grid: TestCoordinator
let hostToken: string
beforeAll(async () => {
  grid = await startTestCoordinator()
  hostToken = await grid.register(keysOf('uploader'))
})
afterAll(() => grid.end())

const bearer = (token: string) => ({ authorization: `Bearer ${token}` })
const bytes = utf8('a program')
const digest = digestOf(bytes)
const absent = digestOf(utf8('absent'))

/** Sends a PUT byte for byte as told, and answers the response with its code. */
async function putRaw(
  headers: Record<string, string>,
  send: (write: (part: string) => void) => void,
): Promise<{ status: number | undefined; code: string; closed: Promise<unknown> }> {
  const call = request(`${grid.url}/blobs/${digest}`, { method: 'PUT', headers })
  const closed = once(call, 'close')
  call.on('error', () => undefined)
  call.flushHeaders()
  send((part) => void call.write(part))
  const [answer] = (await once(call, 'response')) as [IncomingMessage]
  let text = ''
  for await (const part of answer.setEncoding('utf8')) text += String(part)
  call.destroy()
  const { error } = JSON.parse(text) as { error: { code: string } }
  return { status: answer.statusCode, code: error.code, closed }
}

test('nobody uploads without a token, nor with one that is none', async () => {
  for (const headers of [{}, bearer('nonsense'), { authorization: `Basic ${operatorToken}` }]) {
    const refused = await errorIn(await grid.put(bytes, digest, headers))
    expect(refused).toEqual({ status: 401, code: 'HOST_TOKEN_MISSING' })
  }
  expect(await grid.blobs.hasBlob(digest)).toBe(false)
})

test.each([
  ['an operator', () => operatorToken, 'by an operator'],
  ['a host', () => hostToken, 'by a host'],
])('%s uploads, and anyone reads it back for ever', async (_who, token, text) => {
  const content = utf8(text)
  const name = digestOf(content)
  for (let time = 0; time < 2; time += 1) {
    const answer = await grid.put(content, name, bearer(token()))
    expect([answer.status, await answer.json()]).toEqual([200, { digest: name }])
  }
  const read = await fetch(`${grid.url}/blobs/${name}`)
  expect(read.status).toBe(200)
  expect(await read.text()).toBe(text)
  expect(read.headers.get('content-type')).toBe('application/octet-stream')
  expect(read.headers.get('cache-control')).toContain('immutable')
  expect(read.headers.get('etag')).toBe(`"${name}"`)
  expect(read.headers.get('x-content-type-options')).toBe('nosniff')
})

test('HEAD tells whether a blob is there', async () => {
  await grid.put(bytes, digest, bearer(operatorToken))
  const head = (name: string) => fetch(`${grid.url}/blobs/${name}`, { method: 'HEAD' })
  const [known, unknown] = [await head(digest), await head(absent)]
  expect([known.status, known.headers.get('content-length')]).toEqual([200, String(bytes.length)])
  expect(unknown.status).toBe(404)
})

test('the empty blob is a blob', async () => {
  const nothing = new Uint8Array()
  const name = digestOf(nothing)
  expect((await grid.put(nothing, name, bearer(operatorToken))).status).toBe(200)
  expect((await (await fetch(`${grid.url}/blobs/${name}`)).arrayBuffer()).byteLength).toBe(0)
})

test.each([
  ['bytes of another digest', absent, {}, 'BLOB_MISMATCH'],
  ['a name that is no digest', 'program.wasm', {}, 'BAD_HEX'],
  ['a name that climbs', '..%2f..%2fetc%2fpasswd', {}, 'BAD_HEX'],
  ['a short digest', '0x12', {}, 'BAD_HEX'],
  ['bytes said to be text', digest, { 'content-type': 'text/plain' }, 'BAD_MESSAGE'],
  ['bytes said to be an image', digest, { 'content-type': 'image/png' }, 'BAD_MESSAGE'],
  ['bytes said to be JSON', digest, { 'content-type': 'application/json' }, 'BAD_MESSAGE'],
])('%s are refused and not kept', async (_what, name, headers, code) => {
  const before = await readdir(join(grid.folder, 'blobs'), { recursive: true })
  const answer = await grid.put(bytes, name, { ...bearer(operatorToken), ...headers })
  const { status, code: found } = await errorIn(answer)
  expect(found).toBe(code)
  expect(status).toBeGreaterThanOrEqual(400)
  expect(status).toBeLessThan(500)
  expect(await readdir(join(grid.folder, 'blobs'), { recursive: true })).toEqual(before)
})

test.each([
  ['a host', () => hostToken, 65 * 1024 * 1024 + 1],
  ['an operator', () => operatorToken, 256 * 1024 * 1024 + 1],
])('%s that announces too much is refused before it is sent', async (_who, token, size) => {
  const headers = { ...bearer(token()), 'content-length': String(size) }
  const type = { 'content-type': 'application/octet-stream' }
  const { status, code, closed } = await putRaw({ ...headers, ...type }, () => undefined)
  expect([status, code]).toEqual([413, 'BLOB_TOO_LARGE'])
  await closed
})

test('a body without a length is refused, and its sender is hung up on', async () => {
  const type = { 'content-type': 'application/octet-stream', 'transfer-encoding': 'chunked' }
  const headers = { ...bearer(operatorToken), ...type }
  const { status, code, closed } = await putRaw(headers, (write) => write('never ends'))
  expect([status, code]).toEqual([400, 'BLOB_LENGTH_MISSING'])
  await closed
})

test.each([
  ['absent', absent, 404, 'UNKNOWN_BLOB'],
  ['no digest', 'x', 400, 'BAD_HEX'],
])('a blob that is %s is not served', async (_what, name, status, code) => {
  expect(await errorIn(await fetch(`${grid.url}/blobs/${name}`))).toEqual({ status, code })
})

test('a blob damaged on the disk is never served', async () => {
  const content = utf8('soon damaged')
  const name = await grid.blobs.putBlob(content)
  const path = join(grid.folder, 'blobs', name.slice(2, 4), name.slice(2))
  await writeFile(path, 'other bytes')
  const { code } = await errorIn(await fetch(`${grid.url}/blobs/${name}`))
  expect(code).toBe('BLOB_MISMATCH')
})
