/** Conformance: what people look at agrees with what happened. */
import { expect, test } from 'vitest'
import { applyUnitEvent } from '@pumasi/rules'
import type { CommitRecord } from '@pumasi/engine'
import { account, acquire, addJob, closeNext, digest, expire, insertClosed } from './grid.ts'
import { makeHost, makeJob, report, rules, session } from './grid.ts'
import type { Harness } from './harness.ts'

const commitOf = (batchId: number, gasUsed: bigint): CommitRecord => ({
  ...{ batchId, ledger: account(7), chainId: 1n, txHash: digest('sent'), blockNumber: 9, gasUsed },
  ...{ prev: digest('before'), committedAt: 10, feeWei: 2n * gasUsed, timing: null },
})

export function viewsConform({ fresh }: Harness): void {
  test('progress of a job counts what became of its units', async () => {
    const store = await fresh()
    const job = await addJob(store, { units: 4, quorum: 1 })
    expect(await store.fetchProgress(job.id)).toEqual({
      ...job,
      believed: 0,
      failed: 0,
      cancelled: 0,
      committed: 0,
      activeLeases: 0,
      lastBeliefMs: null,
    })
    const [a, b] = await acquire(store, 1, { count: 3 })
    if (!a || !b) throw new Error('leases expected')
    await report(store, a, { atMs: 2_600 })
    await report(store, b, { atMs: 2_550 })
    const progress = await store.fetchProgress(job.id)
    expect(progress).toMatchObject({ believed: 2, activeLeases: 1, lastBeliefMs: 2_600 })
    expect(await store.fetchAllProgress(5)).toEqual([progress])
    expect(await store.fetchProgress(makeJob({ name: 'unknown' }).id)).toBeNull()
    expect(await store.fetchCounts()).toEqual({
      jobs: 1,
      open: 2,
      believed: 2,
      failed: 0,
      failures: {},
    })
  })

  test('a unit that hosts keep returning fails, and is counted by its reason', async () => {
    const store = await fresh()
    const job = await addJob(store, { quorum: 1 })
    for (const n of [1, 2, 3]) {
      const [lease] = await acquire(store, n)
      if (!lease) throw new Error('a lease expected')
      const event = { type: 'returned', leaseId: lease.id, session: lease.session } as const
      await store.transactUnit(lease, (view) =>
        applyUnitEvent(view, { ...event, atMs: 2_100, reason: 'no memory' }, rules),
      )
    }
    expect((await store.fetchUnits(job.id, 0, 9))[0]).toMatchObject({
      state: 'failed',
      failure: 'RETURNED_BY_HOSTS',
      batchId: null,
    })
    expect(await store.fetchCounts()).toMatchObject({
      open: 0,
      failed: 1,
      failures: { RETURNED_BY_HOSTS: 1 },
    })
    expect(await store.fetchProgress(job.id)).toMatchObject({ failed: 1, believed: 0 })
  })

  test('units show their batch, and pages meet without a gap', async () => {
    const store = await fresh()
    const job = await addJob(store, { units: 700, quorum: 1 })
    const [lease] = await acquire(store, 1)
    if (!lease) throw new Error('a lease expected')
    await report(store, lease)
    await insertClosed(store, await closeNext(store))
    const units = [
      ...(await store.fetchUnits(job.id, 0, 300)),
      ...(await store.fetchUnits(job.id, 300, 300)),
      ...(await store.fetchUnits(job.id, 600, 300)),
    ]
    expect(units.map(({ unitIndex }) => unitIndex)).toEqual(
      Array.from({ length: 700 }, (_, i) => i),
    )
    expect(units[0]?.batchId).toBe(1)
    expect(await store.fetchUnits(job.id, 700, 5)).toEqual([])
    expect(await store.fetchUnits(makeJob({ name: 'unknown' }).id, 0, 5)).toEqual([])
  })

  test('hosts show what they did and earned', async () => {
    const store = await fresh()
    await addJob(store, { units: 3, quorum: 2 })
    for (const n of [1, 2, 3]) await store.upsertHost({ ...makeHost(n), lastSeenMs: n })
    const one = await acquire(store, 1, { count: 3 })
    const [two] = await acquire(store, 2)
    if (!one[0] || !one[1] || !two) throw new Error('leases expected')
    await report(store, one[0])
    await report(store, two, { output: 'lie' })
    const [three] = await acquire(store, 3)
    if (!three) throw new Error('a lease expected')
    await report(store, three)
    await report(store, one[1])
    await expire(store, 3_000)
    const hosts = await store.fetchHosts(10)
    expect(hosts.map((host) => host.session)).toEqual([session(3), session(2), session(1)])
    expect(hosts[2]).toEqual({
      ...makeHost(1),
      lastSeenMs: 1,
      activeLeases: 0,
      received: 2,
      pending: 1,
      credited: 1,
      refused: 0,
      expired: 1,
      returned: 0,
      creditMicro: 5_000n,
      blocked: null,
      record: null,
    })
    expect(hosts[1]).toMatchObject({ received: 1, refused: 1, credited: 0, creditMicro: 0n })
    expect(await store.fetchHosts(1)).toHaveLength(1)
  })

  test('receipts are listed newest first, by account and by standing', async () => {
    const store = await fresh()
    const job = await addJob(store, { units: 1, quorum: 2 })
    for (const [n, output] of [
      [1, 'truth'],
      [2, 'lie'],
      [3, 'truth'],
    ] as const) {
      const [lease] = await acquire(store, n)
      if (lease) await report(store, lease, { output, atMs: 2_000 + n })
    }
    const all = await store.fetchReceipts({ limit: 10 })
    expect(all.map((one) => one.account)).toEqual([account(3), account(2), account(1)])
    const [refused] = await store.fetchReceipts({ standing: 'refused', limit: 10 })
    expect(refused).toEqual({
      jobId: job.id,
      unitIndex: 0,
      leaseId: expect.any(String) as string,
      account: account(2),
      session: session(2),
      acceptedAtMs: 2_002,
      standing: 'refused',
      refusal: { code: 'OUTPUT_DIFFERS', found: digest('lie'), expected: digest('truth') },
      creditMicro: 0n,
      trust: null,
    })
    const query = { account: account(1), standing: 'credited', limit: 10 } as const
    expect((await store.fetchReceipts(query)).map(({ creditMicro }) => creditMicro)).toEqual([
      5_000n,
    ])
    expect(await store.fetchReceipts({ account: account(9), limit: 10 })).toEqual([])
    expect(await store.fetchReceipts({ limit: 1 })).toHaveLength(1)
  })

  test('an account shows all its hosts together, and why it is kept out', async () => {
    const store = await fresh()
    await addJob(store, { units: 2, quorum: 1 })
    await store.upsertHost({ ...makeHost(1), name: 'Gapcheon', lastSeenMs: 20 })
    const second = { ...makeHost(2), account: account(1), firstSeenMs: 5, lastSeenMs: 30 }
    await store.upsertHost(second)
    await store.upsertHost({ ...makeHost(3), lastSeenMs: 10 })
    const [lease] = await acquire(store, 1)
    if (!lease) throw new Error('a lease expected')
    await report(store, lease)
    const block = { account: account(1), reason: 'lies', atMs: 5, operator: account(9) }
    await store.blockAccount(block)
    const all = { text: '', from: 0, limit: 10 }
    const { rows, total } = await store.fetchAccounts(all)
    const [first, other] = rows
    expect(total).toBe(2)
    expect(first).toEqual({
      ...{ account: account(1), hosts: 2, name: 'host 2', firstSeenMs: 5, lastSeenMs: 30 },
      ...{ received: 1, credited: 1, refused: 0, expired: 0, returned: 0, creditMicro: 5_000n },
      ...{ record: null, blocked: block },
    })
    expect(other).toMatchObject({ account: account(3), hosts: 1, received: 0, blocked: null })
    expect((await store.fetchHosts(9)).map(({ blocked }) => blocked)).toEqual([
      ...['lies', 'lies', null],
    ])
    const found = async (text: string, from = 0) =>
      (await store.fetchAccounts({ text, from, limit: 1 })).rows.map((one) => one.account)
    expect(await found('GAPCHEON')).toEqual([account(1)])
    expect(await found(account(3).slice(30))).toEqual([account(3)])
    expect(await found('%')).toEqual([])
    expect(await found('', 1)).toEqual([account(3)])
    expect(await found(account(3).toUpperCase())).toEqual([account(3)])
    const named = { text: 'GAPCHEON', from: 5, limit: 1 }
    expect(await store.fetchAccounts(named)).toEqual({ rows: [], total: 1 })
    // A whole address finds every host of it, whatever they are called.
    const own = await store.fetchHostPage({ text: account(1), from: 0, limit: 1 })
    expect([own.rows.map(({ name }) => name), own.total]).toEqual([['host 2'], 2])
  })

  test('a unit shows its leases, receipts and batch', async () => {
    const store = await fresh()
    const job = await addJob(store, { units: 2, quorum: 1 })
    await acquire(store, 1)
    await expire(store, 3_000)
    const [lease] = await acquire(store, 2, { nowMs: 3_100 })
    if (!lease) throw new Error('a lease expected')
    await report(store, lease, { atMs: 3_200 })
    await insertClosed(store, await closeNext(store))
    const history = await store.fetchUnitHistory(job.id, 0)
    expect(history?.unit).toMatchObject({ unitIndex: 0, state: 'believed', batchId: 1 })
    expect(history?.leases.map(({ account: who, state }) => [who, state])).toEqual([
      [account(1), 'expired'],
      [account(2), 'reported'],
    ])
    expect(history?.receipts).toMatchObject([
      { account: account(2), outputHash: digest('truth'), fuel: 5_000_000n, standing: 'credited' },
    ])
    expect(history?.batch).toMatchObject({ id: 1, units: 1, commit: null })
    expect(await store.fetchUnitHistory(job.id, 1)).toMatchObject({
      ...{ unit: { state: 'open' }, leases: [], receipts: [], batch: null },
    })
    expect(await store.fetchUnitHistory(job.id, 2)).toBeNull()
    expect(await store.fetchUnitHistory(makeJob({ name: 'unknown' }).id, 0)).toBeNull()
  })

  test('totals count everything, however little a page shows', async () => {
    const store = await fresh()
    await addJob(store, { name: 'First', units: 5, quorum: 1 })
    const second = await addJob(store, { name: 'second', units: 7, quorum: 1 })
    await store.cancelJob(second.id, 1_500)
    for (const n of [1, 2, 3]) await store.upsertHost({ ...makeHost(n), lastSeenMs: n * 10 })
    const [a, b] = await acquire(store, 1, { count: 3 })
    if (!a || !b) throw new Error('leases expected')
    await report(store, a)
    await insertClosed(store, await closeNext(store))
    await report(store, b)
    await acquire(store, 2, { count: 1 })
    expect(await store.fetchTotals({ aliveSinceMs: 20 })).toEqual({
      ...{ jobs: 2, unitsOpen: 3, unitsBelieved: 2 },
      ...{ hosts: 3, hostsAlive: 2, hostsBusy: 2, receipts: 2 },
      ...{ batches: 1, batchesWaiting: 1, waitingSinceMs: 9_001 },
    })
    const hosts = await store.fetchHostPage({ text: '', from: 1, limit: 1 })
    expect([hosts.total, hosts.rows.map(({ name }) => name)]).toEqual([3, ['host 2']])
    const named = await store.fetchHostPage({ text: 'HOST 3', from: 0, limit: 5 })
    expect([named.total, named.rows.map(({ name }) => name)]).toEqual([1, ['host 3']])
    const own = await store.fetchHostPage({ text: account(1), from: 0, limit: 5 })
    expect(own.rows).toEqual(
      (await store.fetchHosts(9)).filter((one) => one.account === account(1)),
    )
    expect(await store.fetchHostPage({ text: '%', from: 0, limit: 5 })).toEqual({
      ...{ rows: [], total: 0 },
    })
    const jobs = async (text: string, state: 'all' | 'running' | 'done' | 'cancelled') => {
      const { rows, total } = await store.fetchJobPage({ text, state, from: 0, limit: 1 })
      return [total, ...rows.map(({ spec }) => spec.name)]
    }
    expect(await jobs('', 'all')).toEqual([2, 'second'])
    expect(await jobs('first', 'all')).toEqual([1, 'First'])
    // What stands elsewhere in a specification is no name.
    expect(await jobs('a.txt', 'all')).toEqual([0])
    expect(await jobs(second.id.slice(0, 30), 'all')).toEqual([1, 'second'])
    expect(await jobs('', 'cancelled')).toEqual([1, 'second'])
    expect(await jobs('', 'running')).toEqual([1, 'First'])
    expect(await jobs('', 'done')).toEqual([0])
    const batches = await store.fetchBatchPage({ from: 0, limit: 5 })
    expect(batches).toEqual({ rows: await store.fetchBatchStatus(5), total: 1 })
    expect(await store.fetchBatchPage({ from: 1, limit: 5 })).toEqual({ rows: [], total: 1 })
  })

  test('work of an account is summed by job, and what is committed apart', async () => {
    const store = await fresh()
    const first = await addJob(store, { name: 'first', units: 2, quorum: 1 })
    const [a, b] = await acquire(store, 1, { count: 2 })
    if (!a || !b) throw new Error('leases expected')
    await report(store, a, { atMs: 2_100 })
    await insertClosed(store, await closeNext(store))
    await store.insertCommit(commitOf(1, 700n))
    await report(store, b, { atMs: 2_200 })
    const second = await addJob(store, { name: 'second', units: 1, quorum: 2 })
    const [c] = await acquire(store, 1)
    if (!c) throw new Error('a lease expected')
    await report(store, c, { atMs: 2_300 })
    const query = { account: account(1), receiptsMax: 10 }
    const works = [
      {
        ...{ jobId: second.id, name: 'second', pending: 1, credited: 0, refused: 0 },
        ...{ fuel: 5_000_000n, creditMicro: 0n, committedMicro: 0n },
      },
      {
        ...{ jobId: first.id, name: 'first', pending: 0, credited: 2, refused: 0 },
        ...{ fuel: 10_000_000n, creditMicro: 10_000n, committedMicro: 5_000n },
      },
    ]
    expect(await store.fetchWork(query)).toEqual(works)
    expect(await store.fetchWork({ ...query, receiptsMax: 1 })).toEqual(works.slice(0, 1))
    expect(await store.fetchWork({ ...query, account: account(9) })).toEqual([])
  })

  test('steps of time hold what was committed, and nothing that waits', async () => {
    const store = await fresh()
    await addJob(store, { units: 2, quorum: 1 })
    for (const n of [1, 2]) {
      const [lease] = await acquire(store, n)
      if (!lease) throw new Error('a lease expected')
      await report(store, lease)
      await insertClosed(store, await closeNext(store))
    }
    expect(await store.fetchLedgerSteps({ sinceMs: 0, stepMs: 1_000 })).toEqual([])
    await store.insertCommit(commitOf(1, 700n))
    await store.insertCommit({ ...commitOf(1, 900n), txHash: digest('again') })
    const [first] = (await store.fetchBatchStatus(2)).slice(-1)
    const closedAtMs = first?.closedAtMs ?? 0
    const steps = [
      {
        atMs: closedAtMs - (closedAtMs % 500),
        batches: 1,
        units: 1,
        gasUsed: 900n,
        feeWei: 1_800n,
      },
    ]
    expect(await store.fetchLedgerSteps({ sinceMs: 0, stepMs: 500 })).toEqual(steps)
    expect(await store.fetchLedgerSteps({ sinceMs: closedAtMs + 1, stepMs: 500 })).toEqual([])
    await store.insertCommit({ ...commitOf(2, 100n), feeWei: null })
    const whole = await store.fetchLedgerSteps({ sinceMs: 0, stepMs: 1e9 })
    expect(whole).toMatchObject([{ batches: 2, gasUsed: 1_000n, feeWei: null }])
  })

  test('a lost lease shows who has the next one', async () => {
    const store = await fresh()
    const job = await addJob(store, { units: 1, quorum: 1 })
    await acquire(store, 1)
    await expire(store, 3_000)
    const lost = { jobId: job.id, unitIndex: 0, from: account(1), expiredAtMs: 3_000 }
    expect(await store.fetchHandovers(5)).toEqual([{ ...lost, to: null }])
    await acquire(store, 2, { nowMs: 3_100 })
    expect(await store.fetchHandovers(5)).toEqual([{ ...lost, to: account(2) }])
  })
}
