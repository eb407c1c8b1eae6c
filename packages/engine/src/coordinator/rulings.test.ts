import { describe, expect, test } from 'vitest'
import { decodeBundle } from '@pumasi/rules'
import {
  auditGrid,
  closeAndDraw,
  leavesOfBatch,
  playCollusion,
  ruleWrong,
  trustRules,
} from '../testing/index.ts'
import type { TestGrid } from '../testing/index.ts'
import { closeBatch } from './close-batch.ts'
import { healVoids } from './heal-voids.ts'
import type { LeasedWork } from './lease-work.ts'

const rulingsOf = (grid: TestGrid) =>
  grid.ledger.batches.map(({ header }) => {
    const { trust } = decodeBundle(grid.bytes.get(header.dataHash) as Uint8Array)
    return trust?.rulings ?? []
  })

const strikesOf = async ({ grid, hosts }: Awaited<ReturnType<typeof playCollusion>>) =>
  Promise.all(
    hosts.map(async ({ account }) => {
      const { trust } = await grid.store.fetchTrackRecord(account)
      return trust.strikes
    }),
  )

const audited = async (grid: TestGrid) => {
  const { findings, credits, voided } = await auditGrid(grid, { ledger: grid.ledger })
  return { findings, credits, voided }
}
const tableOf = async ({ store }: TestGrid) => (await store.fetchTip()).credits

/** A lie of all is believed in batch 1, and unit 0 of it is ruled wrong. */
async function ruledGrid(how: Parameters<typeof playCollusion>[0] = {}) {
  const played = await playCollusion(how)
  await ruleWrong(played.grid, 1, 0)
  return played
}

test('a unit of a job that asks for trust that was ruled wrong is believed no more', async () => {
  const played = await ruledGrid()
  const { grid, jobId, hosts } = played
  const closed = grid.ledger.batches.length
  const healed = await grid.heal()
  expect(healed?.quarantined).toEqual([])
  expect(healed?.overrulings).toMatchObject([
    { batchId: 1, units: [{ jobId, unitIndex: 0, receipts: hosts.map(() => ({ number: 0 })) }] },
  ])
  expect(await strikesOf(played)).toEqual([0, 0, 0])
  await closeAndDraw(grid)
  expect(rulingsOf(grid).slice(closed)).toEqual([[1]])
  expect(await strikesOf(played)).toEqual([1, 1, 1])
  const [unit] = await grid.store.fetchUnits(jobId, 0, 1)
  expect(unit).toMatchObject({ state: 'failed', failure: 'VOIDED', verdict: null, batchId: null })
  const receipts = await grid.store.fetchReceipts({ limit: 500 })
  const own = receipts.filter(({ unitIndex }) => unitIndex === 0)
  expect(own).toHaveLength(3)
  for (const { standing, creditMicro, refusal } of own) {
    const code = 'UNIT_FAILED'
    expect({ standing, creditMicro, refusal }).toMatchObject({
      ...{ standing: 'refused', creditMicro: 0n, refusal: { code } },
    })
  }
  const [record] = (await grid.store.fetchAccounts({ text: '', from: 0, limit: 1 })).rows
  expect(record?.record?.reason).toMatch(/^Overruled: attestors ran a unit again/)
  // The grid goes on, by three that begin anew.
  for (let round = 0; round < 2; round += 1) {
    for (const host of hosts) await grid.run(host, 2)
    await closeAndDraw(grid)
  }
  expect(rulingsOf(grid).flat()).toEqual([1])
  expect(await audited(grid)).toEqual({ findings: [], credits: await tableOf(grid), voided: [1] })
})

test('where nothing else is left to do, a ruling is taken in by a batch of its own', async () => {
  const played = await ruledGrid({ units: 3, rounds: 1, demand: { kind: 'full' } })
  const { grid, jobId } = played
  expect(await grid.close(1e9)).toBeNull()
  await grid.heal()
  await closeAndDraw(grid)
  expect(rulingsOf(grid)).toEqual([[], [1]])
  expect(await grid.close(1e9)).toBeNull()
  expect(await grid.store.fetchProgress(jobId)).toMatchObject({ believed: 2, failed: 1 })
  expect(await strikesOf(played)).toEqual([1, 1, 1])
  expect(await audited(grid)).toEqual({ findings: [], credits: await tableOf(grid), voided: [1] })
})

test('no batch that seals closes between a void and its healing', async () => {
  const { grid, hosts } = await ruledGrid()
  for (const host of hosts) await grid.run(host, 1)
  grid.ledger.mineTo(1_000)
  expect(await grid.close(1e9)).toBeNull()
  await grid.heal()
  expect(await grid.close(1e9)).not.toBeNull()
})

test('two rulings, healed together, are taken in by one batch in the order of their voids', async () => {
  const played = await playCollusion({ rounds: 4 })
  const { grid } = played
  const second = await grid.ledger.fetchBatchCount()
  const [leaf] = await leavesOfBatch(grid, second)
  if (leaf === undefined) throw new Error('a leaf in the newest batch expected')
  await ruleWrong(grid, second, leaf.unitIndex)
  await ruleWrong(grid, 1, 0)
  expect((await grid.heal())?.overrulings.map(({ batchId }) => batchId)).toEqual([second, 1])
  await closeAndDraw(grid)
  expect(rulingsOf(grid).at(-1)).toEqual([second, 1])
  // What was sealed before the first strike adds no second.
  expect(await strikesOf(played)).toEqual([1, 1, 1])
  expect((await audited(grid)).findings).toEqual([])
})

