/** Conformance: jobs, hosts, delegations, settings. */
import { expect, test } from 'vitest'
import { account, acquire, addJob, digest, makeHost, makeJob, report, session } from './grid.ts'
import { signatureOf } from './grid.ts'
import type { Harness } from './harness.ts'

export function jobsConform({ fresh, coordinators }: Harness): void {
  test('a job comes back as it was submitted, and a second time it is known', async () => {
    const store = await fresh()
    const job = makeJob({ units: 3 })
    expect(await store.insertJob(job)).toBe('inserted')
    expect(await store.insertJob({ ...job, createdAtMs: 9 })).toBe('known')
    expect(await store.fetchJob(job.id)).toEqual(job)
    expect(await store.fetchJob(makeJob({ name: 'other' }).id)).toBeNull()
  })

  test('jobs are listed newest first, at most so many', async () => {
    const store = await fresh()
    for (const name of ['a', 'b', 'c']) await addJob(store, { name })
    const jobs = await store.fetchJobs(2)
    expect(jobs.map(({ spec }) => spec.name)).toEqual(['c', 'b'])
  })

  test('one submission wins when several coordinators get the same job', async () => {
    await fresh()
    const stores = await coordinators(4)
    const answers = await Promise.all(stores.map((store) => store.insertJob(makeJob())))
    expect(answers.sort()).toEqual(['inserted', 'known', 'known', 'known'])
  })

  test('cancelling ends every open unit, made or to come, and nothing believed', async () => {
    const store = await fresh()
    const job = await addJob(store, { units: 2_000, quorum: 1 })
    const [first, second] = await acquire(store, 1, { count: 2 })
    if (!first || !second) throw new Error('two leases expected')
    await report(store, first)
    expect(await store.cancelJob(job.id, 7_000)).toBe(true)
    expect(await store.cancelJob(job.id, 8_000)).toBe(false)
    expect(await acquire(store, 2)).toEqual([])
    expect(await report(store, second)).toBe('cancelled')
    expect((await store.fetchJob(job.id))?.cancelledAtMs).toBe(7_000)
    expect(await store.fetchProgress(job.id)).toMatchObject({ believed: 1, cancelled: 1_999 })
    const states = (await store.fetchUnits(job.id, 0, 2_000)).map(({ state }) => state)
    expect(states.filter((state) => state === 'cancelled')).toHaveLength(1_999)
    expect(states[0]).toBe('believed')
    expect(await store.countBatchable()).toEqual({ ready: 1, pending: 0 })
  })

  test('cancelling an unknown job is false', async () => {
    expect(await (await fresh()).cancelJob(makeJob().id, 1)).toBe(false)
  })

  test('a host is inserted, refreshed and touched; its first sight stays', async () => {
    const store = await fresh()
    const host = makeHost(1)
    await store.upsertHost(host)
    expect(await store.fetchHost(host.session)).toEqual(host)
    const delegation = {
      delegation: { ...host.delegation.delegation, epoch: 1 },
      signature: signatureOf('renewed'),
    }
    const renewed = { ...host, delegation, name: 'new', firstSeenMs: 50, lastSeenMs: 50 }
    await store.upsertHost(renewed)
    expect(await store.fetchHost(host.session)).toEqual({ ...renewed, firstSeenMs: 10 })
    expect(await store.touchHost(host.session, 7_000)).toMatchObject({ lastSeenMs: 7_000 })
    for (const atMs of [6_000, 7_999]) {
      expect(await store.touchHost(host.session, atMs)).toMatchObject({ lastSeenMs: 7_000 })
    }
    expect((await store.fetchHost(host.session))?.lastSeenMs).toBe(7_000)
    expect(await store.touchHost(session(9), 7_000)).toBeNull()
    expect(await store.fetchHost(session(9))).toBeNull()
    // Old receipts are judged by old delegations.
    const kept = await store.fetchDelegations([host.session, session(9)])
    expect(kept).toHaveLength(2)
    expect(kept).toEqual(expect.arrayContaining([host.delegation, delegation]))
  })

  test('delegations are found among more sessions than a statement takes parameters', async () => {
    const store = await fresh()
    const hosts = [makeHost(1), makeHost(40_000)]
    for (const host of hosts) await store.upsertHost(host)
    const sessions = Array.from({ length: 40_001 }, (_, n) => session(n))
    const known = await store.fetchDelegations(sessions)
    expect(known).toHaveLength(2)
    expect(known).toEqual(expect.arrayContaining(hosts.map(({ delegation }) => delegation)))
  })

  test('a host that registers at several coordinators at once is one host', async () => {
    await fresh()
    const stores = await coordinators(4)
    await Promise.all(stores.map((store) => store.upsertHost(makeHost(1))))
    expect(await stores[0]?.fetchHosts(10)).toHaveLength(1)
  })

  test('a track record spans the hosts of an account', async () => {
    const store = await fresh()
    await addJob(store, { units: 4, quorum: 1 })
    for (const machine of [1, 2]) {
      const leases = await store.acquireLeases({
        session: session(machine),
        account: account(1),
        leaseIds: [digest(`machine ${machine}`) as never],
        nowMs: 2_000,
        leaseMs: 1_000,
        heldMax: 10_000,
      })
      for (const lease of leases) await report(store, lease)
    }
    expect(await store.fetchTrackRecord(account(1))).toMatchObject({ credited: 2, refused: 0 })
    expect(await store.fetchTrackRecord(account(2))).toMatchObject({ credited: 0, refused: 0 })
  })

  test('a setting is claimed once, whoever comes first', async () => {
    const store = await fresh()
    expect(await store.fetchSetting('ledger')).toBeNull()
    const stores = await coordinators(4)
    const values = await Promise.all(
      stores.map((one, index) => one.claimSetting('ledger', `value ${index}`)),
    )
    expect(new Set(values).size).toBe(1)
    expect(await store.fetchSetting('ledger')).toBe(values[0])
    expect(await store.claimSetting('ledger', 'late')).toBe(values[0])
  })

  test('it answers a ping', async () => {
    expect(await (await fresh()).ping()).toBe(true)
  })
}
