import { mkdir, symlink, writeFile } from 'node:fs/promises'
import { createServer, request } from 'node:http'
import type { IncomingMessage } from 'node:http'
import type { AddressInfo } from 'node:net'
import { connect } from 'node:net'
import { text } from 'node:stream/consumers'
import { join } from 'node:path'
import { beforeEach, expect, onTestFinished, test } from 'vitest'
import { digestOf, utf8 } from '@pumasi/domain'
import { makeFolder } from '../testing/folder.ts'
import { mirrorAt } from './mirror-at.ts'
import { serveMirror } from './serve-mirror.ts'

const blob = utf8('0123456789')
const digest = digestOf(blob)
const named = (name: string) => digestOf(utf8(name))
const names = {
  folder: named('folder'),
  link: named('link'),
  outside: named('outside'),
  empty: named('empty'),
  absent: named('absent'),
}
let folder: string

beforeEach(async () => {
  folder = join(await makeFolder(), 'copy')
  await mkdir(join(folder, names.folder), { recursive: true })
  await writeFile(join(folder, digest), blob)
  await writeFile(join(folder, 'notes.txt'), 'a secret')
  await writeFile(join(folder, '..', names.outside), 'a secret')
  await writeFile(join(folder, names.empty), '')
  await symlink(join('..', names.outside), join(folder, names.link))
})

async function serve(): Promise<string> {
  const { url, close } = await serveMirror(folder, { host: '127.0.0.1', port: 0 })
  onTestFinished(close)
  return url
}

/** As it stands: `fetch` would tidy the path up. */
async function ask(url: string, path: string, headers = {}, method = 'GET') {
  const asked = request(`${url}/`, { path, headers, method })
  asked.end()
  const response = await new Promise<IncomingMessage>((resolve, reject) =>
    asked.once('response', resolve).once('error', reject),
  )
  return { status: response.statusCode, headers: response.headers, body: await text(response) }
}

test('an auditor reads from it as from a coordinator', async () => {
  const mirror = mirrorAt(await serve())
  expect(await mirror.fetchBytes(digest, 10)).toEqual(blob)
  expect(await mirror.fetchBytes(names.absent, 10)).toBeNull()
  await expect(mirror.fetchBytes(digest, 9)).rejects.toMatchObject({ code: 'MIRROR_TOO_LARGE' })
})

test('a blob may be kept by any cache for ever', async () => {
  const url = await serve()
  const { status, headers, body } = await ask(url, `/blobs/${digest}`)
  expect([status, body]).toEqual([200, '0123456789'])
  expect(headers).toMatchObject({
    'access-control-allow-origin': '*',
    'cache-control': 'public, max-age=31536000, immutable',
    'content-type': 'application/octet-stream',
    'x-content-type-options': 'nosniff',
    etag: `"${digest}"`,
  })
  const again = await ask(url, `/blobs/${digest}`, { 'if-none-match': headers.etag })
  expect(again).toMatchObject({ status: 304, body: '' })
  const head = await ask(url, `/blobs/${digest}`, {}, 'HEAD')
  expect(head).toMatchObject({ status: 200, body: '', headers: { 'content-length': '10' } })
})

test.each([
  ['bytes=2-4', 206, '234', 'bytes 2-4/10'],
  ['bytes=-3', 206, '789', 'bytes 7-9/10'],
  ['bytes=7-', 206, '789', 'bytes 7-9/10'],
  ['bytes=10-', 416, '', 'bytes */10'],
  ['bytes=0-1,3-4', 200, '0123456789', undefined],
])('a range is answered as asked for: %s', async (range, status, body, part) => {
  const found = await ask(await serve(), `/blobs/${digest}`, { range })
  expect([found.status, found.body, found.headers['content-range']]).toEqual([status, body, part])
})

test('a range of another version is the whole', async () => {
  const headers = { range: 'bytes=2-4', 'if-range': '"another"' }
  expect(await ask(await serve(), `/blobs/${digest}`, headers)).toMatchObject({ status: 200 })
})

test('an empty blob is empty', async () => {
  expect(await ask(await serve(), `/blobs/${names.empty}`)).toMatchObject({ status: 200, body: '' })
})

test.each([
  ['/', 'the folder'],
  ['/blobs', 'the blobs'],
  ['/blobs/', 'a list of blobs'],
  ['/blobs/notes.txt', 'another file'],
  [`/blobs/../${names.outside}`, 'a way out'],
  [`/blobs/..%2f${names.outside}`, 'a way out, encoded'],
  [`/blobs/%2e%2e/${names.outside}`, 'a way out, encoded otherwise'],
  [`//blobs/${digest}`, 'two slashes'],
  [`/blobs/${digest}?download`, 'a query'],
  [`/blobs/${digest}/`, 'a slash behind'],
  [`/blobs/${digest}%00`, 'a zero byte'],
  [`/blobs/${digest.toUpperCase()}`, 'another spelling'],
  [`/blobs/${names.link}`, 'a link'],
  [`/blobs/${names.folder}`, 'a folder under a digest’s name'],
  [`/blobs/${names.absent}`, 'a blob there is not'],
])('%s is not there: %s', async (path) => {
  expect(await ask(await serve(), path)).toMatchObject({ status: 404, body: '' })
})

test.each(['POST', 'PUT', 'DELETE', 'OPTIONS', 'PATCH'])('nobody writes: %s', async (method) => {
  const found = await ask(await serve(), `/blobs/${digest}`, {}, method)
  expect(found).toMatchObject({ status: 405, headers: { allow: 'GET, HEAD' } })
})

test('what is no HTTP is answered so and cut off', async () => {
  const { port } = new URL(await serve())
  const socket = connect(Number(port), '127.0.0.1', () => socket.write('hello\r\n\r\n'))
  expect(await text(socket)).toMatch(/^HTTP\/1\.1 400/)
})

test('a reader that goes away takes nothing with it', async () => {
  const url = await serve()
  const { port } = new URL(url)
  const socket = connect(Number(port), '127.0.0.1')
  await new Promise((resolve) => socket.once('connect', resolve))
  socket.write(`GET /blobs/${digest} HTTP/1.1\r\nhost: x\r\n\r\n`)
  socket.resetAndDestroy()
  expect(await ask(url, `/blobs/${digest}`)).toMatchObject({ status: 200 })
})

test('a port in use, and an address of nobody here, are named', async () => {
  const holder = createServer().listen(0, '127.0.0.1')
  await new Promise((resolve) => holder.once('listening', resolve))
  onTestFinished(() => void holder.close())
  const { port } = holder.address() as AddressInfo
  const taken = serveMirror(folder, { host: '127.0.0.1', port })
  await expect(taken).rejects.toMatchObject({ code: 'PORT_IN_USE' })
  const nowhere = serveMirror(folder, { host: '192.0.2.1', port: 0 })
  await expect(nowhere).rejects.toMatchObject({ code: 'ADDRESS_UNUSABLE' })
})
