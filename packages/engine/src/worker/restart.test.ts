/** kill -9 of a worker, as its outbox sees it: the next start goes on where the last one ended. */
import { GridError } from '@pumasi/domain'
import { expect, test } from 'vitest'
import { expireLeases } from '../coordinator/lease-work.ts'
import { createMemoryOutbox } from '../ports/outbox.ts'
import { createGrid, createHeldExecutor, settle, startWorker } from '../testing/index.ts'

const createStopper = () => new AbortController()
const down = () => Promise.reject(new GridError('STORE_BUSY', 'busy', { retryable: true }))

/** A worker with a finished unit nobody answered and one under way; never heard of again. */
async function killed(units = 2) {
  const grid = createGrid()
  const { jobId } = await grid.submit(units, { quorum: 1 })
  const host = await grid.join('a')
  const outbox = createMemoryOutbox()
  const executor = createHeldExecutor()
  const transport = () => ({ report: down, renew: down, returnLease: down })
  const bench = { outbox, executor, transport, slots: 2 }
  const life = startWorker(grid, host, createStopper, bench)
  await settle()
  executor.underWay[0]?.finish()
  await settle()
  const states = async () =>
    (await grid.store.fetchUnits(jobId, 0, units)).map(({ state }) => state)
  const begin = async (slots = 1) => {
    const next = createHeldExecutor()
    const worker = startWorker(grid, host, createStopper, { outbox, executor: next, slots })
    await settle()
    return { ...worker, executor: next }
  }
  const ids = life.eventsOf('started').map(({ work }) => work.leaseId)
  return { grid, host, outbox, ids, states, begin }
}

test('what was finished is reported and not run again', async () => {
  const { begin, states, outbox } = await killed()
  const { executor, eventsOf, callsOf } = await begin()
  expect(eventsOf('restored')).toMatchObject([{ leases: 1, receipts: 1 }])
  expect(eventsOf('answered')).toMatchObject([{ work: { unitIndex: 0 } }])
  expect(eventsOf('started').map(({ work }) => work.unitIndex)).toEqual([1])
  // Uploaded again: nobody knows how far the first upload came.
  expect(callsOf('putBlob')).toHaveLength(1)
  executor.underWay[0]?.finish()
  await settle()
  expect(await states()).toEqual(['believed', 'believed'])
  expect(await outbox.restore()).toEqual({ leases: [], finished: [] })
})

test('what was under way is run again under the same lease, without asking for another', async () => {
  const { begin, ids } = await killed()
  const { executor, eventsOf, callsOf } = await begin()
  expect(callsOf('renew')).toEqual([[[ids[1]]]])
  executor.underWay[0]?.finish()
  await settle()
  expect(eventsOf('answered').map(({ work }) => work.leaseId)).toEqual(ids)
})

test('leases that went to others meanwhile are forgotten, and a late receipt is answered', async () => {
  const { begin, grid, states, outbox } = await killed()
  grid.clock.advance(60_001)
  expect(await expireLeases(grid.coordinator)).toBe(2)
  await grid.run(await grid.join('b'), 2)
  const { executor, eventsOf } = await begin()
  expect(executor.started()).toBe(0)
  expect(eventsOf('answered')).toMatchObject([{ answer: { answer: 'lost' } }])
  expect(await states()).toEqual(['believed', 'believed'])
  expect(await outbox.restore()).toEqual({ leases: [], finished: [] })
})

test('a late but valid receipt within its lease is credited', async () => {
  const { begin, grid, host, states } = await killed()
  grid.clock.advance(59_999)
  await begin()
  expect((await states())[0]).toBe('believed')
  const receipts = await grid.store.fetchReceipts({ account: host.account, limit: 5 })
  expect(receipts).toMatchObject([{ unitIndex: 0, standing: 'credited' }])
})

test('stopped again before anybody answers, nothing is lost', async () => {
  const { grid, host, outbox, states, begin } = await killed()
  const transport = () => ({ report: down, renew: down })
  const again = startWorker(grid, host, createStopper, { outbox, transport })
  await settle()
  again.stop()
  await again.ended
  expect(again.eventsOf('left')).toHaveLength(1)
  const { executor } = await begin()
  executor.underWay[0]?.finish()
  await settle()
  expect(await states()).toEqual(['believed', 'believed'])
})

test('an outbox that keeps nothing stops nothing, and says so', async () => {
  const grid = createGrid()
  await grid.submit(2, { quorum: 1 })
  const full = () => Promise.reject(new GridError('OUTBOX_FULL', 'full', { retryable: true }))
  const empty = async () => ({ leases: [], finished: [] })
  const outbox = { restore: empty, keepLeases: full, keepFinished: full, forget: full }
  const worker = startWorker(grid, await grid.join('a'), createStopper, { outbox })
  await settle()
  expect(worker.eventsOf('answered')).toHaveLength(2)
  expect(worker.eventsOf('forgetful')[0]).toMatchObject({ code: 'OUTBOX_FULL' })
})
