import { expect, test } from 'vitest'
import { GridError } from '@pumasi/domain'
import { createClock, createGrid, createMemoryLedger, keysOf } from '@pumasi/engine/testing'
import type { LedgerOffice, LedgerReader } from '@pumasi/engine'
import { composeHistory } from './history.ts'
import { createLedgerDesk } from './ledger-desk.ts'

const START = 1_000_000

/** A desk over a ledger in memory with one committed batch and one that waits. */
async function setUp(changes: Partial<LedgerReader & LedgerOffice> = {}) {
  const grid = createGrid()
  const clock = createClock(START)
  const ledger = createMemoryLedger(clock)
  const hosts = [await grid.join('a'), await grid.join('b')]
  await grid.submit(2)
  for (const host of hosts) await grid.run(host, 1)
  await grid.close(60_000)
  const [batch] = await grid.coordinator.store.fetchBatches(1, 1)
  if (batch === undefined) throw new Error('a batch expected')
  await ledger.commitBatch(1, batch.content)
  const commit = {
    ...{ batchId: 1, ledger: grid.coordinator.domain.ledger, chainId: 1n, blockNumber: 1 },
    ...{ txHash: batch.content.dataHash, gasUsed: 5n, prev: batch.content.dataHash },
    ...{ committedAt: 1, feeWei: 6n, timing: null },
  }
  const rows = [
    { ...batch, id: 2, units: 1, words: [], healedAtMs: null, commit: null },
    { ...batch, units: 1, words: [], healedAtMs: null, commit },
  ]
  let asked = 0
  const counted = {
    ...ledger,
    fetchStanding: (one: Parameters<LedgerOffice['fetchStanding']>[0]) => {
      asked += 1
      return ledger.fetchStanding(one)
    },
    ...changes,
  }
  return {
    desk: createLedgerDesk({ ledger: counted, clock }),
    rows,
    ledger,
    clock,
    asked: () => asked,
  }
}

test('a batch shows where the chain says it stands, one that waits shows nothing', async () => {
  const { desk, rows } = await setUp()
  const shown = await desk.standings(rows)
  expect(shown.map(({ id, standing }) => [id, standing?.state ?? null])).toEqual([
    [2, null],
    [1, 'final'],
  ])
})

test('what is final is asked for once, however many look', async () => {
  const { desk, rows, clock, asked } = await setUp()
  await Promise.all(Array.from({ length: 20 }, () => desk.standings(rows)))
  clock.advance(60_000)
  await desk.standings(rows)
  expect(asked()).toBe(1)
})

test('what is still open is asked for again, after a while', async () => {
  const standing = { state: 'pending', finalAt: 9 } as const
  let times = 0
  const fetchStanding = async () => {
    times += 1
    return standing
  }
  const { desk, rows, clock } = await setUp({ fetchStanding })
  await desk.standings(rows)
  await desk.standings(rows)
  expect(times).toBe(1)
  clock.advance(5_001)
  expect((await desk.standings(rows))[1]?.standing).toEqual(standing)
  expect(times).toBe(2)
})

test('without a chain the page is there, and says that it does not know', async () => {
  const fetchBatchCount = () => Promise.reject(new GridError('CHAIN_UNREACHABLE', 'found no node'))
  const { desk, rows } = await setUp({ fetchBatchCount })
  expect((await desk.standings(rows)).map(({ standing }) => standing)).toEqual([null, null])
})

test('an account without an answer of the chain is unknown', async () => {
  const fetchAccount = () => Promise.reject(new GridError('CHAIN_UNREACHABLE', 'found no node'))
  const { account } = keysOf('a')
  expect(await (await setUp({ fetchAccount })).desk.account(account)).toBeNull()
  expect(await (await setUp()).desk.account(account)).toMatchObject({ balanceMicro: 0n })
})

test('the office is what the chain says', async () => {
  const { desk, ledger } = await setUp()
  const attestor = `0x${'0a'.repeat(20)}` as never
  ledger.appoint([attestor], 1)
  ledger.void(1)
  expect(await desk.office()).toMatchObject({
    ...{ attestors: [attestor], commitQuorum: 1, lastVoided: 1 },
  })
})

test.each([
  ['hour', 3_600_000, 30_000],
  ['day', 86_400_000, 720_000],
  ['week', 604_800_000, 5_040_000],
] as const)('a history of the last %s has 120 steps', async (range, spanMs, stepMs) => {
  const nowMs = 2_000_000_000
  const asked: unknown[] = []
  const view = { fetchLedgerSteps: async (query: unknown) => asked.push(query) && [] }
  expect(await composeHistory(view as never, range, nowMs)).toEqual({
    ...{ fromMs: nowMs - spanMs, toMs: nowMs, stepMs, steps: [] },
  })
  expect(asked).toEqual([{ sinceMs: nowMs - spanMs, stepMs }])
})

test('all of history begins on the day of the first batch', async () => {
  const first = { atMs: 86_400_000, batches: 1, units: 1, gasUsed: 1n, feeWei: 1n }
  const view = { fetchLedgerSteps: async () => [first] }
  const { fromMs } = await composeHistory(view, 'all', 10 * 86_400_000)
  expect(fromMs).toBe(86_400_000)
})
