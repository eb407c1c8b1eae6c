/** Conformance: every believed unit enters one batch, once. */
import { expect, test } from 'vitest'
import type { CommitRecord, Signature } from '@pumasi/engine'
import { account, acquire, addJob, closeNext, digest, insertClosed, report } from './grid.ts'
import { settleAll } from './grid.ts'
import type { Harness } from './harness.ts'

export const makeCommit = (batchId: number, name = 'tx'): CommitRecord => ({
  batchId,
  ledger: account(0xabc),
  chainId: 31_337n,
  txHash: digest(name),
  blockNumber: 12,
  gasUsed: 58_932n,
  prev: digest('prev'),
  committedAt: 1_700_000_000,
  feeWei: 58_932n,
  timing: null,
})

export function batchesConform({ fresh, coordinators }: Harness): void {
  test('believed units wait for a batch, the oldest belief first, with every receipt', async () => {
    const store = await fresh()
    const job = await addJob(store, { units: 3, quorum: 2 })
    const mine = await acquire(store, 1, { count: 3 })
    const yours = await acquire(store, 2, { count: 3 })
    expect(await store.countBatchable()).toEqual({ ready: 0, pending: 3 })
    for (const [index, atMs] of [
      [2, 2_100],
      [0, 2_200],
    ] as const) {
      for (const lease of [mine[index], yours[index]])
        if (lease) await report(store, lease, { atMs })
    }
    const units = await store.findBatchable(10)
    expect(units.map(({ unitIndex }) => unitIndex)).toEqual([2, 0])
    expect(units[0]).toMatchObject({ jobId: job.id, quorum: 2 })
    expect(Object.keys(units[0]?.receipts[0] ?? {}).sort()).toEqual([
      'acceptedAtMs',
      'receipt',
      'signature',
    ])
    expect(units[0]?.receipts.map(({ receipt }) => receipt.account)).toEqual([
      account(1),
      account(2),
    ])
    expect(await store.findBatchable(1)).toHaveLength(1)
    expect(await store.countBatchable()).toEqual({ ready: 2, pending: 1 })
  })

  test('a believed unit waits for the receipts that may still come', async () => {
    const store = await fresh()
    await addJob(store, { quorum: 2 })
    // A liar makes a fourth vote wanted: two hosts hold leases when one of them settles the unit.
    const [a] = await acquire(store, 1)
    const [b] = await acquire(store, 2)
    if (!a || !b) throw new Error('two leases expected')
    await report(store, a)
    await report(store, b, { output: 'lie' })
    const [c] = await acquire(store, 3)
    if (!c) throw new Error('a lease expected')
    await store.transactUnit(c, ({ unit }) => ({
      change: { unit: { ...unit, vacant: 1, wanted: 4 }, leases: [], receipts: [] },
    }))
    const [d] = await acquire(store, 4)
    if (!d) throw new Error('a lease expected')
    await report(store, c)
    expect(await store.countBatchable()).toEqual({ ready: 0, pending: 1 })
    expect(await store.peekBatchable(1)).toEqual({ ready: 0, pending: true })
    expect(await store.findBatchable(10)).toEqual([])
    await report(store, d)
    expect(await store.countBatchable()).toEqual({ ready: 1, pending: 0 })
    expect(await store.peekBatchable(2)).toEqual({ ready: 1, pending: false })
    expect((await store.findBatchable(10))[0]?.receipts).toHaveLength(4)
  })

  test('a batch takes its units and brings the whole credit table', async () => {
    const store = await fresh()
    await addJob(store, { units: 3, quorum: 2 })
    expect(await store.fetchTip()).toEqual({ batch: null, credits: [], healed: 0 })
    await settleAll(store, [1, 2])
    const first = await closeNext(store, 2)
    expect(await insertClosed(store, first)).toBe('inserted')
    const second = await closeNext(store)
    expect(second.bundle.units).toHaveLength(1)
    expect(await insertClosed(store, second)).toBe('inserted')
    const record = { id: 2, content: second.content, closedAtMs: 9_002 }
    expect(await store.fetchTip()).toEqual({
      ...{ batch: record, credits: second.bundle.credits, healed: 0 },
    })
    const all = await store.fetchBatches(1, 5)
    expect(all.map(({ id }) => id)).toEqual([1, 2])
    expect(all[1]).toEqual(record)
    expect(await store.fetchBatches(2, 1)).toEqual([])
    expect(await store.countBatchable()).toEqual({ ready: 0, pending: 0 })
  })

  test('cumulative credit of 128 bits is kept exactly', async () => {
    const store = await fresh()
    await addJob(store, { quorum: 1 })
    await settleAll(store, [1])
    const closed = await closeNext(store)
    const huge = 2n ** 128n - 1n
    const content = { ...closed.content, cumulativeCreditMicro: huge }
    const credits = [{ account: account(1), cumulativeCreditMicro: huge }]
    const batch = { id: 1, content, closedAtMs: 1 }
    expect(await store.insertBatch({ batch, units: closed.bundle.units, credits, healed: 0 })).toBe(
      'inserted',
    )
    expect(await store.fetchTip()).toEqual({ batch, credits, healed: 0 })
  })

  test('a batch is lost when its id is not the next, and then nothing is written', async () => {
    const store = await fresh()
    await addJob(store, { units: 2, quorum: 1 })
    await settleAll(store, [1])
    const first = await closeNext(store, 1)
    await insertClosed(store, first)
    const second = await closeNext(store)
    for (const id of [1, 3]) expect(await insertClosed(store, { ...second, id })).toBe('lost')
    expect((await store.fetchTip()).batch?.id).toBe(1)
    expect(await store.countBatchable()).toMatchObject({ ready: 1 })
    expect(await insertClosed(store, second)).toBe('inserted')
  })

  test('a batch is lost when one of its units is in a batch, not believed, or named twice', async () => {
    const store = await fresh()
    await addJob(store, { units: 3, quorum: 1 })
    const [one, two] = await acquire(store, 1, { count: 2 })
    if (!one || !two) throw new Error('two leases expected')
    await report(store, one)
    const first = await closeNext(store)
    await insertClosed(store, first)
    await report(store, two)
    const second = await closeNext(store)
    const { units } = second.bundle
    const open = { ...units[0], unitIndex: 2 } as (typeof units)[number]
    for (const wrong of [
      [...units, ...first.bundle.units],
      [...units, open],
      [...units, ...units],
    ]) {
      const bundle = { ...second.bundle, units: wrong }
      expect(await insertClosed(store, { ...second, bundle })).toBe('lost')
    }
    expect(await store.fetchTip()).toMatchObject({
      batch: { id: 1 },
      credits: first.bundle.credits,
    })
    expect(await insertClosed(store, second)).toBe('inserted')
  })

  test('a credit table that is not whole is a defect, and nothing is written', async () => {
    const store = await fresh()
    await addJob(store, { units: 2, quorum: 2 })
    await settleAll(store, [1, 2])
    await insertClosed(store, await closeNext(store, 1))
    const second = await closeNext(store)
    const bundle = { ...second.bundle, credits: second.bundle.credits.slice(1) }
    await expect(insertClosed(store, { ...second, bundle })).rejects.toMatchObject({
      code: 'INVARIANT_BROKEN',
    })
    expect((await store.fetchTip()).batch?.id).toBe(1)
    expect(await store.countBatchable()).toMatchObject({ ready: 1 })
  })

  test('BOINC #5706: coordinators that close the same units at once close them once', async () => {
    await fresh()
    const stores = await coordinators(6)
    const store = stores[0]
    if (!store) throw new Error('a store expected')
    await addJob(store, { units: 30, quorum: 1 })
    await settleAll(store, [1])
    const closed = await Promise.all(stores.map((one) => closeNext(one)))
    const answers = await Promise.all(
      closed.map((one, index) => insertClosed(stores[index] ?? store, one)),
    )
    expect(answers.sort()).toEqual(['inserted', ...Array(5).fill('lost')])
    const { batch, credits } = await store.fetchTip()
    expect(batch?.id).toBe(1)
    expect(credits).toEqual([{ account: account(1), cumulativeCreditMicro: 30n * 5_000n }])
    expect(await store.countBatchable()).toEqual({ ready: 0, pending: 0 })
  })

  test('a commit is noted once for each transaction, and another chain gets another', async () => {
    const store = await fresh()
    const job = await addJob(store, { units: 2, quorum: 1 })
    await settleAll(store, [1])
    await insertClosed(store, await closeNext(store))
    expect((await store.fetchProgress(job.id))?.committed).toBe(0)
    const commit = makeCommit(1)
    expect(await store.hasCommit(1, commit.txHash)).toBe(false)
    expect(await store.insertCommit(commit)).toBe('inserted')
    expect(await store.insertCommit(commit)).toBe('known')
    expect(await store.hasCommit(1, commit.txHash)).toBe(true)
    const timing = { sentAtMs: 1e12, inclusionMs: 3_000, confirmationMs: 5e9, transactions: 2 }
    const again = { ...makeCommit(1, 'again'), feeWei: 10n ** 24n + 1n, timing }
    expect(await store.insertCommit(again)).toBe('inserted')
    expect((await store.fetchBatchStatus(5))[0]).toMatchObject({ id: 1, units: 2, commit: again })
    expect((await store.fetchProgress(job.id))?.committed).toBe(2)
  })

  test('an attestor has one word on a batch, its last, and views show it', async () => {
    const store = await fresh()
    await addJob(store, { quorum: 1 })
    await settleAll(store, [1])
    await insertClosed(store, await closeNext(store))
    const word = (n: number, refusal: string | null) => ({
      ...{ batchId: 1, attestor: account(n), attestation: digest('batch 1'), refusal },
      ...{ signature: `0x${'5a'.repeat(65)}` as Signature, receivedAtMs: 7 + n },
    })
    expect(await store.fetchAttestations(1)).toEqual([])
    await store.upsertAttestation(word(2, 'OUTPUT_DIFFERS at unit 1'))
    await store.upsertAttestation(word(1, null))
    await store.upsertAttestation(word(1, null))
    const first = [word(1, null), word(2, 'OUTPUT_DIFFERS at unit 1')]
    expect(await store.fetchAttestations(1)).toEqual(first)
    await store.upsertAttestation({ ...word(2, null), attestation: digest('another place') })
    expect((await store.fetchAttestations(1))[1]).toMatchObject({ refusal: null })
    const [status] = await store.fetchBatchStatus(10)
    expect(status?.words).toEqual([
      { attestor: account(1), refusal: null },
      { attestor: account(2), refusal: null },
    ])
    expect(await store.fetchAttestations(2)).toEqual([])
  })
}
