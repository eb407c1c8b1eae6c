/** kill -9 of a worker over the real wire: what lies in its folder is what the next start has. */
import { mkdtemp, readdir, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { runWorker } from '@pumasi/engine'
import type { Executor, Transport, WorkerEvent } from '@pumasi/engine'
import { START_MS, hashExecutor } from '@pumasi/engine/testing'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { connect } from './http-transport.ts'
import { keepKeys } from './keys.ts'
import { openFileOutbox } from './outbox/file-outbox.ts'
import { startSmallCoordinator } from './testing/small-coordinator.ts'
import type { SmallCoordinator } from './testing/small-coordinator.ts'

let folder: string
let grid: SmallCoordinator
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'pumasi-crash-'))
  grid = await startSmallCoordinator()
  grid.grid.clock.advance(Date.now() - START_MS)
})
afterEach(async () => {
  await grid.end()
  await rm(folder, { recursive: true })
})

const never = (): Promise<never> => new Promise<never>(() => undefined)

/** A life of the worker in the folder: a new process would have no more than this. */
async function live(executor: Executor, changes: Partial<Transport> = {}) {
  const keys = await keepKeys(folder)
  const { transport, domain } = await connect({ url: grid.url, keys, name: 'a worker' })
  const outbox = await openFileOutbox({
    ...{ folder: join(folder, 'outbox'), bytesMax: 2 ** 20, onDamaged: () => undefined },
  })
  const ending = new AbortController()
  const events: WorkerEvent[] = []
  let look = (): void => undefined
  const ended = runWorker(
    {
      ...{ transport: { ...transport, ...changes }, executor, outbox },
      ...{ signer: keys.signerFor(domain), clock: { nowMs: () => performance.now() } },
      timer: {
        sleep: (_ms, signal) =>
          new Promise((resolve) => signal?.addEventListener('abort', () => resolve())),
      },
      randomness: { randomBytes: (count) => new Uint8Array(count) },
      createStopper: () => new AbortController(),
    },
    {
      ...{ slots: 2, dutyPercent: 100, jobs: null, unitsMax: null, leftMs: () => Infinity },
      ...{ memoryMaxBytes: 2 ** 30, outputMaxBytes: 2 ** 20 },
      onEvent: (event) => {
        events.push(event)
        look()
      },
    },
    { stop: ending.signal },
  )
  const until = (wanted: () => boolean | Promise<boolean>): Promise<void> =>
    new Promise((resolve) => {
      look = () => void Promise.resolve(wanted()).then((is) => is && resolve())
      look()
    })
  const count = (type: WorkerEvent['type']): number =>
    events.filter((event) => event.type === type).length
  const stop = async (): Promise<void> => {
    ending.abort()
    await ended
  }
  return { events, count, until, stop }
}

test('killed with finished receipts and a unit under way, it reports and goes on', async () => {
  const { jobId } = await grid.grid.submit(2, { quorum: 1 })
  // The first life finishes unit 0, is in the middle of unit 1, and gets no answer any more.
  let uploaded = (): void => undefined
  const reporting = new Promise<void>((resolve) => (uploaded = resolve))
  let ran = 0
  const stuck: Executor = {
    ...hashExecutor,
    execute: (request) => ((ran += 1) === 1 ? hashExecutor.execute(request) : never()),
  }
  const first = await live(stuck, {
    report: () => {
      uploaded()
      return never()
    },
  })
  await reporting
  expect(first.count('finished')).toBe(1)
  const kept = await readdir(join(folder, 'outbox'))
  expect(kept.filter((name) => name.endsWith('.unit'))).toHaveLength(1)
  expect(kept.filter((name) => name.endsWith('.leases'))).toHaveLength(1)

  let again = 0
  const counting: Executor = {
    ...hashExecutor,
    execute: (request) => ((again += 1), hashExecutor.execute(request)),
  }
  const second = await live(counting)
  await second.until(() => second.count('answered') === 2)
  await second.stop()
  expect(second.events).toContainEqual({ type: 'restored', leases: 1, receipts: 1 })
  expect(again).toBe(1)
  const units = await grid.grid.store.fetchUnits(jobId, 0, 2)
  expect(units.map(({ state }) => state)).toEqual(['believed', 'believed'])
  const receipts = await grid.grid.store.fetchReceipts({ limit: 5 })
  expect(receipts.map(({ standing }) => standing)).toEqual(['credited', 'credited'])
  expect(await readdir(join(folder, 'outbox'))).toEqual(['damaged'])
})

test('a receipt that was taken just before the kill is credited once', async () => {
  await grid.grid.submit(1, { quorum: 1 })
  let answered = (): void => undefined
  const taken = new Promise<void>((resolve) => (answered = resolve))
  grid.answerWith((request, response) => {
    // The report is written, and its answer never arrives.
    if (request.url?.includes('host.report')) {
      response.end = (() => (answered(), response)) as never
    }
    return false
  })
  await live(hashExecutor)
  await taken
  grid.answerWith(() => false)
  const second = await live(hashExecutor)
  await second.until(() => second.count('answered') === 1)
  await second.stop()
  expect(second.events).toContainEqual(
    expect.objectContaining({ answer: expect.objectContaining({ answer: 'accepted' }) as object }),
  )
  const receipts = await grid.grid.store.fetchReceipts({ limit: 5 })
  expect(receipts.map(({ standing }) => standing)).toEqual(['credited'])
})
