/** Conformance: many units in one transaction, as one report of many receipts changes them. */
import { expect, test } from 'vitest'
import type { UnitKey } from '@pumasi/engine'
import { account, acquire, addJob, reportAll } from './grid.ts'
import type { Harness } from './harness.ts'

export function bundlesConform({ fresh, coordinators }: Harness): void {
  test('a bundle settles its units, of several jobs, and counts each receipt once', async () => {
    const store = await fresh()
    const jobs = [
      await addJob(store, { name: 'a', units: 3 }),
      await addJob(store, { name: 'b', units: 30 }),
    ]
    const first = await acquire(store, 1, { count: 20 })
    const second = await acquire(store, 2, { count: 20 })
    expect(new Set(await reportAll(store, first))).toEqual(new Set(['applied']))
    expect(new Set(await reportAll(store, second.toReversed()))).toEqual(new Set(['applied']))
    expect(new Set(await reportAll(store, first))).toEqual(new Set(['repeated']))
    for (const [index, { id }] of jobs.entries()) {
      const believed = index === 0 ? 3 : 17
      expect(await store.fetchProgress(id)).toMatchObject({ believed, activeLeases: 0 })
    }
    for (const n of [1, 2]) {
      expect(await store.fetchTrackRecord(account(n))).toMatchObject({ credited: 20, refused: 0 })
    }
    expect(await store.countBatchable()).toMatchObject({ ready: 20 })
  })

  test('one receipt twice in a bundle is one receipt, and another of its lease is lost', async () => {
    const store = await fresh()
    await addJob(store, { units: 2, quorum: 1 })
    const [one, two] = await acquire(store, 1, { count: 2 })
    if (!one || !two) throw new Error('two leases expected')
    expect(await reportAll(store, [one, two, one])).toEqual(['applied', 'applied', 'repeated'])
    expect(await reportAll(store, [one], { output: 'another' })).toEqual(['lost'])
    expect(await store.fetchReceipts({ limit: 9 })).toHaveLength(2)
    expect(await store.fetchTrackRecord(account(1))).toMatchObject({ credited: 2, refused: 0 })
  })

  test('items of one unit see what those before them changed', async () => {
    const store = await fresh()
    const job = await addJob(store)
    await acquire(store, 1)
    const key = { jobId: job.id, unitIndex: 0 }
    const steps = await store.transactUnits([key, key, key], ({ unit }) => ({
      seen: unit.wanted,
      change: { unit: { ...unit, wanted: unit.wanted + 1 }, leases: [], receipts: [] },
    }))
    expect(steps.map(({ seen }) => seen)).toEqual([2, 3, 4])
    expect((await store.fetchUnits(job.id, 0, 1))[0]?.wanted).toBe(5)
    expect(await store.transactUnits([], () => ({ change: null }))).toEqual([])
  })

  test('a bundle that names an unknown unit, or whose decision throws, changes nothing', async () => {
    const store = await fresh()
    const job = await addJob(store, { units: 9, quorum: 1 })
    const leases = await acquire(store, 1, { count: 3 })
    const [known] = leases
    if (!known) throw new Error('a lease expected')
    const unknown = { ...known, unitIndex: job.unitCount + 1 }
    await expect(reportAll(store, [known, unknown])).rejects.toMatchObject({ code: 'UNKNOWN_UNIT' })
    let asked = 0
    const failing = store.transactUnits(leases, (view) => {
      asked += 1
      if (asked === 3) throw new Error('a defect')
      return { change: { unit: { ...view.unit, wanted: 9 }, leases: [], receipts: [] } }
    })
    await expect(failing).rejects.toThrow('a defect')
    expect(new Set(await reportAll(store, leases))).toEqual(new Set(['applied']))
    expect((await store.fetchUnits(job.id, 0, 3)).map(({ wanted }) => wanted)).toEqual([1, 1, 1])
  })

  test('bundles that overlap in every order all end, and each of their changes counts', async () => {
    await fresh()
    const stores = await coordinators(6)
    const store = stores[0] ?? (await fresh())
    const jobs = [
      await addJob(store, { name: 'a', units: 20 }),
      await addJob(store, { name: 'b', units: 20 }),
    ]
    await acquire(store, 1, { count: 40 })
    const keys = jobs.flatMap(({ id }) =>
      Array.from({ length: 20 }, (_, unitIndex): UnitKey => ({ jobId: id, unitIndex })),
    )
    const orders = [keys, keys.toReversed(), [...keys.slice(13), ...keys.slice(0, 13)]]
    const bundles = Array.from({ length: 24 }, (_, n) =>
      (stores[n % stores.length] ?? store).transactUnits(orders[n % 3] ?? keys, ({ unit }) => ({
        change: { unit: { ...unit, wanted: unit.wanted + 1 }, leases: [], receipts: [] },
      })),
    )
    await Promise.all(bundles)
    for (const { id } of jobs) {
      const wanted = (await store.fetchUnits(id, 0, 20)).map((unit) => unit.wanted)
      expect(new Set(wanted)).toEqual(new Set([2 + 24]))
    }
  })

  test('receipts of a unit that is given up are held against nobody', async () => {
    const store = await fresh()
    await addJob(store, { quorum: 1 })
    const job = await addJob(store, { name: 'hopeless', quorum: 2 })
    await acquire(store, 99)
    const outputs = ['a', 'b', 'c', 'd', 'e', 'f', 'g']
    for (const [n, output] of outputs.entries()) {
      const leases = await acquire(store, n + 1)
      expect(await reportAll(store, leases, { output })).toEqual(['applied'])
    }
    expect(await store.fetchProgress(job.id)).toMatchObject({ failed: 1, believed: 0 })
    expect(await store.fetchTrackRecord(account(1))).toMatchObject({ credited: 0, refused: 0 })
    expect(await store.fetchReceipts({ account: account(1), limit: 9 })).toMatchObject([
      { standing: 'refused', refusal: { code: 'UNIT_FAILED' } },
    ])
  })
}
