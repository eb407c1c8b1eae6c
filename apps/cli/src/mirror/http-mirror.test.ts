import type { ServerResponse } from 'node:http'
import { gzipSync } from 'node:zlib'
import { afterEach, expect, test, vi } from 'vitest'
import { digestOf, utf8 } from '@pumasi/domain'
import { serve } from '../testing/serve.ts'
import type { Act } from '../testing/serve.ts'
import { httpMirror } from './http-mirror.ts'
import { mirrorAt } from './mirror-at.ts'

afterEach(() => void vi.useRealTimers())

const digest = digestOf(utf8('a blob'))
const fetchFrom = async (act: Act, sizeMax = 100) =>
  mirrorAt(await serve(act)).fetchBytes(digest, sizeMax)

test('fetches what is kept under a digest, unchecked', async () => {
  const asked: unknown[] = []
  const url = await serve((request, response) => {
    asked.push(request.url)
    response.end('whatever')
  })
  const mirror = mirrorAt(`${url}/`)
  expect(mirror.place).toBe(url)
  expect(await mirror.fetchBytes(digest, 8)).toEqual(utf8('whatever'))
  expect(asked).toEqual([`/blobs/${digest}`])
})

test('404 is an absent blob', async () => {
  expect(await fetchFrom((_request, response) => response.writeHead(404).end('x'))).toBeNull()
})

const redirect: Act = (request, response) =>
  request.url?.startsWith('/blobs/')
    ? response.writeHead(302, { location: '/elsewhere' }).end()
    : response.end('moved')
test('a redirect is followed', async () => {
  expect(await fetchFrom(redirect)).toEqual(utf8('moved'))
})

test.each<[string, Act, string]>([
  ['answers 500', (_request, response) => response.writeHead(500).end(), 'HTTP 500'],
  ['hangs up', (request) => request.socket.destroy(), 'fetch failed'],
  [
    'breaks off',
    (_request, response) =>
      void response.writeHead(200, { 'content-length': 9 }).write('x', () => response.destroy()),
    'terminated',
  ],
  [
    'sends in circles',
    (request, response) => response.writeHead(302, { location: request.url }).end(),
    'fetch failed',
  ],
])('a mirror that %s cannot be used now', async (_what, act, found) => {
  await expect(fetchFrom(act)).rejects.toMatchObject({
    ...{ code: 'MIRROR_UNREACHABLE', retryable: true },
    message: expect.stringContaining(found),
  })
})

test('two gigabytes that nobody announced are cut at the bound', async () => {
  const part = Buffer.alloc(1024 ** 2)
  let sent = 0
  const endless: Act = (_request, response) => {
    const pour = (): void => {
      while (!response.destroyed && sent < 2 * 1024 ** 3) {
        sent += part.length
        if (!response.write(part)) return void response.once('drain', pour)
      }
      response.end()
    }
    pour()
  }
  const sizeMax = 8 * 1024 ** 2
  await expect(fetchFrom(endless, sizeMax)).rejects.toMatchObject({ code: 'MIRROR_TOO_LARGE' })
  // Beside the bound, what the systems on both ends keep for somebody who does not read.
  expect(sent).toBeLessThan(10 * sizeMax)
})

test('bytes that grow when they are unpacked are counted as they are then', async () => {
  const bomb = gzipSync(Buffer.alloc(8 * 1024 ** 2))
  expect(bomb.length).toBeLessThan(10_000)
  const packed: Act = (_request, response) =>
    response.writeHead(200, { 'content-encoding': 'gzip' }).end(bomb)
  await expect(fetchFrom(packed, 1024 ** 2)).rejects.toMatchObject({ code: 'MIRROR_TOO_LARGE' })
})

test('two gigabytes that are announced are refused before they come', async () => {
  const announced: Act = (_request, response) =>
    response.writeHead(200, { 'content-length': 2 * 1024 ** 3 }).flushHeaders()
  await expect(fetchFrom(announced, 10_000)).rejects.toMatchObject({
    ...{ code: 'MIRROR_TOO_LARGE', message: expect.stringContaining('2147483648') },
  })
})

test('one byte more than allowed is too much, as many are not', async () => {
  const ten: Act = (_request, response) => response.end('0123456789')
  expect((await fetchFrom(ten, 10))?.length).toBe(10)
  await expect(fetchFrom(ten, 9)).rejects.toMatchObject({ code: 'MIRROR_TOO_LARGE' })
})

test('a mirror that falls silent is given up, before and after the first byte', async () => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] })
  for (const begin of [() => {}, (response: ServerResponse) => response.write('x')]) {
    const silent: Act = (_request, response) => {
      begin(response)
      setImmediate(() => vi.advanceTimersByTime(20_000))
    }
    await expect(fetchFrom(silent)).rejects.toMatchObject({
      message: expect.stringContaining('silence for 20 s'),
    })
  }
})

test('a mirror that trickles is given up too', async () => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] })
  const trickle: Act = (_request, response) => {
    const drip = (): void => {
      if (response.destroyed) return
      response.write('x', () => setImmediate(drip))
      vi.advanceTimersByTime(100)
    }
    drip()
  }
  await expect(fetchFrom(trickle, 1e9)).rejects.toMatchObject({ code: 'MIRROR_UNREACHABLE' })
})

test('nobody there is unreachable', async () => {
  const nobody = mirrorAt('http://127.0.0.1:1').fetchBytes(digest, 10)
  await expect(nobody).rejects.toMatchObject({ code: 'MIRROR_UNREACHABLE', retryable: true })
})

test('a mirror that hangs three times in a row is left alone for a minute', async () => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] })
  let asked = 0
  let hangs = true
  const act: Act = (_request, response) => {
    asked += 1
    if (hangs) setImmediate(() => vi.advanceTimersByTime(20_000))
    else response.end('well again')
  }
  let nowMs = 0
  const mirror = httpMirror(await serve(act), () => nowMs)
  const fetched = () => mirror.fetchBytes(digest, 100)
  for (const _ of [1, 2, 3]) await expect(fetched()).rejects.toThrow('silence for 20 s')
  for (const _ of [1, 2]) await expect(fetched()).rejects.toThrow('3 blobs in a row')
  expect(asked).toBe(3)
  nowMs += 60_000
  hangs = false
  expect(await fetched()).toEqual(utf8('well again'))
  expect(await fetched()).toEqual(utf8('well again'))
})
