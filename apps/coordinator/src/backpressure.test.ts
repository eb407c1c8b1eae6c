/** More than a coordinator can take: what is refused, how, and that the rest goes on. */
import { once } from 'node:events'
import { readdir } from 'node:fs/promises'
import { connect } from 'node:net'
import type { Socket } from 'node:net'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { digestOf, utf8 } from '@pumasi/domain'
import { keysOf } from '@pumasi/engine/testing'
import { stranger } from '@pumasi/protocol'
import { callKinds } from './limits/admission.ts'
import type { CallKind } from './limits/admission.ts'
import { operatorToken, startTestCoordinator } from './testing/test-coordinator.ts'
import type { TestCoordinator } from './testing/test-coordinator.ts'

let grid: TestCoordinator
beforeAll(async () => {
  grid = await startTestCoordinator({
    limits: {
      ...{ 'calls-max': 2, 'queue-max': 2, 'queue-seconds': 50, 'transfers-max': 2 },
      ...{ 'watchers-max': 2, 'registrations-per-minute': 100 },
    },
    parts: { messageMs: 300, silenceMs: 1_000, trustedProxies: ['127.0.0.1'] },
  })
})
afterAll(() => grid.end())

const fromElsewhere = (address: string) => ({ caller: stranger, address })
const from = (address: string) => ({ 'x-forwarded-for': address })
/** The next turn of the loop, for conditions that only others can make true. */
const turn = () => new Promise((resolve) => setImmediate(resolve))

async function open(lines: readonly string[]): Promise<Socket> {
  const socket = connect({ host: '127.0.0.1', port: Number(new URL(grid.url).port) })
  socket.on('error', () => undefined)
  await once(socket, 'connect')
  socket.write(`${lines.join('\r\n')}\r\n\r\n`)
  return socket
}
async function readToEnd(socket: Socket): Promise<string> {
  let text = ''
  socket.on('data', (part) => (text += String(part)))
  await once(socket, 'close')
  return text
}

test('calls that find no place are sent away by code, and told when to come again', async () => {
  const { admit } = grid.admission
  const leaves = [
    ...[await admit('read', fromElsewhere('a')), await admit('read', fromElsewhere('b'))],
  ]
  const asked = await fetch(`${grid.url}/trpc/status`)
  expect(asked.status).toBe(503)
  expect(Number(asked.headers.get('retry-after'))).toBeGreaterThan(0)
  const called = grid.call(null, (client) => client.status.query())
  await expect(called).rejects.toMatchObject({ code: 'COORDINATOR_BUSY', retryable: true })
  // Other kinds of calls are not in the way of these.
  const token = await grid.register(keysOf('host'))
  await grid.call(token, (client) => client.host.acquire.mutate({ count: 1 }))
  for (const leave of leaves) leave()
  await grid.call(null, (client) => client.status.query())
  expect(grid.admission.gates.read.working()).toBe(0)
})

/** A request of each kind, as it comes over the wire. */
const doors: Readonly<Record<CallKind, () => Promise<Response>>> = {
  register: () => post('host.challenge', null),
  lease: () => post('host.acquire', null),
  report: () => post('host.report', null),
  submit: () => post('job.submit', operatorToken),
  read: () => fetch(`${grid.url}/trpc/status`),
  watch: () =>
    fetch(`${grid.url}/trpc/watch`, { headers: { ...from('192.0.2.7'), accept: eventStream } }),
  upload: () =>
    grid.put(utf8('much'), digestOf(utf8('much')), { authorization: `Bearer ${operatorToken}` }),
  download: () => fetch(`${grid.url}/blobs/${digestOf(utf8('absent'))}`),
}
const eventStream = 'text/event-stream'
const post = (path: string, token: string | null) =>
  fetch(`${grid.url}/trpc/${path}`, {
    method: 'POST',
    headers: {
      ...{ 'content-type': 'application/json', ...from('192.0.2.7') },
      ...(token !== null && { authorization: `Bearer ${token}` }),
    },
    body: '{"json":null}',
  })

test.each(callKinds)(
  'a full gate of the kind %s sends away, and says for how long',
  async (kind) => {
    const gate = grid.admission.gates[kind]
    const leaves = [await gate.enter(), await gate.enter()]
    const refused = await doors[kind]()
    const text = await refused.text()
    for (const leave of leaves) leave()
    // An event stream has begun before it can tell anything: its first event is the refusal.
    const status = kind === 'watch' ? 200 : 503
    expect([refused.status, refused.headers.get('retry-after'), text]).toEqual([
      ...[status, expect.stringMatching(/^[1-9]\d*$/), expect.stringContaining('COORDINATOR_BUSY')],
    ])
    const welcome = await doors[kind]()
    expect(welcome.headers.get('retry-after')).toBeNull()
    await welcome.body?.cancel()
    while (gate.working() > 0) await turn()
  },
)

