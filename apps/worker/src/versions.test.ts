/** Old and new workers at one coordinator, old and new coordinators for one worker. */
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createMemoryOutbox, executeUnit, runWorker } from '@pumasi/engine'
import type { LeasedWork, Room, SignedReceipt, WorkerEvent } from '@pumasi/engine'
import { START_MS, hashExecutor } from '@pumasi/engine/testing'
import { PROTOCOL_VERSION } from '@pumasi/protocol'
import superjson from 'superjson'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { connect } from './http-transport.ts'
import { keepKeys } from './keys.ts'
import type { WorkerKeys } from './keys.ts'
import { startSmallCoordinator } from './testing/small-coordinator.ts'
import type { SmallCoordinator } from './testing/small-coordinator.ts'

let folders: string[]
let grid: SmallCoordinator
beforeEach(async () => {
  folders = []
  grid = await startSmallCoordinator()
  grid.grid.clock.advance(Date.now() - START_MS)
})
afterEach(async () => {
  await grid.end()
  for (const folder of folders) await rm(folder, { recursive: true })
})

const makeKeys = async (): Promise<WorkerKeys> => {
  const folder = await mkdtemp(join(tmpdir(), 'pumasi-versions-'))
  folders.push(folder)
  return keepKeys(folder)
}
const room: Room = {
  ...{ memoryMaxBytes: 65_536, outputMaxBytes: 2 ** 30, timeMaxMs: Infinity },
  ...{ fuelPerSecond: null, jobs: null },
}

/** A worker as version 1 had it, message by message, without the client of today. */
async function oldWorker(protocolVersion = 1) {
  const keys = await makeKeys()
  let token = ''
  const call = async (path: string, message: unknown): Promise<unknown> => {
    const response = await fetch(`${grid.url}/trpc/${path}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', authorization: `Bearer ${token}` },
      body: superjson.stringify(message),
    })
    const answer = (await response.json()) as {
      result?: { data: Parameters<typeof superjson.deserialize>[0] }
      error?: { json: { data: { grid: unknown } } }
    }
    if (answer.result === undefined) throw answer.error?.json.data.grid
    return superjson.deserialize(answer.result.data)
  }
  const { domain } = grid.grid
  const { challenge } = (await call('host.challenge', { session: keys.session })) as {
    challenge: `0x${string}`
  }
  const registration = {
    ...{ protocolVersion, name: 'old', platform: 'linux x64', challenge },
    delegation: keys.delegate(domain, Math.floor(Date.now() / 1_000)),
    signature: keys.signChallenge(challenge, domain),
  }
  token = ((await call('host.register', registration)) as { token: string }).token
  const acquire = async (count: number) =>
    (await call('host.acquire', { count })) as { leases: readonly LeasedWork[] }
  const report = (receipts: readonly SignedReceipt[]) => call('host.report', { receipts })
  return { keys, acquire, report }
}

/** A worker of today that runs all it can get and ends. */
async function newWorker() {
  const keys = await makeKeys()
  const { transport, domain } = await connect({ url: grid.url, keys, name: 'new' })
  const ending = new AbortController()
  const events: WorkerEvent[] = []
  await runWorker(
    {
      ...{ transport, executor: hashExecutor, signer: keys.signerFor(domain) },
      ...{ outbox: createMemoryOutbox(), clock: { nowMs: () => performance.now() } },
      timer: { sleep: async () => new Promise((resolve) => void setImmediate(resolve)) },
      randomness: { randomBytes: (count) => new Uint8Array(count) },
      createStopper: () => new AbortController(),
    },
    {
      ...{ slots: 2, dutyPercent: 100, jobs: null, unitsMax: null, leftMs: () => Infinity },
      ...{ memoryMaxBytes: 65_536, outputMaxBytes: 2 ** 30 },
      onEvent: (event) => {
        events.push(event)
        if (event.type === 'waiting') ending.abort()
      },
    },
    { stop: ending.signal },
  )
  return { keys, events }
}

test('a worker of version 1 and one of today serve one coordinator side by side', async () => {
  const { jobId } = await grid.grid.submit(3, { quorum: 2 })
  const old = await oldWorker()
  const { leases } = await old.acquire(3)
  const { events } = await newWorker()
  expect(events.filter(({ type }) => type === 'answered')).toHaveLength(3)
  const fetchBlob = async (digest: `0x${string}`) => grid.grid.bytes.get(digest as never)
  const transport = {
    fetchBlob,
    putBlob: (b: Uint8Array) => grid.grid.coordinator.blobs.putBlob(b),
  }
  const ports = { transport: transport as never, executor: hashExecutor }
  const signer = old.keys.signerFor(grid.grid.domain)
  const receipts = []
  for (const work of leases) {
    receipts.push(await executeUnit({ ...ports, signer }, work, new Map(), {}))
  }
  const accepted = { answer: 'accepted', code: null }
  expect(await old.report(receipts)).toMatchObject([accepted, accepted, accepted])
  const units = await grid.grid.store.fetchUnits(jobId, 0, 3)
  expect(units.map(({ state }) => state)).toEqual(Array(3).fill('believed'))
})

test('an unknown newer version is refused by code, with the versions spoken', async () => {
  await expect(oldWorker(PROTOCOL_VERSION + 1)).rejects.toMatchObject({
    code: 'PROTOCOL_VERSION_UNKNOWN',
    message: `found protocol version ${PROTOCOL_VERSION + 1}, expected one of 1 to ${PROTOCOL_VERSION}`,
    details: { protocolVersion: PROTOCOL_VERSION, protocolVersionLeast: 1 },
    retryable: false,
  })
  expect(grid.admissions()).toBe(0)
})

test('a host of today tells its room, and gets what fits', async () => {
  const wide = { fuelMax: 2_000_000n, memoryMaxBytes: 2 * 65_536, outputMaxBytes: 1_000 }
  await grid.grid.submit(3, { name: 'wide', limits: wide })
  const { jobId } = await grid.grid.submit(3, { name: 'narrow' })
  const { transport } = await connect({ url: grid.url, keys: await makeKeys(), name: 'new' })
  const { leases } = await transport.acquire(2, room)
  expect(leases.map((lease) => lease.jobId)).toEqual([jobId, jobId])
  // Nothing is known of an old one's room.
  const { leases: others } = await (await oldWorker()).acquire(1)
  expect(others[0]?.jobId).not.toBe(jobId)
})

test('an older coordinator is asked in its own words', async () => {
  Object.assign(grid.versions, { protocolVersion: 1 })
  await grid.grid.submit(1)
  let asked = ''
  grid.answerWith((request) => {
    if (request.url?.includes('host.acquire')) request.on('data', (part) => (asked += String(part)))
    return false
  })
  const { transport } = await connect({ url: grid.url, keys: await makeKeys(), name: 'new' })
  expect((await transport.acquire(1, room)).leases).toHaveLength(1)
  expect(JSON.parse(asked)).toEqual({ json: { count: 1 } })
})

test('a coordinator that speaks no version of ours is told so at once', async () => {
  Object.assign(grid.versions, { protocolVersion: 9, protocolVersionLeast: 9 })
  const connecting = connect({ url: grid.url, keys: await makeKeys(), name: 'new' })
  await expect(connecting).rejects.toMatchObject({
    code: 'PROTOCOL_VERSION_UNKNOWN',
    message: `found protocol versions 9 to 9, expected one of 1 to ${PROTOCOL_VERSION}`,
  })
})
