/** Conformance: what may be forgotten, and that nothing else is. */
import { expect, test } from 'vitest'
import { digestOf } from '@pumasi/domain'
import type { Digest } from '@pumasi/domain'
import { acquire, addJob, closeNext, digest, expire, insertClosed, makeHost } from './grid.ts'
import { makeJob, report, session, settleAll } from './grid.ts'
import type { Harness } from './harness.ts'

const sliceOf = (digest: string): number => Number.parseInt(digest.slice(2, 4), 16)

export function retentionConforms({ fresh, coordinators }: Harness): void {
  test('programs, inputs, specifications, bundles and outputs are needed in their slices', async () => {
    const store = await fresh()
    const job = await addJob(store, { units: 2, quorum: 1 })
    const [first, second] = await acquire(store, 1, { count: 2 })
    if (!first || !second) throw new Error('two leases expected')
    await report(store, first, { output: 'one' })
    const closed = await closeNext(store)
    await insertClosed(store, closed)
    const named = [job.spec.program, ...job.spec.stdin, ...job.spec.files.map((f) => f.digest)]
    const needed = [...named, digest('one'), closed.content.dataHash, job.id as string]
    for (const each of needed) {
      const found = await store.findNeededBlobs(sliceOf(each), 0)
      expect(found.has(each as Digest)).toBe(true)
      for (const other of found) expect(sliceOf(other)).toBe(sliceOf(each))
    }
    const nobody = digestOf(new Uint8Array([1, 2, 3]))
    expect((await store.findNeededBlobs(sliceOf(nobody), 0)).has(nobody)).toBe(false)
  })

  test('a refused output is needed until its time, unless another receipt has it', async () => {
    const store = await fresh()
    await addJob(store, { units: 1, quorum: 2 })
    for (const [n, output] of [
      [1, 'truth'],
      [2, 'lie'],
      [3, 'truth'],
    ] as const) {
      const [lease] = await acquire(store, n)
      if (lease) await report(store, lease, { output, atMs: 5_000 })
    }
    const isNeeded = async (output: string, beforeMs: number): Promise<boolean> => {
      const hash = digest(output)
      return (await store.findNeededBlobs(sliceOf(hash), beforeMs)).has(hash)
    }
    expect(await isNeeded('lie', 5_000)).toBe(true)
    expect(await isNeeded('lie', 5_001)).toBe(false)
    expect(await isNeeded('truth', 99_000)).toBe(true)
  })

  test('a job goes only when it is cancelled and nothing of it is believed', async () => {
    const store = await fresh()
    const busy = await addJob(store, { name: 'busy', units: 2, quorum: 1 })
    const idle = await addJob(store, { name: 'idle', units: 1_200, quorum: 2 })
    const unknown = makeJob({ name: 'unknown' })
    await settleAll(store, [1])
    expect(await store.deleteJob(unknown.id, 1, 10)).toEqual({ kind: 'unknown' })
    expect(await store.deleteJob(idle.id, 1, 10)).toEqual({ kind: 'running' })
    while ((await acquire(store, 2, { count: 50 })).length > 0);
    for (const { id } of [idle, busy]) await store.cancelJob(id, 7_000)
    expect(await store.deleteJob(busy.id, 1, 10)).toEqual({ kind: 'kept', units: 2 })
    expect(await store.fetchProgress(busy.id)).toMatchObject({ believed: 2 })
    let steps = 0
    while ((await store.deleteJob(idle.id, 8_000, 500)).kind === 'more') steps += 1
    expect(await store.fetchJob(idle.id)).toBeNull()
    expect(await store.fetchProgress(idle.id)).toBeNull()
    expect(await store.fetchUnits(idle.id, 0, 10)).toEqual([])
    expect((await store.fetchJobs(10)).map(({ spec }) => spec.name)).not.toContain('idle')
    expect(steps).toBeLessThan(100)
  })

  test('a deleted job may be submitted again, and then begins from nothing', async () => {
    const store = await fresh()
    const job = await addJob(store, { units: 3, quorum: 2 })
    const [lease] = await acquire(store, 1)
    if (lease) await report(store, lease)
    await store.cancelJob(job.id, 7_000)
    expect(await store.deleteJob(job.id, 8_000, 1_000)).toEqual({ kind: 'deleted' })
    // Deleting gives no submission back; the same job is counted once.
    const usage = () => store.fetchUsage(job.requester, 0)
    expect(await usage()).toEqual({ jobsOpen: 0, unitsOpen: 0, submissions: 1 })
    expect(await store.insertJob({ ...job, createdAtMs: 9_000 })).toBe('inserted')
    expect(await store.insertJob(job)).toBe('known')
    expect(await store.fetchJob(job.id)).toEqual({ ...job, createdAtMs: 9_000 })
    expect(await usage()).toEqual({ jobsOpen: 1, unitsOpen: 3, submissions: 1 })
    expect(await store.fetchProgress(job.id)).toMatchObject({ believed: 0, cancelled: 0 })
    await settleAll(store, [1, 2])
    expect(await store.fetchProgress(job.id)).toMatchObject({ believed: 3 })
  })

  test('two coordinators that delete the same job do it once', async () => {
    const job = await addJob(await fresh(), { units: 300, quorum: 1 })
    const stores = await coordinators(2)
    const [one] = stores
    await acquire(one as (typeof stores)[number], 1, { count: 100 })
    await one?.cancelJob(job.id, 7_000)
    const finish = async (store: (typeof stores)[number]): Promise<string> => {
      for (;;) {
        const { kind } = await store.deleteJob(job.id, 8_000, 50)
        if (kind !== 'more') return kind
      }
    }
    const ends = await Promise.all(stores.map(finish))
    expect(ends).toContain('deleted')
    expect(await one?.fetchJob(job.id)).toBeNull()
  })

  test('jobs cancelled long ago are found, the oldest first, and none with beliefs', async () => {
    const store = await fresh()
    const jobs = []
    for (const name of ['a', 'b', 'c']) jobs.push(await addJob(store, { name, quorum: 1 }))
    const [a, b, c] = jobs
    if (!a || !b || !c) throw new Error('three jobs expected')
    await settleAll(store, [1])
    const fresher = await addJob(store, { name: 'd', quorum: 1 })
    const [e, f] = [await addJob(store, { name: 'e' }), await addJob(store, { name: 'f' })]
    await store.cancelJob(a.id, 1_000)
    await store.cancelJob(f.id, 2_000)
    await store.cancelJob(e.id, 3_000)
    await store.cancelJob(fresher.id, 9_000)
    expect(await store.findDeletableJobs(9_000, 10)).toEqual([f.id, e.id])
    expect(await store.findDeletableJobs(9_000, 1)).toEqual([f.id])
    await store.deleteJob(f.id, 10_000, 100)
    expect(await store.findDeletableJobs(9_000, 10)).toEqual([e.id])
  })

  test('leases that expired long ago are forgotten, active and reported ones never', async () => {
    const store = await fresh()
    await addJob(store, { units: 4, quorum: 1 })
    const [reported, , late] = await acquire(store, 1, { count: 3, nowMs: 1_000, leaseMs: 500 })
    if (!reported || !late) throw new Error('three leases expected')
    await report(store, reported)
    await expire(store, 5_000)
    const [held] = await acquire(store, 2, { nowMs: 6_000, leaseMs: 60_000 })
    expect(await store.dropExpiredLeases(1_500, 10)).toBe(0)
    expect(await store.dropExpiredLeases(1_501, 1)).toBe(1)
    expect(await store.dropExpiredLeases(1_501, 10)).toBe(1)
    expect(await store.dropExpiredLeases(99_999_999, 10)).toBe(0)
    expect(await store.fetchLease(reported.id)).not.toBeNull()
    expect(await store.fetchLease(held?.id ?? late.id)).not.toBeNull()
    expect(await store.fetchLease(late.id)).toBeNull()
  })

  test('hosts not seen for long are forgotten unless they ever reported', async () => {
    const store = await fresh()
    await addJob(store, { units: 1, quorum: 1 })
    for (const n of [1, 2, 3]) await store.upsertHost(makeHost(n))
    await settleAll(store, [1])
    const { lastSeenMs } = makeHost(2)
    await store.touchHost(session(3), lastSeenMs + 5_000)
    expect(await store.dropIdleHosts(lastSeenMs + 1, 10)).toBe(1)
    expect(await store.fetchHost(session(2))).toBeNull()
    for (const n of [1, 3]) expect(await store.fetchHost(session(n))).not.toBeNull()
  })
}
