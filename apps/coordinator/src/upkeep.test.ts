import { afterEach, beforeEach, expect, test } from 'vitest'
import { GridError } from '@pumasi/domain'
import { returnLease } from '@pumasi/engine'
import { createGrid } from '@pumasi/engine/testing'
import type { TestGrid } from '@pumasi/engine/testing'
import { pino } from 'pino'
import { createMetrics } from './telemetry/metrics.ts'
import { createUpkeep } from './upkeep.ts'

let grid: TestGrid
let stopping: AbortController
let running: Promise<void> | undefined
const logged: string[] = []
const logger = pino({ base: null }, { write: (line: string) => void logged.push(line) })

beforeEach(() => {
  grid = createGrid()
  stopping = new AbortController()
  logged.length = 0
})
afterEach(async () => {
  stopping.abort()
  await running
})

/** Upkeep that runs, and a way to wait for a state after any of its changes. */
function start() {
  const waiting = new Set<() => void>()
  const onChange = (): void => waiting.forEach((look) => look())
  const errorLimit = { failuresMin: 1, failuresPercent: 50 }
  const parts = { logger, metrics: createMetrics(), onChange, errorLimit }
  const upkeep = createUpkeep(grid.coordinator, grid.target, parts)
  running = upkeep.run(stopping.signal)
  const until = (holds: () => boolean): Promise<void> =>
    new Promise((resolve) => {
      const look = (): void => {
        if (!holds()) return
        waiting.delete(look)
        resolve()
      }
      waiting.add(look)
      look()
    })
  return { upkeep, until }
}

/** One job of two units, run by two hosts that agree. */
async function settleTwoUnits(): Promise<void> {
  const [a, b] = [await grid.join('a'), await grid.join('b')]
  await grid.submit(2)
  for (const host of [a, b]) await grid.run(host, 2)
}

test('closes and commits what is settled, once', async () => {
  await settleTwoUnits()
  const { upkeep, until } = start()
  await until(() => grid.ledger.batches.length === 1)
  expect(grid.ledger.batches[0]?.header.unitCount).toBe(4)
  expect(upkeep.troubles()).toEqual([])
})

test('a ledger that fails is a trouble in words, heals, and gets exactly one commit', async () => {
  const commit = grid.ledger.commitBatch
  let attempts = 0
  grid.ledger.commitBatch = () => {
    attempts += 1
    const options = { hint: 'Start the node.', retryable: true }
    return Promise.reject(new GridError('CHAIN_UNREACHABLE', 'found no node', options))
  }
  await settleTwoUnits()
  const { upkeep, until } = start()
  const words = 'cannot commit batches: found no node (CHAIN_UNREACHABLE) Start the node.'
  await until(() => upkeep.troubles().length > 0)
  expect(upkeep.troubles()).toEqual([words])
  grid.clock.advance(6_000)
  await until(() => attempts > 1)
  grid.ledger.commitBatch = commit
  grid.ledger.loseNextAnswer()
  grid.clock.advance(6_000)
  await until(() => grid.ledger.batches.length === 1)
  await until(() => upkeep.troubles().some((text) => text.includes('found no answer')))
  grid.clock.advance(6_000)
  await until(() => upkeep.troubles().length === 0)
  expect(grid.ledger.batches).toHaveLength(1)
  const { txHash } = grid.ledger.batches[0] as { txHash: `0x${string}` }
  expect(await grid.coordinator.store.hasCommit(1, txHash)).toBe(true)
  // The same trouble again is no news.
  expect(logged.filter((line) => line.includes('found no node'))).toHaveLength(1)
})

test('a failing step does not keep the others from their work', async () => {
  grid.ledger.fetchBatchCount = () => Promise.reject(new Error('something unexpected'))
  const host = await grid.join('a')
  await grid.submit(1)
  const [lease] = await grid.acquire(host)
  const { upkeep, until } = start()
  await until(() => upkeep.troubles().length > 0)
  expect(upkeep.troubles()[0]).toContain('something unexpected (INTERNAL)')
  expect(logged.some((line) => line.includes('upkeep.test.ts'))).toBe(true)
  grid.clock.advance(61_000)
  const other = await grid.join('b')
  const { store } = grid.coordinator
  const expired = async () => (await store.fetchLease(lease?.leaseId as never))?.state === 'expired'
  while (!(await expired())) await new Promise((resolve) => setImmediate(resolve))
  expect(await grid.acquire(other)).toHaveLength(1)
})

test('a chain that keeps a commit waiting keeps no lease from expiring', async () => {
  let mined = (): void => undefined
  const block = new Promise<void>((resolve) => {
    mined = resolve
  })
  const commit = grid.ledger.commitBatch
  grid.ledger.commitBatch = async (...args) => {
    await block
    return commit(...args)
  }
  await settleTwoUnits()
  const { until } = start()
  const { store } = grid.coordinator
  while ((await store.fetchBatches(1, 1)).length === 0) await turn()
  await grid.submit(1, { nonce: 'later' })
  const [lease] = await grid.acquire(await grid.join('a'))
  grid.clock.advance(61_000)
  while ((await store.fetchLease(lease?.leaseId as never))?.state !== 'expired') await turn()
  mined()
  await until(() => grid.ledger.batches.length === 1)
})

test('a step that another coordinator is at is left to it', async () => {
  const { store } = grid.coordinator
  const release = await store.claimDuty('close batches')
  await settleTwoUnits()
  const { until } = start()
  const host = await grid.join('a')
  await grid.submit(1, { nonce: 'later' })
  const [lease] = await grid.acquire(host)
  grid.clock.advance(61_000)
  while ((await store.fetchLease(lease?.leaseId as never))?.state !== 'expired') await turn()
  expect(await store.fetchBatches(1, 1)).toEqual([])
  await release?.()
  await until(() => grid.ledger.batches.length === 1)
})

test('a job whose units are all settled is over; one whose units fail pauses itself', async () => {
  const { store } = grid.coordinator
  await settleTwoUnits()
  const { jobId: failing } = await grid.submit(4, { nonce: 'failing' })
  for (const name of ['x', 'y', 'z']) {
    const host = await grid.join(name)
    const [lease] = await grid.acquire(host)
    await returnLease(grid.coordinator, host.session, lease?.leaseId as never, 'WASM_REFUSED: no')
  }
  start()
  while ((await store.fetchJob(failing))?.pausedAtMs === null) await turn()
  expect(await store.fetchJob(failing)).toMatchObject({
    pauseReason: expect.stringMatching(/^1 of 1 settled units failed/) as string,
    finishedAtMs: null,
  })
  const [, settled] = await store.fetchJobs(2)
  while ((await store.fetchJob(settled?.id as never))?.finishedAtMs === null) await turn()
})

const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve))
