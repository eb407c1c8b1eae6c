/** Conformance: voided batches leave the credit table with all that follows, or not at all. */
import { expect, test } from 'vitest'
import type { Healing, JobRecord, JobStore } from '@pumasi/engine'
import { deriveCredits, deriveLeaves, quarantineUnit } from '@pumasi/rules'
import { account, addJob, closeNext, digest, insertClosed, rules, settleAll } from './grid.ts'
import type { Harness } from './harness.ts'

export const threeBatchesJob = { units: 3, quorum: 2 } as const

/** A job of three units, believed by accounts 1 and 2, in three batches. */
export async function threeBatches(store: JobStore) {
  const job = await addJob(store, threeBatchesJob)
  await settleAll(store, [1, 2])
  const closed = []
  for (let id = 1; id <= 3; id += 1) {
    closed.push(await closeNext(store, 1))
    await insertClosed(store, closed[id - 1] as (typeof closed)[0])
  }
  return { job, closed }
}

/** Batch 1 voided, its unit free again, batch 3 made anew. */
export async function healing(store: JobStore, { id: jobId }: JobRecord): Promise<Healing> {
  const units = await Promise.all([2, 3].map((batchId) => store.fetchBatchUnits(batchId)))
  const credits = deriveCredits([], deriveLeaves(units.flat(), rules))
  const [, , last] = await store.fetchBatches(1, 3)
  if (last === undefined) throw new Error('three batches expected')
  const sum = credits.reduce((total, row) => total + row.cumulativeCreditMicro, 0n)
  const root = digest('healed') as never
  const content = { ...last.content, creditsRoot: root, cumulativeCreditMicro: sum }
  return {
    ...{ before: [], voids: [1], healedAtMs: 12, tip: 3, credits },
    rebuilt: [{ id: 3, content: { ...content, dataHash: digest('bundle 3') } }],
    ...{ released: [{ jobId, unitIndex: 0 }], quarantined: [], overrulings: [] },
    decide: (view) => quarantineUnit(view),
  }
}

export const stateOf = async (store: JobStore) => ({
  tip: await store.fetchTip(),
  batches: await store.fetchBatches(1, 9),
  batchable: await store.countBatchable(),
  healed: await store.fetchHealed(),
})

export function healingConforms({ fresh, coordinators }: Harness): void {
  test('table, waiting batches and units change together', async () => {
    const store = await fresh()
    const { job } = await threeBatches(store)
    expect((await store.fetchBatchUnits(2)).map(({ unitIndex }) => unitIndex)).toEqual([1])
    const change = await healing(store, job)
    expect(await store.heal(change)).toBe('healed')
    const [, second, third] = await store.fetchBatches(1, 3)
    expect(third?.content).toEqual(change.rebuilt[0]?.content)
    expect(second?.content.creditsRoot).not.toBe(third?.content.creditsRoot)
    const shown = await store.fetchBatchStatus(9)
    expect(shown.map(({ id, healedAtMs }) => [id, healedAtMs])).toEqual([
      ...[3, 2].map((id) => [id, null]),
      [1, 12],
    ])
    const tip = { batch: third, credits: change.credits, healed: 1 }
    expect(await store.fetchTip()).toEqual(tip)
    expect(await store.fetchHealed()).toEqual([1])
    const [free] = await store.findBatchable(9)
    expect(free).toMatchObject({ unitIndex: 0, receipts: [{}, {}] })
    const fourth = await closeNext(store)
    expect(await insertClosed(store, fourth, 1)).toBe('inserted')
    expect((await store.fetchTip()).batch?.content.cumulativeCreditMicro).toBe(
      fourth.content.cumulativeCreditMicro,
    )
  })

  test('an account whose only credit was in the voided batch leaves the table', async () => {
    const store = await fresh()
    await addJob(store, { units: 1, quorum: 1 })
    await settleAll(store, [1])
    await insertClosed(store, await closeNext(store))
    const base = { before: [], voids: [1], healedAtMs: 1, tip: 1, rebuilt: [], credits: [] }
    const none = { released: [], quarantined: [], overrulings: [], decide: () => null }
    expect(await store.heal({ ...base, ...none })).toBe('healed')
    expect((await store.fetchTip()).credits).toEqual([])
  })

  test('a unit in quarantine is failed, and counters take back what it gave', async () => {
    const store = await fresh()
    const { job } = await threeBatches(store)
    const change = await healing(store, job)
    const found = { reason: 'OUTPUT_DIFFERS', accounts: [account(1), account(2)] }
    const quarantined = [{ jobId: job.id, unitIndex: 0, batchId: 1, ...found }]
    expect(await store.heal({ ...change, released: [], quarantined })).toBe('healed')
    expect(await store.findBatchable(9)).toEqual([])
    expect(await store.fetchUnits(job.id, 0, 1)).toMatchObject([
      { state: 'failed', failure: 'VOIDED', verdict: null, batchId: null, vacant: 0 },
    ])
    expect(await store.fetchProgress(job.id)).toMatchObject({ believed: 2, failed: 1 })
    const [status] = await store.fetchReceipts({
      account: account(1),
      standing: 'refused',
      limit: 9,
    })
    const refusal = { code: 'UNIT_FAILED', found: 'VOIDED', expected: 'a unit that is believed' }
    expect(status).toMatchObject({ standing: 'refused', creditMicro: 0n, refusal })
    expect(await store.fetchTrackRecord(account(1))).toMatchObject({ credited: 2, refused: 0 })
  })

  test.each<[string, Partial<Healing>]>([
    ['another batch was closed', { tip: 2 }],
    ['another void was healed', { before: [3] }],
    ['a unit left its batch', { voids: [2] }],
    ['a batch is not there', { rebuilt: [{ id: 9, content: {} as never }] }],
  ])('it is lost, and nothing is written, when %s', async (_, stale) => {
    const store = await fresh()
    const { job } = await threeBatches(store)
    const change = await healing(store, job)
    const rebuilt = stale.rebuilt?.map(({ id }) => ({ ...change.rebuilt[0], id }) as never)
    const before = await stateOf(store)
    expect(await store.heal({ ...change, ...stale, ...(rebuilt && { rebuilt }) })).toBe('lost')
    expect(await stateOf(store)).toEqual(before)
  })

  test('a batch made from the table before is lost', async () => {
    const store = await fresh()
    const { job } = await threeBatches(store)
    await addJob(store, { name: 'more', units: 1, quorum: 1 })
    await settleAll(store, [3])
    const stale = await closeNext(store)
    await store.heal(await healing(store, job))
    expect(await insertClosed(store, stale)).toBe('lost')
    expect(await store.fetchBatches(4, 4)).toEqual([])
  })

  test('coordinators that heal and close at once do one or the other', async () => {
    const store = await fresh()
    const { job } = await threeBatches(store)
    await addJob(store, { name: 'more', units: 1, quorum: 1 })
    await settleAll(store, [3])
    const stores = await coordinators(3)
    const [one = store, two = store, three = store] = stores
    const change = await healing(store, job)
    const stale = await closeNext(store)
    const answers = await Promise.all([
      one.heal(change),
      insertClosed(two, stale),
      three.heal(change),
    ])
    expect(answers.filter((answer) => answer !== 'lost')).toHaveLength(1)
    const { credits, batch } = await store.fetchTip()
    const sum = credits.reduce((total, row) => total + row.cumulativeCreditMicro, 0n)
    expect(sum).toBe(batch?.content.cumulativeCreditMicro)
  })
}
