/** Conformance: granting, renewing and losing leases. */
import { digestOf, utf8 } from '@pumasi/domain'
import type { JobId } from '@pumasi/domain'
import type { Lease } from '@pumasi/engine'
import { expect, test } from 'vitest'
import { HOST_STOPPED, applyUnitEvent } from '@pumasi/rules'
import { account, acquire, addJob, expire, freshLeaseIds, report, rules, session } from './grid.ts'
import { RENEWAL_SLACK_MS } from '@pumasi/engine'
import type { Harness } from './harness.ts'

export function leasesConform({ fresh, coordinators }: Harness): void {
  test('leases go to the oldest job first, then to the lowest index', async () => {
    const store = await fresh()
    const first = await addJob(store, { name: 'first', units: 2 })
    const second = await addJob(store, { name: 'second', units: 2 })
    const leases = await acquire(store, 1, { count: 3 })
    expect(leases.map(({ jobId, unitIndex }) => [jobId, unitIndex])).toEqual([
      [first.id, 0],
      [first.id, 1],
      [second.id, 0],
    ])
    expect(leases[0]).toMatchObject({
      account: account(1),
      session: session(1),
      state: 'active',
      grantedAtMs: 2_000,
      expiresAtMs: 3_000,
      reason: null,
    })
    expect(await store.fetchLease(leases[0]?.id ?? ('0x00' as never))).toEqual(leases[0])
  })

  test('an older job is unfolded before a newer one gets a lease', async () => {
    const store = await fresh()
    const old = await addJob(store, { name: 'old', units: 1_200, quorum: 1 })
    await acquire(store, 1, { count: 512 })
    await addJob(store, { name: 'new', units: 10, quorum: 1 })
    const leases = await acquire(store, 2, { count: 50 })
    expect(leases.map(({ jobId }) => jobId)).toEqual(Array(50).fill(old.id))
    expect(leases[0]?.unitIndex).toBe(512)
  })

  test('many tiny jobs fill one request', async () => {
    const store = await fresh()
    for (let n = 0; n < 40; n += 1) await addJob(store, { name: `tiny ${n}` })
    expect(await acquire(store, 1, { count: 40 })).toHaveLength(40)
  })

  test('jobs that are passed over are as if they had no units, begun or not', async () => {
    const store = await fresh()
    const begun = await addJob(store, { name: 'begun', units: 600, quorum: 1 })
    const untouched = await addJob(store, { name: 'untouched', units: 600, quorum: 1 })
    await acquire(store, 1, { count: 2 })
    const last = await addJob(store, { name: 'last', units: 2, quorum: 1 })
    const except = (exceptJobs: readonly JobId[]) =>
      store.acquireLeases({
        ...{ session: session(2), account: account(2), leaseIds: freshLeaseIds(4) },
        ...{ nowMs: 2_000, leaseMs: 1_000, heldMax: 10_000, exceptJobs },
      })
    const jobsOf = (leases: readonly Lease[]) => leases.map(({ jobId }) => jobId)
    expect(jobsOf(await except([begun.id, untouched.id]))).toEqual([last.id, last.id])
    const untouchedOnly = await except([begun.id, last.id])
    expect(untouchedOnly.map(({ unitIndex }) => unitIndex)).toEqual([0, 1, 2, 3])
    expect(new Set(jobsOf(untouchedOnly))).toEqual(new Set([untouched.id]))
    expect(await except([begun.id, untouched.id, last.id])).toEqual([])
    const unknown = digestOf(utf8('nobody knows it')) as string as JobId
    expect(jobsOf(await except([unknown]))).toEqual(Array(4).fill(begun.id))
  })

  test('a million units come into being only as they are needed', async () => {
    const store = await fresh()
    const job = await addJob(store, { units: 1_000_000 })
    expect(await acquire(store, 1, { count: 10 })).toHaveLength(10)
    expect((await store.countBatchable()).pending).toBe(1_000_000)
    const [last] = await store.fetchUnits(job.id, 999_999, 5)
    expect(last).toMatchObject({ unitIndex: 999_999, state: 'open', wanted: 2, vacant: 2 })
    const unknown = store.transactUnit({ jobId: job.id, unitIndex: 999_999 }, () => ({
      change: null,
    }))
    await expect(unknown).rejects.toMatchObject({ code: 'UNKNOWN_UNIT' })
  })

  test('an account never has two live votes on a unit, from any machine', async () => {
    const store = await fresh()
    await addJob(store, { units: 1, quorum: 3 })
    expect(await acquire(store, 1, { count: 5 })).toHaveLength(1)
    const other = await store.acquireLeases({
      session: session(77),
      account: account(1),
      leaseIds: freshLeaseIds(5),
      nowMs: 2_000,
      leaseMs: 1_000,
      heldMax: 10_000,
    })
    expect(other).toEqual([])
  })

  test('a reported or returned unit does not come back to the account; an expired one does', async () => {
    const store = await fresh()
    await addJob(store, { units: 1, quorum: 3 })
    const [reported] = await acquire(store, 1)
    if (reported) await report(store, reported)
    expect(await acquire(store, 1)).toEqual([])
    const [held] = await acquire(store, 2)
    if (!held) throw new Error('a lease expected')
    await store.transactUnit(held, (view) =>
      applyUnitEvent(
        view,
        { type: 'returned', leaseId: held.id, session: held.session, atMs: 2_100, reason: 'a\0b' },
        rules,
      ),
    )
    expect(await store.fetchLease(held.id)).toMatchObject({ state: 'returned', reason: 'a\uFFFDb' })
    expect(await acquire(store, 2)).toEqual([])
    await acquire(store, 3)
    expect(await acquire(store, 3)).toEqual([])
    expect(await expire(store, 3_000)).toEqual(['applied'])
    expect(await acquire(store, 3, { nowMs: 3_000 })).toHaveLength(1)
  })

  test('a unit released by a host that stopped may come back to it', async () => {
    const store = await fresh()
    const job = await addJob(store, { units: 1, quorum: 1 })
    const [held] = await acquire(store, 1)
    if (!held) throw new Error('a lease expected')
    const event = { type: 'returned', leaseId: held.id, session: held.session } as const
    const reason = `${HOST_STOPPED}: stopping`
    await store.transactUnit(held, (view) =>
      applyUnitEvent(view, { ...event, atMs: 2_100, reason }, rules),
    )
    expect(await store.fetchLease(held.id)).toMatchObject({ state: 'released', reason })
    expect(await store.fetchProgress(job.id)).toMatchObject({ activeLeases: 0 })
    expect(await acquire(store, 1)).toHaveLength(1)
    expect(await acquire(store, 1)).toEqual([])
  })

  test('a unit released again and again rests until the first of those leases had ended', async () => {
    const store = await fresh()
    await addJob(store, { units: 1, quorum: 1 })
    const release = async (atMs: number) => {
      const [held] = await acquire(store, 1, { nowMs: atMs })
      if (!held) return false
      const event = { type: 'returned', leaseId: held.id, session: held.session } as const
      await store.transactUnit(held, (view) =>
        applyUnitEvent(view, { ...event, atMs, reason: HOST_STOPPED }, rules),
      )
      return true
    }
    const released = []
    for (const atMs of [2_000, 2_100, 2_200, 2_300, 3_000]) released.push(await release(atMs))
    expect(released).toEqual([true, true, true, false, true])
    expect(await acquire(store, 2, { nowMs: 3_000 })).toHaveLength(1)
  })

  test('a host holds so many leases and no more, however often it asks', async () => {
    const store = await fresh()
    const job = await addJob(store, { units: 9 })
    expect(await acquire(store, 1, { count: 3, heldMax: 4 })).toHaveLength(3)
    const [last, ...more] = await acquire(store, 1, { count: 3, heldMax: 4 })
    if (!last) throw new Error('a lease expected')
    expect(more).toEqual([])
    expect(await acquire(store, 1, { heldMax: 4 })).toEqual([])
    await report(store, last)
    expect(await acquire(store, 1, { count: 3, heldMax: 4 })).toHaveLength(1)
    const units = await store.fetchUnits(job.id, 0, 9)
    expect(units.filter(({ vacant }) => vacant < 2)).toHaveLength(5)
  })

  test('a lease that is renewed for ever ends all the same', async () => {
    const store = await fresh()
    const job = await addJob(store, { units: 1 })
    const [held] = await acquire(store, 1, { nowMs: 2_000 })
    if (!held) throw new Error('a lease expected')
    const endMs = 2_000 + 2 * job.wallMaxMs + RENEWAL_SLACK_MS
    for (const expiresAtMs of [endMs - 1, endMs + 1, endMs + 1_000_000]) {
      expect(await store.renewLeases(session(1), [held.id], expiresAtMs)).toEqual([held.id])
      const { expiresAtMs: until } = (await store.fetchLease(held.id)) ?? {}
      expect(until).toBe(Math.min(expiresAtMs, endMs))
    }
  })

  test('leases renew for their holder while they are active, and never get shorter', async () => {
    const store = await fresh()
    await addJob(store, { units: 3 })
    const [first, second, third] = await acquire(store, 1, { count: 3 })
    const [foreign] = await acquire(store, 2)
    if (!first || !second || !third || !foreign) throw new Error('four leases expected')
    await report(store, third)
    const ids = [third.id, second.id, foreign.id, first.id]
    expect(await store.renewLeases(session(1), ids, 5_000)).toEqual([second.id, first.id])
    expect((await store.fetchLease(first.id))?.expiresAtMs).toBe(5_000)
    expect(await store.renewLeases(session(1), [first.id], 4_000)).toEqual([first.id])
    expect((await store.fetchLease(first.id))?.expiresAtMs).toBe(5_000)
    expect((await store.fetchLease(foreign.id))?.expiresAtMs).toBe(3_000)
    expect(await store.renewLeases(session(1), [], 4_000)).toEqual([])
  })

  test('expired units are found oldest first, each once, and their vacancy reopens', async () => {
    const store = await fresh()
    const job = await addJob(store, { units: 3 })
    await acquire(store, 1, { nowMs: 3_000 })
    await acquire(store, 2, { nowMs: 2_000, count: 2 })
    const keys = await store.findExpired(4_000, 10)
    expect(keys.map(({ unitIndex }) => unitIndex)).toEqual([0, 1])
    expect(await store.findExpired(2_999, 10)).toEqual([])
    expect(await store.findExpired(4_000, 1)).toEqual([{ jobId: job.id, unitIndex: 0 }])
    expect(await expire(store, 3_000)).toEqual(['applied', 'applied'])
    const units = await store.fetchUnits(job.id, 0, 3)
    expect(units.map(({ vacant }) => vacant)).toEqual([1, 2, 2])
    expect(await store.findExpired(3_000, 10)).toEqual([])
  })

  test('an acquire whose answer was lost grants nothing when it is sent again', async () => {
    const store = await fresh()
    const job = await addJob(store, { units: 4 })
    const request = {
      session: session(1),
      account: account(1),
      leaseIds: freshLeaseIds(2),
      nowMs: 2_000,
      leaseMs: 1_000,
      heldMax: 10_000,
    }
    expect(await store.acquireLeases(request)).toHaveLength(2)
    expect(await store.acquireLeases(request)).toEqual([])
    const units = await store.fetchUnits(job.id, 0, 4)
    expect(units.map(({ vacant }) => vacant)).toEqual([1, 1, 2, 2])
  })

  test('BOINC #1937: however many ask at once, a unit never has more hosts than replicas', async () => {
    await fresh()
    const stores = await coordinators(8)
    const store = stores[0]
    if (!store) throw new Error('a store expected')
    const job = await addJob(store, { units: 600, quorum: 2 })
    const asking = stores.flatMap((one, index) =>
      [0, 1, 2].map((turn) => acquire(one, 1 + ((index + turn) % 5), { count: 60 })),
    )
    const leases = (await Promise.all(asking)).flat()
    const holders = new Map<number, string[]>()
    for (const { unitIndex, account: holder } of leases) {
      holders.set(unitIndex, [...(holders.get(unitIndex) ?? []), holder])
    }
    for (const [unitIndex, accounts] of holders) {
      expect(accounts.length, `unit ${unitIndex}`).toBeLessThanOrEqual(2)
      expect(new Set(accounts).size, `unit ${unitIndex}`).toBe(accounts.length)
    }
    const units = await store.fetchUnits(job.id, 0, 600)
    for (const { unitIndex, vacant } of units) {
      expect(vacant + (holders.get(unitIndex)?.length ?? 0), `unit ${unitIndex}`).toBe(2)
    }
    expect(leases.length).toBeGreaterThan(100)
  })

  test('one account asking everywhere at once gets each unit once', async () => {
    await fresh()
    const stores = await coordinators(8)
    const store = stores[0]
    if (!store) throw new Error('a store expected')
    await addJob(store, { units: 20, quorum: 5 })
    const asked = stores.flatMap((one) => [
      acquire(one, 1, { count: 20 }),
      acquire(one, 1, { count: 20 }),
    ])
    const leases = (await Promise.all(asked)).flat()
    expect(new Set(leases.map(({ unitIndex }) => unitIndex)).size).toBe(leases.length)
    const units = await store.fetchUnits(leases[0]?.jobId ?? ('' as never), 0, 20)
    expect(units.reduce((sum, { vacant }) => sum + vacant, 0)).toBe(100 - leases.length)
  })

  test('hosts that ask at once for a job nobody has begun all get work', async () => {
    await fresh()
    const stores = await coordinators(8)
    await addJob(stores[0] ?? (await fresh()), { units: 8_000 })
    const granted = await Promise.all(
      stores.map((one, index) => acquire(one, index, { count: 10 })),
    )
    expect(granted.map(({ length }) => length)).toEqual(Array(8).fill(10))
  })

  test('coordinators that unfold one job at once make each unit once', async () => {
    await fresh()
    const stores = await coordinators(8)
    const job = await addJob(stores[0] ?? (await fresh()), { units: 3_000, quorum: 1 })
    const leases = await Promise.all(
      stores.map((one, index) => acquire(one, index, { count: 300 })),
    )
    const indices = leases.flat().map(({ unitIndex }) => unitIndex)
    expect(new Set(indices).size).toBe(indices.length)
    const units = await stores[0]?.fetchUnits(job.id, 0, 3_000)
    expect(units?.map(({ unitIndex }) => unitIndex)).toEqual(
      Array.from({ length: 3_000 }, (_, i) => i),
    )
  })
}
