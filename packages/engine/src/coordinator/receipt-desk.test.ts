import { GridError } from '@pumasi/domain'
import { expect, test } from 'vitest'
import { createGrid, keysOf } from '../testing/index.ts'
import type { TestGrid, TestHost } from '../testing/index.ts'
import { createReceiptDesk } from './receipt-desk.ts'

const workOf = async (grid: TestGrid, host: TestHost, count: number) => {
  const leases = await grid.acquire(host, count)
  return Promise.all(leases.map((leased) => grid.work(host, leased)))
}

/** A store that writes down how many receipts each transaction had, and may fail some. */
function watched(grid: TestGrid, fails: (count: number) => Error | null = () => null) {
  const { store } = grid.coordinator
  const sizes: number[] = []
  const transactUnits: typeof store.transactUnits = async (items, decide) => {
    sizes.push(items.length)
    const error = fails(items.length)
    if (error !== null) throw error
    return store.transactUnits(items, decide)
  }
  return { sizes, coordinator: { ...grid.coordinator, store: { ...store, transactUnits } } }
}

test('reports that come together are written together, and each gets its own answers', async () => {
  const grid = createGrid()
  await grid.submit(40)
  const hosts = await Promise.all(['a', 'b', 'c', 'd', 'e', 'f'].map((name) => grid.join(name)))
  const works = []
  for (const host of hosts) works.push({ host, receipts: await workOf(grid, host, 10) })
  const { sizes, coordinator } = watched(grid)
  const desk = createReceiptDesk(coordinator)
  const answers = await Promise.all(
    works.map(({ host, receipts }) => desk.report(host.session, receipts)),
  )
  for (const [index, { receipts }] of works.entries()) {
    expect(answers[index]).toEqual(
      receipts.map(({ receipt: { leaseId } }) => ({
        leaseId,
        ...{ answer: 'accepted', code: null, message: null },
      })),
    )
  }
  // An idle desk waits for nobody; three transactions later the rest is one.
  expect(sizes).toEqual([10, 10, 10, 30])
})

test('one receipt several times in one report is one receipt', async () => {
  const grid = createGrid()
  await grid.submit(1, { quorum: 1 })
  const host = await grid.join('a')
  const [signed] = await workOf(grid, host, 1)
  if (!signed) throw new Error('a receipt expected')
  const outcomes = await createReceiptDesk(grid.coordinator).report(host.session, [signed, signed])
  expect(outcomes.map(({ answer }) => answer)).toEqual(['accepted', 'accepted'])
  expect(await grid.store.fetchReceipts({ limit: 9 })).toHaveLength(1)
  expect(await grid.store.fetchTrackRecord(host.account)).toMatchObject({ credited: 1, refused: 0 })
})

test('a stranger among hosts is told so, and takes nobody along', async () => {
  const grid = createGrid()
  await grid.submit(9)
  const host = await grid.join('a')
  const receipts = await workOf(grid, host, 5)
  const desk = createReceiptDesk(grid.coordinator)
  const reports = receipts.map((signed, index) =>
    desk.report(index === 4 ? keysOf('stranger').session : host.session, [signed]),
  )
  const [one, two, three, four, five] = await Promise.allSettled(reports)
  for (const answer of [one, two, three, four]) expect(answer?.status).toBe('fulfilled')
  expect(five).toMatchObject({ status: 'rejected', reason: { code: 'UNKNOWN_HOST' } })
})

test('a report that cannot be written takes none of those beside it along', async () => {
  const grid = createGrid()
  await grid.submit(40)
  const host = await grid.join('a')
  const receipts = await workOf(grid, host, 10)
  const { sizes, coordinator } = watched(grid, (count) =>
    count === 2 || count > 2 ? new Error('a defect') : null,
  )
  const desk = createReceiptDesk(coordinator)
  const parts = [receipts.slice(0, 1), receipts.slice(1, 2), receipts.slice(2, 3)]
  const first = parts.map((part) => desk.report(host.session, part))
  const poisoned = desk.report(host.session, receipts.slice(3, 5))
  const beside = desk.report(host.session, receipts.slice(5, 6))
  await Promise.all(first)
  await expect(poisoned).rejects.toThrow('a defect')
  expect(await beside).toMatchObject([{ answer: 'accepted' }])
  expect(sizes).toEqual([1, 1, 1, 3, 2, 1])
})

test('a store that is busy is an answer for all of them: they come again', async () => {
  const grid = createGrid()
  await grid.submit(40)
  const host = await grid.join('a')
  const receipts = await workOf(grid, host, 6)
  const busy = new GridError('STORE_BUSY', 'found a lock', { retryable: true })
  const { sizes, coordinator } = watched(grid, () => busy)
  const desk = createReceiptDesk(coordinator)
  const reports = receipts.map((signed) => desk.report(host.session, [signed]))
  for (const answer of await Promise.allSettled(reports)) {
    expect(answer).toMatchObject({ status: 'rejected', reason: { code: 'STORE_BUSY' } })
  }
  expect(sizes).toEqual([1, 1, 1, 3])
})

test('a line that is full turns reports away, and takes them when it has moved', async () => {
  const grid = createGrid()
  await grid.submit(9)
  const host = await grid.join('a')
  const [signed] = await workOf(grid, host, 1)
  if (!signed) throw new Error('a receipt expected')
  // Five thousand real signatures would take seconds to check.
  const signatures = {
    readSignings: async (signed: readonly unknown[]) =>
      signed.map(() => ({ digest: `0x${'00'.repeat(32)}` as const, session: host.session })),
  }
  const desk = createReceiptDesk({ ...grid.coordinator, signatures })
  const many = Array.from({ length: 50 }, () => signed)
  const reports = Array.from({ length: 150 }, () => desk.report(host.session, many))
  const answers = await Promise.allSettled(reports)
  const refused = answers.filter(({ status }) => status === 'rejected')
  expect(refused).toHaveLength(150 - 3 - 100)
  for (const one of refused) {
    expect(one).toMatchObject({ reason: { code: 'COORDINATOR_BUSY', retryable: true } })
  }
  expect(await desk.report(host.session, [signed])).toMatchObject([{ answer: 'accepted' }])
})