test('a spot check that comes in between a ruling and its batch is sealed by none', async () => {
  const trust = { ...trustRules.trust, spotCheckPpm: 1_000_000 }
  const { grid, hosts } = await playCollusion({ rules: { ...trustRules, trust }, rounds: 1 })
  const checker = await grid.join('checker')
  const isChecking = ({ unitIndex }: LeasedWork) => unitIndex < 3
  let check: LeasedWork | undefined
  for (let round = 0; check === undefined && round < 10; round += 1) {
    const leased = await grid.acquire(checker, 3)
    check = leased.find(isChecking)
    for (const one of leased) {
      if (!isChecking(one)) await grid.report(checker, await grid.work(checker, one))
    }
    for (const host of hosts) await grid.run(host, 3)
    await closeAndDraw(grid)
  }
  if (check === undefined) throw new Error('a spot check of a unit of batch 1 expected')
  const { unitIndex } = check
  await ruleWrong(grid, 1, unitIndex)
  const { answer } = await grid.report(checker, await grid.work(checker, check))
  expect(answer).toBe('accepted')
  await grid.heal()
  for (const host of hosts) await grid.run(host, 1)
  await closeAndDraw(grid)
  expect(rulingsOf(grid).at(-1)).toEqual([1])
  const receipts = await grid.store.fetchReceipts({ limit: 500, account: checker.account })
  const late = receipts.find((one) => one.unitIndex === unitIndex)
  expect(late).toMatchObject({ standing: 'refused', refusal: { code: 'UNIT_FAILED' } })
  expect((await audited(grid)).findings).toEqual([])
})

test('a batch that waited for its commit when the ruling came takes in nothing', async () => {
  const { grid, hosts } = await playCollusion()
  for (const host of hosts) await grid.run(host, 1)
  grid.clock.advance(10_000)
  const waiting = await grid.close(1e9)
  await ruleWrong(grid, 1, 0)
  const healed = await grid.heal()
  expect(healed?.rebuilt.map(({ id }) => id)).toEqual([waiting?.id])
  await grid.commit()
  grid.ledger.mineTo((grid.ledger.batches.at(-1)?.blockNumber ?? 0) + 5)
  await closeAndDraw(grid)
  expect(rulingsOf(grid).slice(-2)).toEqual([[], [1]])
  expect(await audited(grid)).toEqual({ findings: [], credits: await tableOf(grid), voided: [1] })
})

describe('interrupted', () => {
  const killed = new Error('kill -9')

  test.each(['putBlob', 'insertBatch'] as const)(
    'before and after %s, the ruling is taken in once, by the same batch',
    async (write) => {
      const ends = []
      for (const when of ['never', 'before', 'after']) {
        const played = await ruledGrid()
        const { grid } = played
        const { coordinator } = grid
        await grid.heal()
        grid.clock.advance(10_000)
        const { store, blobs } = coordinator
        const dying =
          <Args extends unknown[], T>(done: (...args: Args) => Promise<T>) =>
          async (...args: Args): Promise<T> => {
            if (when === 'before') throw killed
            const answer = await done(...args)
            if (when === 'after') throw killed
            return answer
          }
        const mortal =
          write === 'putBlob'
            ? { ...coordinator, blobs: { ...blobs, putBlob: dying(blobs.putBlob.bind(blobs)) } }
            : { ...coordinator, store: { ...store, insertBatch: dying(store.insertBatch) } }
        await closeBatch(mortal, 1e9).catch((error: unknown) => expect(error).toBe(killed))
        await closeAndDraw(grid)
        ends.push({ rulings: rulingsOf(grid).flat(), strikes: await strikesOf(played) })
        expect((await audited(grid)).findings).toEqual([])
      }
      const [whole] = ends
      expect(whole).toEqual({ rulings: [1], strikes: [1, 1, 1] })
      for (const end of ends) expect(end).toEqual(whole)
    },
  )

  test('of two coordinators at once, one takes the ruling in', async () => {
    const played = await ruledGrid()
    const { grid } = played
    await Promise.all([1, 2].map(() => healVoids(grid.coordinator, grid.target)))
    await grid.heal()
    grid.clock.advance(10_000)
    const closed = await Promise.all([1, 2].map(() => closeBatch(grid.coordinator, 1e9)))
    expect(closed.filter((batch) => batch !== null)).toHaveLength(1)
    await closeAndDraw(grid)
    expect(rulingsOf(grid).flat()).toEqual([1])
    expect(await strikesOf(played)).toEqual([1, 1, 1])
    expect((await audited(grid)).findings).toEqual([])
  })
})

describe('rules of version 2', () => {
  const version = 2 as const

  test('take nothing in, and an audit of what they left agrees', async () => {
    const played = await ruledGrid({ rules: { ...trustRules, version } })
    const { grid } = played
    expect((await grid.heal())?.overrulings).toEqual([])
    await closeAndDraw(grid)
    expect(await strikesOf(played)).toEqual([0, 0, 0])
    expect(await audited(grid)).toEqual({ findings: [], credits: await tableOf(grid), voided: [1] })
  })

  test('decide what a ruling on their batches takes, also once others are in force', async () => {
    const played = await playCollusion({ rules: { ...trustRules, version } })
    const { grid, hosts } = played
    const upgraded = { ...grid, coordinator: { ...grid.coordinator, rules: trustRules } }
    for (const host of hosts) await grid.run(host, 1)
    await closeBatch(upgraded.coordinator, 1e9)
    await grid.commit()
    await ruleWrong(grid, 1, 0)
    await grid.heal()
    grid.ledger.mineTo(1_000)
    for (const host of hosts) await grid.run(host, 1)
    expect(await closeBatch(upgraded.coordinator, 1e9)).not.toBeNull()
    await grid.commit()
    expect(await strikesOf(played)).toEqual([0, 0, 0])
    expect((await audited(grid)).findings).toEqual([])
  })
})
