/** Conformance: however many units wait for a batch, they are looked at and taken bit by bit. */
import { expect, test } from 'vitest'
import { makeCommit } from './batches.ts'
import { acquire, addJob, closeNext, insertClosed, report, reportAll } from './grid.ts'
import type { Harness } from './harness.ts'

export function waitingConform({ fresh }: Harness): void {
  test('a batch of many units is read in order and claimed whole, page after page', async () => {
    const store = await fresh()
    const jobs = [
      await addJob(store, { name: 'a', units: 300, quorum: 1 }),
      await addJob(store, { name: 'b', units: 150, quorum: 1 }),
    ]
    // Those of one report are believed at the same moment.
    const leases = await acquire(store, 1, { count: 450 })
    for (const [part, atMs] of [
      [leases.slice(420), 2_100],
      [leases.slice(0, 420), 2_200],
    ] as const) {
      expect(new Set(await reportAll(store, part, { atMs }))).toEqual(new Set(['applied']))
    }
    const units = await store.findBatchable(1_000)
    const places = units.map(({ jobId, unitIndex }) => [jobId === jobs[1]?.id ? 1 : 0, unitIndex])
    const all = leases.map((_, n) => (n < 300 ? [0, n] : [1, n - 300]))
    expect(places).toEqual([...all.slice(420), ...all.slice(0, 420)])
    expect(await store.findBatchable(201)).toEqual(units.slice(0, 201))
    for (const [receiptsMax, length] of [
      [0, 1],
      [250, 250],
      [1_000, 450],
    ] as const) {
      expect(await store.findBatchable(1_000, receiptsMax)).toHaveLength(length)
    }
    const closed = await closeNext(store)
    const twice = { ...closed.bundle, units: [...units, units[0]] as typeof units }
    expect(await insertClosed(store, { ...closed, bundle: twice })).toBe('lost')
    expect(await store.countBatchable()).toEqual({ ready: 450, pending: 0 })
    expect(await insertClosed(store, closed)).toBe('inserted')
    expect(await store.findBatchable(1)).toEqual([])
    await store.insertCommit(makeCommit(1))
    for (const [index, committed] of [300, 150].entries()) {
      const { id } = jobs[index] as (typeof jobs)[0]
      expect(await store.fetchProgress(id)).toMatchObject({ committed })
    }
  })

  test('what waits is looked at no further than a batch reaches', async () => {
    const store = await fresh()
    expect(await store.peekBatchable(2)).toEqual({ ready: 0, pending: false })
    const job = await addJob(store, { units: 4, quorum: 1 })
    expect(await store.peekBatchable(2)).toEqual({ ready: 0, pending: true })
    const [one, two, three] = await acquire(store, 1, { count: 3 })
    if (!one || !two || !three) throw new Error('three leases expected')
    for (const lease of [one, two]) await report(store, lease)
    for (const [unitsMax, expected] of [
      [1, { ready: 1, pending: false }],
      [2, { ready: 2, pending: false }],
      [3, { ready: 2, pending: true }],
    ] as const) {
      expect(await store.peekBatchable(unitsMax)).toEqual(expected)
    }
    // Given up: the unit that is open, and the one that never came into being.
    await store.cancelJob(job.id, 3_000)
    expect(await store.peekBatchable(3)).toEqual({ ready: 2, pending: false })
    expect(await store.countBatchable()).toEqual({ ready: 2, pending: 0 })
  })
}
