import { mkdtemp, rm } from 'node:fs/promises'
import type { ServerResponse } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { digestOf, utf8 } from '@pumasi/domain'
import { executeUnit } from '@pumasi/engine'
import type { Room, Transport } from '@pumasi/engine'
import { START_MS, hashExecutor } from '@pumasi/engine/testing'
import { connect } from './http-transport.ts'
import { keepKeys } from './keys.ts'
import type { WorkerKeys } from './keys.ts'
import { startSmallCoordinator } from './testing/small-coordinator.ts'
import type { Answer, SmallCoordinator } from './testing/small-coordinator.ts'

let folder: string
let keys: WorkerKeys
let grid: SmallCoordinator
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'pumasi-transport-'))
  keys = await keepKeys(folder)
  grid = await startSmallCoordinator()
  // Delegations are dated by this machine's clock.
  grid.grid.clock.advance(Date.now() - START_MS)
})
afterEach(async () => {
  await grid.end()
  await rm(folder, { recursive: true })
})

const room: Room = {
  ...{ memoryMaxBytes: 2 ** 30, outputMaxBytes: 2 ** 30, timeMaxMs: Infinity },
  ...{ fuelPerSecond: null, jobs: null },
}

const always =
  (act: (response: ServerResponse) => void): Answer =>
  (_request, response) => {
    act(response)
    return true
  }

const connectHere = async (): Promise<Transport> =>
  (await connect({ url: `${grid.url}/`, keys, name: 'a worker' })).transport

test('registers when it is needed, and then works with the token it got', async () => {
  const { transport, domain } = await connect({ url: grid.url, keys, name: 'a worker' })
  expect(domain).toEqual(grid.grid.domain)
  expect(grid.asked).toEqual(['GET /trpc/describe'])
  await grid.grid.submit(2)
  const { leases, leaseMs } = await transport.acquire(2, room)
  expect([leases.length, leaseMs]).toEqual([2, 60_000])
  const [first, second] = leases
  if (first === undefined || second === undefined) throw new Error('two leases expected')
  expect(await transport.renew([first.leaseId])).toEqual([first.leaseId])
  expect(await transport.returnLease(second.leaseId, 'MACHINE_X', 'no')).toBe('returned')
  const ports = { transport, executor: hashExecutor, signer: keys.signerFor(domain) }
  const signed = await executeUnit(ports, first, new Map(), {})
  expect((await transport.report([signed]))[0]).toMatchObject({ answer: 'accepted' })
  expect(grid.admissions()).toBe(1)
  const host = await grid.grid.coordinator.store.fetchHost(keys.session)
  expect(host).toMatchObject({ account: keys.account, name: 'a worker' })
  expect(host?.platform).toContain('Node')
})

test.each([
  ['acquire', (transport: Transport) => transport.acquire(1, room)],
  ['renew', (transport: Transport) => transport.renew([])],
  ['upload', (transport: Transport) => transport.putBlob(utf8('output'))],
])('a coordinator that forgot the token gets the host again at the next %s', async (_what, act) => {
  const transport = await connectHere()
  await act(transport)
  grid.forgetTokens()
  await act(transport)
  expect(grid.admissions()).toBe(2)
})

test('registers again once and no more: a coordinator that always forgets is an error', async () => {
  const transport = await connectHere()
  grid.answerWith((request) => {
    if (request.url?.includes('host.acquire')) grid.forgetTokens()
    return false
  })
  await expect(transport.acquire(1, room)).rejects.toMatchObject({ code: 'HOST_TOKEN_MISSING' })
  expect(grid.admissions()).toBe(2)
})

test('nobody there is worth another try, before and after registration', async () => {
  const transport = await connectHere()
  await transport.acquire(1, room)
  const { url } = grid
  await grid.end()
  const unreachable = { code: 'COORDINATOR_UNREACHABLE', retryable: true }
  const digest = digestOf(utf8('x'))
  await expect(transport.acquire(1, room)).rejects.toMatchObject(unreachable)
  await expect(transport.fetchBlob(digest)).rejects.toMatchObject(unreachable)
  await expect(transport.putBlob(utf8('x'))).rejects.toMatchObject(unreachable)
  await expect(connect({ url, keys, name: 'x' })).rejects.toMatchObject(unreachable)
  grid = await startSmallCoordinator()
})