test('downloads that find no place are sent away, and leave their place when they end', async () => {
  const digest = await grid.blobs.putBlob(utf8('wanted'))
  const { admit, gates } = grid.admission
  const leaves = [
    ...[await admit('download', fromElsewhere('a')), await admit('download', fromElsewhere('b'))],
  ]
  const refused = await fetch(`${grid.url}/blobs/${digest}`)
  expect([refused.status, refused.headers.get('retry-after')]).toEqual([
    ...[503, expect.stringMatching(/^\d+$/)],
  ])
  for (const leave of leaves) leave()
  for (let time = 0; time < 5; time += 1) {
    expect(await (await fetch(`${grid.url}/blobs/${digest}`)).text()).toBe('wanted')
  }
  while (gates.download.working() > 0) await turn()
})

test('registrations are limited by address, as trusted proxies tell it', async () => {
  const ask = (address: string) =>
    fetch(`${grid.url}/trpc/host.challenge`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...from(address) },
      body: JSON.stringify({ json: { session: keysOf('host').session } }),
    })
  for (let time = 0; time < 10; time += 1) expect((await ask('192.0.2.1')).status).toBe(200)
  const refused = await ask('192.0.2.1')
  expect([refused.status, refused.headers.get('retry-after')]).toEqual([429, '1'])
  expect(await refused.text()).toContain('RATE_LIMITED')
  expect((await ask('192.0.2.2')).status).toBe(200)
})

test('several calls in one request are none', async () => {
  const input = encodeURIComponent('{"0":{"json":null},"1":{"json":null}}')
  const answer = await fetch(`${grid.url}/trpc/describe,status?batch=1&input=${input}`)
  expect(answer.status).toBe(400)
})

test('a message that trickles is answered and hung up on', async () => {
  const socket = await open([
    ...['POST /trpc/host.challenge HTTP/1.1', 'host: x', 'content-type: application/json'],
    'content-length: 1000',
  ])
  const trickle = setInterval(() => socket.write(' '), 20)
  const answer = await readToEnd(socket)
  clearInterval(trickle)
  expect(answer).toMatch(/^HTTP\/1.1 408 /)
  expect(answer).toContain('MESSAGE_TOO_SLOW')
})

test('heads have to arrive at once', () => {
  expect(grid.server.server.headersTimeout).toBe(10_000)
})

test('an upload that falls silent is dropped, and nothing of it is kept', async () => {
  const digest = digestOf(utf8('never sent whole'))
  const socket = await open([
    ...[`PUT /blobs/${digest} HTTP/1.1`, 'host: x', 'content-type: application/octet-stream'],
    ...['content-length: 1000', `authorization: Bearer ${operatorToken}`],
  ])
  socket.write('some')
  await readToEnd(socket)
  const incoming = join(grid.folder, 'blobs', 'incoming')
  while ((await readdir(incoming)).length > 0) await turn()
  expect(await grid.blobs.hasBlob(digest)).toBe(false)
  while (grid.admission.gates.upload.working() > 0) await turn()
})

test('a watcher that does not read is dropped, and others hear on', async () => {
  const { watch } = grid.admission.gates
  const socket = await open([
    ...['GET /trpc/watch HTTP/1.1', 'host: x', 'accept: text/event-stream'],
  ])
  while (watch.working() === 0) await turn()
  socket.pause()
  // More than the systems on both ends keep for somebody who does not read.
  grid.troubles.push('x'.repeat(32 * 1024 * 1024))
  grid.touch()
  while (watch.working() > 0) await turn()
  grid.troubles.length = 0
  socket.destroy()
  await grid.call(null, (client) => client.status.query())
})

test('watchers have a bound of their own', async () => {
  const ends = [new AbortController(), new AbortController()]
  const watchFrom = (address: string, signal: AbortSignal) =>
    fetch(`${grid.url}/trpc/watch`, {
      headers: { accept: 'text/event-stream', ...from(address) },
      signal,
    })
  for (const [index, end] of ends.entries()) {
    expect((await watchFrom(`192.0.2.${index}`, end.signal)).status).toBe(200)
  }
  const refused = await watchFrom('192.0.2.9', new AbortController().signal)
  expect(await refused.text()).toContain('COORDINATOR_BUSY')
  for (const end of ends) end.abort()
  while (grid.admission.gates.watch.working() > 0) await turn()
})
