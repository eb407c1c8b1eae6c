import { GridError } from '@pumasi/domain'
import { createClock, createMemoryDisputes, keysOf } from '@pumasi/engine/testing'
import type { Challenge, LedgerDisputes } from '@pumasi/engine'
import { expect, test } from 'vitest'
import { createChallengeDesk } from './challenge-desk.ts'

const { account: challenger } = keysOf('challenger')
const about = (batchId: number): Challenge => ({
  ...{ batchId, challenger, leaf: null },
  unit: `0x${String(batchId).padStart(64, '0')}`,
})

function setUp(changes: Partial<LedgerDisputes> = {}) {
  const clock = createClock(1_000_000)
  const disputes = createMemoryDisputes()
  const asked: (number | null)[] = []
  const counted: LedgerDisputes = {
    ...disputes,
    fetchChallenges: (since) => {
      asked.push(since && since.blockNumber)
      return disputes.fetchChallenges(since)
    },
    ...changes,
  }
  const desk = createChallengeDesk({ disputes: counted, clock })
  const later = async () => {
    clock.advance(5_001)
    return (await desk.open()).open.map(({ batchId }) => batchId)
  }
  return { desk, disputes, clock, asked, later }
}

test('what is open is shown, the newest batch first, until it is settled', async () => {
  const { desk, disputes, later } = setUp()
  expect(await desk.open()).toMatchObject({ bondWei: 5n, rulingQuorum: 2, open: [], total: 0 })
  const [first, second] = [about(3), about(9)]
  disputes.bring(first)
  expect(await later()).toEqual([3])
  disputes.bring(second)
  expect(await later()).toEqual([9, 3])
  disputes.settle(first)
  expect(await later()).toEqual([9])
})

test('a crowd asks the chain once, and only about blocks that may be new', async () => {
  const { desk, disputes, asked, later } = setUp()
  for (let batchId = 1; batchId <= 250; batchId += 1) disputes.bring(about(batchId))
  const views = await Promise.all(Array.from({ length: 20 }, () => desk.open()))
  expect(views.map(({ open, total }) => [open.length, total])).toEqual(Array(20).fill([100, 250]))
  await later()
  expect(asked).toEqual([null, 250])
})

test('a chain that does not answer is said, and asked again by whoever looks next', async () => {
  let down = true
  const memory = createMemoryDisputes()
  const { desk } = setUp({
    fetchTerms: () =>
      down
        ? Promise.reject(new GridError('CHAIN_UNREACHABLE', 'found no node'))
        : memory.fetchTerms(),
  })
  await expect(desk.open()).rejects.toMatchObject({ code: 'CHAIN_UNREACHABLE' })
  down = false
  expect(await desk.open()).toMatchObject({ total: 0 })
})
