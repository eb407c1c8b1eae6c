/** Conformance: one writer for each unit, and nothing lost or done twice. */
import { expect, test } from 'vitest'
import type { Lease } from '@pumasi/engine'
import { applyUnitEvent } from '@pumasi/rules'
import type { UnitStep } from '@pumasi/rules'
import type { Store } from '../store.ts'
import { account, acquire, addJob, digest, makeReceipt, report, rules } from './grid.ts'
import { session } from './grid.ts'
import type { Harness } from './harness.ts'

const leaseEach = async (store: Store, accounts: readonly number[]) => {
  const leases: Lease[] = []
  for (const n of accounts) leases.push(...(await acquire(store, n)))
  if (leases.length !== accounts.length) throw new Error('a lease for each account expected')
  return leases
}

export function unitsConform({ fresh, coordinators }: Harness): void {
  test('a unit is loaded with its leases and receipts and written back whole', async () => {
    const store = await fresh()
    const job = await addJob(store, { quorum: 2 })
    const [honest, liar, third] = await leaseEach(store, [1, 2]).then(async ([a, b]) => {
      if (!a || !b) throw new Error('two leases expected')
      expect(await report(store, a, { atMs: 2_100 })).toBe('applied')
      expect(await report(store, b, { output: 'lie', atMs: 2_200 })).toBe('applied')
      return [a, b, (await acquire(store, 3))[0]]
    })
    if (!third || !honest || !liar) throw new Error('a third lease expected')
    await report(store, third, { atMs: 2_300 })
    const { view } = await store.transactUnit(honest, (found) => ({ change: null, view: found }))
    expect(view.quorum).toBe(2)
    expect(view.unit).toEqual({
      jobId: job.id,
      unitIndex: 0,
      state: 'believed',
      wanted: 3,
      vacant: 0,
      failure: null,
      verdict: {
        outputHash: digest('truth'),
        exitClass: 'exited',
        fuel: 5_000_000n,
        rewriterVersion: 1,
      },
    })
    expect(view.leases.map(({ state }) => state)).toEqual(['reported', 'reported', 'reported'])
    expect(view.receipts).toEqual([
      {
        ...makeReceipt(honest),
        session: session(1),
        acceptedAtMs: 2_100,
        standing: 'credited',
        refusal: null,
        creditMicro: 5_000n,
        trust: null,
      },
      {
        ...makeReceipt(liar, { output: 'lie' }),
        session: session(2),
        acceptedAtMs: 2_200,
        standing: 'refused',
        refusal: { code: 'OUTPUT_DIFFERS', found: digest('lie'), expected: digest('truth') },
        creditMicro: 0n,
        trust: null,
      },
      expect.objectContaining({ standing: 'credited', acceptedAtMs: 2_300 }),
    ])
    expect(await store.fetchTrackRecord(account(2))).toMatchObject({ credited: 0, refused: 1 })
  })

  test('fuel up to 2^63 - 1 is kept exactly', async () => {
    const store = await fresh()
    await addJob(store, { quorum: 1 })
    const [lease] = await leaseEach(store, [1])
    if (!lease) throw new Error('a lease expected')
    const fuel = 2n ** 63n - 1n
    await report(store, lease, { fuel })
    const [unit] = await store.fetchUnits(lease.jobId, 0, 1)
    expect(unit?.verdict?.fuel).toBe(fuel)
    const [host] = await store.fetchReceipts({ limit: 1 })
    expect(host?.creditMicro).toBe(fuel / 1_000n)
  })

  test('a receipt sent again is the same receipt, and nothing is counted twice', async () => {
    const store = await fresh()
    await addJob(store, { quorum: 1 })
    const [lease] = await leaseEach(store, [1])
    if (!lease) throw new Error('a lease expected')
    expect(await report(store, lease)).toBe('applied')
    expect(await report(store, lease)).toBe('repeated')
    expect(await report(store, lease, { output: 'another' })).toBe('lost')
    expect(await store.fetchTrackRecord(account(1))).toMatchObject({ credited: 1, refused: 0 })
    expect(await store.fetchReceipts({ limit: 9 })).toHaveLength(1)
  })

  test('a decision that throws changes nothing', async () => {
    const store = await fresh()
    await addJob(store)
    const [lease] = await leaseEach(store, [1])
    if (!lease) throw new Error('a lease expected')
    const failing = store.transactUnit<UnitStep>(lease, () => {
      throw new Error('a defect')
    })
    await expect(failing).rejects.toThrow('a defect')
    expect(await report(store, lease)).toBe('applied')
  })

  test('a change may not speak of another unit', async () => {
    const store = await fresh()
    await addJob(store, { units: 2 })
    const [first, second] = await acquire(store, 1, { count: 2 })
    if (!first || !second) throw new Error('two leases expected')
    const foreign = store.transactUnit(first, ({ unit }) => ({
      change: { unit, leases: [{ ...second, state: 'expired' as const }], receipts: [] },
    }))
    await expect(foreign).rejects.toMatchObject({ code: 'INVARIANT_BROKEN' })
    expect((await store.fetchLease(second.id))?.state).toBe('active')
  })

  test('changes of one unit follow one another, whichever coordinator makes them', async () => {
    await fresh()
    const stores = await coordinators(6)
    const store = stores[0]
    if (!store) throw new Error('a store expected')
    const job = await addJob(store, { quorum: 1 })
    await acquire(store, 1)
    const key = { jobId: job.id, unitIndex: 0 }
    const changes = Array.from({ length: 60 }, (_, index) =>
      (stores[index % 6] ?? store).transactUnit(key, ({ unit }) => ({
        change: { unit: { ...unit, wanted: unit.wanted + 1 }, leases: [], receipts: [] },
      })),
    )
    await Promise.all(changes)
    expect((await store.fetchUnits(job.id, 0, 1))[0]?.wanted).toBe(61)
  })

  test('BOINC #6994: reports of one unit at the same moment all count', async () => {
    await fresh()
    const stores = await coordinators(6)
    const store = stores[0]
    if (!store) throw new Error('a store expected')
    await addJob(store, { units: 10, quorum: 6 })
    const leases = (
      await Promise.all(stores.map((one, index) => acquire(one, index + 1, { count: 10 })))
    ).flat()
    // Those whose turn was skipped because somebody else held the row ask once more.
    for (let n = 1; n <= 6; n += 1) leases.push(...(await acquire(store, n, { count: 10 })))
    expect(leases).toHaveLength(60)
    const answers = await Promise.all(
      leases.map((lease, index) => report(stores[index % 6] ?? store, lease)),
    )
    expect(answers).toEqual(Array(60).fill('applied'))
    const progress = await store.fetchProgress(leases[0]?.jobId ?? ('' as never))
    expect(progress).toMatchObject({ believed: 10, activeLeases: 0 })
    const hosts = [1, 2, 3, 4, 5, 6].map((n) => store.fetchTrackRecord(account(n)))
    expect(await Promise.all(hosts)).toMatchObject(Array(6).fill({ credited: 10, refused: 0 }))
  })

  test('one receipt sent to every coordinator at once is accepted once', async () => {
    await fresh()
    const stores = await coordinators(6)
    const store = stores[0]
    if (!store) throw new Error('a store expected')
    await addJob(store, { quorum: 1 })
    const [lease] = await leaseEach(store, [1])
    if (!lease) throw new Error('a lease expected')
    const answers = await Promise.all(stores.map((one) => report(one, lease)))
    expect(answers.sort()).toEqual(['applied', ...Array(5).fill('repeated')])
    expect(await store.fetchTrackRecord(account(1))).toMatchObject({ credited: 1, refused: 0 })
  })

  test('a lease that is renewed while it expires ends one way', async () => {
    await fresh()
    const stores = await coordinators(4)
    const store = stores[0]
    if (!store) throw new Error('a store expected')
    await addJob(store, { units: 200, quorum: 1 })
    const leases = await acquire(store, 1, { count: 200 })
    const event = { type: 'expired', atMs: 3_000 } as const
    const [renewed] = await Promise.all([
      Promise.all(
        leases.map(({ id }) => (stores[1] ?? store).renewLeases(session(1), [id], 9_000)),
      ).then((ids) => ids.flat()),
      ...leases.map((lease, index) =>
        (stores[2 + (index % 2)] ?? store).transactUnit(lease, (view) =>
          applyUnitEvent(view, event, rules),
        ),
      ),
    ])
    for (const { id } of leases) {
      const { state, expiresAtMs } = (await store.fetchLease(id)) ?? {}
      const expected = renewed.includes(id) ? ['active', 9_000] : ['expired', 3_000]
      expect([state, expiresAtMs]).toEqual(expected)
    }
  })

  test('cancelling while units are leased and reported leaves every unit final', async () => {
    await fresh()
    const stores = await coordinators(4)
    const store = stores[0]
    if (!store) throw new Error('a store expected')
    const job = await addJob(store, { units: 1_500, quorum: 1 })
    const leases = await acquire(store, 1, { count: 40 })
    await Promise.all([
      ...leases.map((lease) => report(stores[1] ?? store, lease)),
      acquire(stores[2] ?? store, 2, { count: 600 }),
      (stores[3] ?? store).cancelJob(job.id, 5_000),
    ])
    const units = await store.fetchUnits(job.id, 0, 1_500)
    const believed = units.filter(({ state }) => state === 'believed').length
    const cancelled = units.filter(({ state }) => state === 'cancelled').length
    expect(believed + cancelled).toBe(1_500)
    expect(units.every(({ vacant }) => vacant === 0)).toBe(true)
    expect(await store.fetchProgress(job.id)).toMatchObject({ believed, cancelled, failed: 0 })
    expect(await acquire(store, 3)).toEqual([])
  })

  test('expiring twice at once reopens a unit once', async () => {
    await fresh()
    const stores = await coordinators(4)
    const store = stores[0]
    if (!store) throw new Error('a store expected')
    const job = await addJob(store, { quorum: 1 })
    const [lease] = await leaseEach(store, [1])
    if (!lease) throw new Error('a lease expected')
    const event = { type: 'expired', atMs: 5_000 } as const
    const steps = await Promise.all(
      stores.map((one) => one.transactUnit(lease, (view) => applyUnitEvent(view, event, rules))),
    )
    expect(steps.map(({ answer }) => answer).sort()).toEqual([
      'applied',
      'repeated',
      'repeated',
      'repeated',
    ])
    expect((await store.fetchUnits(job.id, 0, 1))[0]?.vacant).toBe(1)
  })
}
