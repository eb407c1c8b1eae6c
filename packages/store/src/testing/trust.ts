/** Conformance: jobs that ask for trust, played by the real use cases and audited. */
import { expect, test } from 'vitest'
import { acceptReceipt, acquireLeases, closeBatch } from '@pumasi/engine'
import type { JobStore } from '@pumasi/engine'
import {
  auditGrid,
  closeAndDraw,
  createGrid,
  lyingExecutor,
  playCollusion,
  playTrust,
  ruleWrong,
  trustRules,
} from '@pumasi/engine/testing'
import type { TestHost } from '@pumasi/engine/testing'
import type { Harness } from './harness.ts'

/** Nobody was silent before then. */
const never = { provisionalMs: 0, waitingMs: 0 }

export function trustConforms({ fresh, coordinators }: Harness): void {
  test('receipts that wait to be sealed are counted no further than asked', async () => {
    const grid = createGrid({ rules: trustRules, store: await fresh() })
    await grid.submit(3, { trust: { kind: 'full' } })
    const sinceMs = grid.clock.nowMs()
    await grid.run(await grid.join('a'), 3)
    for (const [sealedMax, sealable] of [
      [1, 1],
      [2, 2],
      [9, 3],
    ] as const) {
      expect(await grid.store.countTrust(never, sealedMax)).toMatchObject({ sealable, sinceMs })
    }
  })

  test('a job is believed to the last unit, a turncoat is caught, and the audit agrees', async () => {
    const store = await fresh()
    const { grid, believed, hosts } = await playTrust({
      ...{ units: 60, hosts: ['a', 'b', 'c', 'liar'], store },
      lies: (host, round) => host === 'liar' && round >= 5,
    })
    expect(believed).toBe(60)
    expect((await auditGrid(grid)).findings).toEqual([])
    const [a, liar] = [hosts[0], hosts[3]]
    if (!a || !liar) throw new Error('hosts expected')
    const honest = await store.fetchTrackRecord(a.account)
    expect(honest).toMatchObject({ refused: 0, undecided: 0, gridIsNew: false })
    expect(honest.trust.strikes).toBe(0)
    const caught = await store.fetchTrackRecord(liar.account)
    expect(caught.trust.strikes).toBeGreaterThan(0)
    expect(caught.refused).toBeGreaterThan(0)
    const { grid: reference } = await playTrust({
      ...{ units: 60, hosts: ['a', 'b', 'c', 'liar'] },
      lies: (host, round) => host === 'liar' && round >= 5,
    })
    const contents = (batches: readonly { header: { dataHash: string } }[]): string[] =>
      batches.map(({ header }) => header.dataHash)
    expect(contents(grid.ledger.batches)).toEqual(contents(reference.ledger.batches))
  })

  test('a job ends also when its last batch sealed nothing that waits for a draw', async () => {
    // With these numbers the last receipts are all checks, and a few units are provisional then.
    const trust = { ...trustRules.trust, probationUnits: 2, vestingChecks: 1 }
    const { believed } = await playTrust({
      ...{ units: 28, hosts: ['a', 'b', 'c'], rules: { ...trustRules, trust } },
      store: await fresh(),
    })
    expect(believed).toBe(28)
  })

  test.each([
    ['three newcomers, one of them a liar', ['a', 'b', 'liar']],
    ['two newcomers', ['a', 'b']],
  ])('a grid of %s does not stand still for ever', async (_, hosts) => {
    const { grid, believed } = await playTrust({
      ...{ units: 6, hosts, store: await fresh() },
      lies: (host) => host === 'liar',
      after: async ({ clock }) => clock.advance(300_000),
    })
    expect(believed).toBe(6)
    expect((await auditGrid(grid)).findings).toEqual([])
  })

  test('every undecided receipt says why it waits, every decided one what became of it', async () => {
    const store = await fresh()
    const reasons = new Set<string>()
    await playTrust({
      ...{ units: 30, hosts: ['a', 'b', 'c'], store },
      after: async () => {
        for (const { trust } of await store.fetchReceipts({ limit: 500 })) {
          expect(trust?.reason).toMatch(/^[A-Z].*\.$/)
          if (trust) reasons.add(trust.state)
        }
      },
    })
    expect([...reasons].sort()).toEqual(['decided', 'open', 'provisional', 'undrawn'])
  })

  test('a spot check runs what is believed again: truth is credited, a lie strikes', async () => {
    const trust = { ...trustRules.trust, probationUnits: 2, vestingChecks: 1 }
    const { grid, hosts, jobId } = await playTrust({
      ...{ units: 12, hosts: ['a', 'b', 'c'], store: await fresh() },
      rules: { ...trustRules, trust },
    })
    const always = { ...trustRules, trust: { ...trust, spotCheckPpm: 1_000_000 } }
    const [a, b] = hosts as [TestHost, TestHost]
    const newcomer = await grid.join('d')
    const spot = (host: TestHost, count = 1) =>
      acquireLeases({ ...grid.coordinator, rules: always }, host.session, count)
    const before = await grid.store.fetchTrackRecord(a.account)
    expect((await spot(newcomer)).leases).toEqual([])

    // Chance may point where the host has run every unit.
    const spotted = async (host: TestHost) => {
      for (let tries = 0; tries < 50; tries += 1) {
        const { leases } = await spot(host)
        if (leases.length > 0) return leases
      }
      return []
    }
    const [told, lied] = [await spotted(a), await spotted(b)]
    expect([told.length, lied.length]).toEqual([1, 1])
    const key = { jobId, unitIndex: told[0]?.unitIndex ?? 0 }
    for (const leased of told) await grid.report(a, await grid.work(a, leased))
    for (const leased of lied) {
      await grid.report(b, await grid.work(b, leased, undefined, lyingExecutor))
    }
    for (let more = 0; more < 3; more += 1) await closeAndDraw(grid)
    const after = await grid.store.fetchTrackRecord(a.account)
    expect(after).toMatchObject({ credited: before.credited + 1, refused: 0 })
    expect(after.trust.history).toBe(before.trust.history + 1)
    const caught = await grid.store.fetchTrackRecord(b.account)
    expect(caught).toMatchObject({ refused: 1, trust: { strikes: 1, history: 0 } })
    const { unit, leases } = (await grid.store.fetchUnitHistory(key.jobId, key.unitIndex)) ?? {}
    expect(unit).toMatchObject({ state: 'believed', vacant: 0 })
    expect(new Set(leases?.map(({ account }) => account)).size).toBe(leases?.length)
    const progress = await grid.store.fetchProgress(jobId)
    expect(progress).toMatchObject({ believed: 12, activeLeases: 0 })
    expect((await auditGrid(grid)).findings).toEqual([])
    // Nobody runs a unit twice, and whoever failed a check is no judge of others.
    const left = 12 - (await grid.store.fetchReceipts({ account: a.account, limit: 50 })).length
    let granted = 0
    for (let tries = 0; tries < 100; tries += 1) granted += (await spot(a)).leases.length
    expect(granted).toBe(left)
    expect((await spot(b)).leases).toEqual([])
  })

  test('a cancelled job drops what is undecided, and accounts stay as they were', async () => {
    const store = await fresh()
    let cancelled = 0
    const { grid, jobId, hosts } = await playTrust({
      ...{ units: 40, hosts: ['a', 'b', 'c'], store },
      after: async (playing, round) => {
        if (round !== 7) return
        const [job] = await store.fetchJobs(1)
        if (job && (await store.cancelJob(job.id, playing.clock.nowMs()))) cancelled += 1
        for (let more = 0; more < 4; more += 1) await closeAndDraw(playing)
        throw new Error('stop')
      },
    }).catch(async () => ({ grid: null, jobId: null, hosts: null }))
    expect([grid, jobId, hosts]).toEqual([null, null, null])
    expect(cancelled).toBe(1)
    const counts = await store.countTrust(never, 100)
    expect(counts).toEqual({
      sealable: 0,
      drawable: false,
      closable: false,
      overruled: false,
      sinceMs: null,
    })
    const receipts = await store.fetchReceipts({ limit: 500 })
    const undecided = receipts.filter(({ trust }) =>
      /provisional|open|undrawn/.test(`${trust?.state}`),
    )
    expect(undecided).toEqual([])
  })

  /** One grid over several stores, each with a coordinator of its own. */
  async function several(names: readonly string[]) {
    await fresh()
    const stores = await coordinators(4)
    const grid = createGrid({ rules: trustRules, ...(stores[0] && { store: stores[0] }) })
    const all = stores.map((store) => ({ ...grid.coordinator, store }))
    return { grid, all, hosts: await Promise.all(names.map((name) => grid.join(name))) }
  }

  test('a unit that was ruled wrong is failed, who agreed is struck, and the audit agrees', async () => {
    const told = []
    for (const store of [await fresh(), undefined]) {
      const { grid, jobId, hosts } = await playCollusion({ ...(store && { store }) })
      await ruleWrong(grid, 1, 0)
      expect((await grid.heal())?.overrulings).toMatchObject([{ batchId: 1 }])
      const { overruled } = await grid.store.countTrust(never, 100)
      expect(overruled).toBe(true)
      await closeAndDraw(grid)
      const [unit] = await grid.store.fetchUnits(jobId, 0, 1)
      expect(unit).toMatchObject({
        state: 'failed',
        failure: 'VOIDED',
        verdict: null,
        batchId: null,
      })
      for (const { account } of hosts) {
        expect((await grid.store.fetchTrackRecord(account)).trust.strikes).toBe(1)
      }
      const { findings, credits } = await auditGrid(grid, { ledger: grid.ledger })
      expect({ findings, credits }).toEqual({
        ...{ findings: [], credits: (await grid.store.fetchTip()).credits },
      })
      told.push({
        batches: grid.ledger.batches.map(({ header }) => header.dataHash),
        progress: await grid.store.fetchProgress(jobId),
        counts: await grid.store.countTrust(never, 100),
      })
    }
    expect(told[0]).toEqual(told[1])
    expect(told[0]?.counts.overruled).toBe(false)
  })

  test('a batch that takes in a ruling which another took in is lost', async () => {
    const { grid } = await playCollusion({ store: await fresh() })
    await ruleWrong(grid, 1, 0)
    await grid.heal()
    grid.clock.advance(10_000)
    grid.ledger.mineTo(1_000)
    const stale = await grid.coordinator.store.fetchTrustInput(99, never, trustRules.trust)
    expect(await grid.close(1e9)).not.toBeNull()
    await grid.commit()
    grid.ledger.mineTo(2_000)
    const store: JobStore = {
      ...grid.coordinator.store,
      fetchTrustInput: async (...args) => ({
        ...(await grid.coordinator.store.fetchTrustInput(...args)),
        overrulings: stale.overrulings,
      }),
    }
    const before = await grid.store.fetchTip()
    expect(await closeBatch({ ...grid.coordinator, store }, 1e9)).toBeNull()
    expect(await grid.store.fetchTip()).toEqual(before)
  })

  test('BOINC #1937: however many ask at once, a unit that trust decides has one host, then two', async () => {
    const { grid, all, hosts } = await several(['a', 'b', 'c', 'd', 'e'])
    await grid.submit(30, { trust: { kind: 'adaptive' } })
    const holders = new Map<number, string[]>()
    const askAll = async () => {
      const asked = all.flatMap((one) =>
        hosts.map(async (host) => {
          const { leases } = await acquireLeases(one, host.session, 3)
          return leases.map((leased) => ({ host, leased }))
        }),
      )
      const granted = (await Promise.all(asked)).flat()
      for (const { host, leased } of granted) {
        const { unitIndex } = leased
        holders.set(unitIndex, [...(holders.get(unitIndex) ?? []), host.name])
      }
      return granted
    }
    const runs = await askAll()
    for (const [unit, names] of holders) expect(names, `unit ${unit}`).toHaveLength(1)
    for (const { host, leased } of runs) await grid.report(host, await grid.work(host, leased))
    // All of them are new: each unit wants one more account, and only one.
    await askAll()
    const counts = [...holders.values()].map((names) => names.length)
    expect(Math.max(...counts)).toBe(2)
    for (const [unit, names] of holders) {
      expect(new Set(names).size, `unit ${unit}`).toBe(names.length)
    }
  })

  test('BOINC #6994: runs of one unit reported at the same moment all count', async () => {
    const { grid, all, hosts } = await several(['a', 'b', 'c'])
    const { jobId } = await grid.submit(2, { trust: { kind: 'full' } })
    const reports: Promise<{ readonly answer: string }>[] = []
    for (let round = 0; round < 6; round += 1) {
      const held = []
      for (const host of hosts) {
        for (const leased of await grid.acquire(host, 2)) {
          held.push({ host, signed: await grid.work(host, leased) })
        }
      }
      const told = held.map(({ host, signed }, at) => {
        const one = all[at % all.length] ?? grid.coordinator
        return acceptReceipt(one, host.session, signed)
      })
      await Promise.all(told)
      reports.push(...told)
      await closeAndDraw(grid)
    }
    const answers = (await Promise.all(reports)).map(({ answer }) => answer)
    expect(answers).toEqual(Array(6).fill('accepted'))
    expect(await grid.store.fetchProgress(jobId)).toMatchObject({ believed: 2, activeLeases: 0 })
    for (const { account } of hosts) {
      expect(await grid.store.fetchTrackRecord(account)).toMatchObject({ credited: 2, refused: 0 })
    }
  })

  test('BOINC #3061: a host whose checks fail again and again gets no more work', async () => {
    const store = await fresh()
    const strict = { ...trustRules, trust: { ...trustRules.trust, strikesMax: 2 } }
    const { grid, hosts, believed } = await playTrust({
      ...{ units: 24, hosts: ['a', 'b', 'c', 'liar'], store, rules: strict },
      lies: (host) => host === 'liar',
    })
    expect(believed).toBe(24)
    const [, , , liar] = hosts
    if (!liar) throw new Error('hosts expected')
    await grid.submit(5, { trust: { kind: 'adaptive' }, nonce: 'more' })
    expect(await grid.acquire(liar, 5)).toEqual([])
    const { suspended } = await acquireLeases(grid.coordinator, liar.session, 1)
    expect(suspended).toMatch(/checks of this account failed|refused against/)
  })

  test('BOINC #5706: coordinators that draw and seal at once do it once', async () => {
    await fresh()
    const stores = await coordinators(4)
    const [store] = stores
    if (!store) throw new Error('a store expected')
    let raced = 0
    const { grid, believed } = await playTrust({
      ...{ units: 24, hosts: ['a', 'b', 'c'], store },
      after: async (playing) => {
        const closed = await Promise.all(
          stores.map((one) => closeBatch({ ...playing.coordinator, store: one }, 1e9)),
        )
        // Who comes after another has closed one may close the next; never the same twice.
        const ids = closed.flatMap((batch) => batch?.id ?? [])
        expect(ids).toEqual([...new Set(ids)])
        raced += ids.length
        await closeAndDraw(playing)
      },
    })
    expect(believed).toBe(24)
    expect(raced).toBeGreaterThan(0)
    expect((await auditGrid(grid)).findings).toEqual([])
  })
}