test('blobs go there and back, and only right bytes come through', async () => {
  const transport = await connectHere()
  const digest = await transport.putBlob(utf8('an output'))
  expect(digest).toBe(digestOf(utf8('an output')))
  expect(await transport.fetchBlob(digest)).toEqual(utf8('an output'))
  grid.answerWith(always((response) => response.end('other bytes')))
  const wrong = transport.fetchBlob(digest)
  await expect(wrong).rejects.toMatchObject({ code: 'BLOB_MISMATCH', retryable: true })
})

test('a blob the coordinator lacks is final, and said in its words', async () => {
  const transport = await connectHere()
  const missing = transport.fetchBlob(digestOf(utf8('nowhere')))
  await expect(missing).rejects.toMatchObject({ code: 'UNKNOWN_BLOB', retryable: false })
})

const endless = (response: ServerResponse, status: number): void => {
  response.writeHead(status, { 'content-type': 'application/json' })
  const part = Buffer.alloc(4 * 1024 * 1024, ' ')
  const pour = (): void => {
    while (!response.destroyed && response.write(part));
    response.once('drain', pour)
  }
  pour()
}
const hangUp: Answer = (request) => {
  request.socket.destroy()
  return true
}

test('an answer without end is read to its bound and no further', async () => {
  const transport = await connectHere()
  await transport.acquire(1, room)
  const digest = digestOf(utf8('x'))
  grid.answerWith(always((response) => endless(response, 200)))
  await expect(transport.fetchBlob(digest)).rejects.toMatchObject({ code: 'ANSWER_TOO_LARGE' })
  // Also where the bytes would only be looked at for the reason of a refusal.
  grid.answerWith(always((response) => endless(response, 500)))
  await expect(transport.fetchBlob(digest)).rejects.toMatchObject({ code: 'BLOB_REFUSED' })
})

test.each([
  ['hangs up', hangUp],
  [
    'breaks off',
    always((response) => response.writeHead(200).write('{', () => response.destroy())),
  ],
  ['is another server', always((response) => response.end('<html>hello</html>'))],
  ['is out of order', always((response) => response.writeHead(502).end('bad gateway'))],
])('a coordinator that %s can be tried again', async (_what, answer) => {
  const transport = await connectHere()
  grid.answerWith(answer)
  await expect(transport.acquire(1, room)).rejects.toMatchObject({
    code: 'COORDINATOR_UNREACHABLE',
    retryable: true,
  })
})

test('a coordinator that fails in itself can be tried again, and no unit is to blame', async () => {
  const transport = await connectHere()
  const { store } = grid.grid.coordinator
  store.acquireLeases = () => Promise.reject(new Error('a defect'))
  const failed = { code: 'COORDINATOR_FAILED', retryable: true }
  await expect(transport.acquire(1, room)).rejects.toMatchObject(failed)
})

test('a refused registration is told as it is', async () => {
  grid.grid.clock.advance(40 * 86_400_000)
  const transport = await connectHere()
  await expect(transport.acquire(1, room)).rejects.toMatchObject({ code: 'DELEGATION_EXPIRED' })
})

const away = (status: number, seconds: string): Answer =>
  always((response) => response.writeHead(status, { 'retry-after': seconds }).end('<html>'))

test.each([
  ['a proxy that is busy', 503, '7', 7_000],
  ['a proxy that limits', 429, '120', 120_000],
  ['a date, which is not read', 503, 'Mon, 23 Nov 2026 04:00:00 GMT', undefined],
  ['nonsense', 503, '-1', undefined],
])('how long %s sends it away for is in the error (%i, %s)', async (_, status, header, ms) => {
  const transport = await connectHere()
  await transport.acquire(1, room)
  grid.answerWith(away(status, header))
  const calls = [
    () => transport.acquire(1, room),
    () => transport.fetchBlob(digestOf(utf8('x'))),
    () => transport.putBlob(utf8('x')),
  ]
  for (const call of calls) {
    const error = await call().then(
      () => expect.fail('an error expected'),
      (thrown: unknown) => thrown as { retryable: boolean; details: { retryAfterMs?: number } },
    )
    expect(error.retryable).toBe(true)
    expect(error.details.retryAfterMs).toBe(ms)
  }
})
