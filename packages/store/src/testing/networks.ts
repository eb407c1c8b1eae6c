/** Conformance: who may begin from one network, and who may check what was run there. */
import { describe, expect, test } from 'vitest'
import type { Account } from '@pumasi/domain'
import { acquireLeases } from '@pumasi/engine'
import type { Network } from '@pumasi/engine'
import { createGrid, playTrust, trustRules } from '@pumasi/engine/testing'
import type { Tamper, TestGrid, TestHost } from '@pumasi/engine/testing'
import { digest } from './grid.ts'
import type { Harness } from './harness.ts'

const home: Network = digest('home')
const school: Network = digest('school')
const DAY_MS = 86_400_000

const ask = (grid: TestGrid, { session }: TestHost, network: Network | null, count = 1) =>
  acquireLeases(grid.coordinator, session, count, null, network)

export function networksConform({ fresh, coordinators }: Harness): void {
  describe('accounts that begin', () => {
    const few = { newcomersPerAddressMax: 2, admissionsPerAddressDayMax: 3 }
    const rules = { ...trustRules, trust: { ...trustRules.trust, ...few } }
    const begin = async (names: readonly string[]) => {
      const grid = createGrid({ rules, store: await fresh() })
      const hosts: TestHost[] = []
      for (const name of names) hosts.push(await grid.join(name))
      return { grid, hosts, trust: () => grid.submit(90, { trust: { kind: 'adaptive' } }) }
    }
    const countOf = async (grid: TestGrid, host: TestHost, network: Network | null) =>
      (await ask(grid, host, network)).leases.length

    test('a network has so many newcomers at a time, who are told so', async () => {
      const { grid, hosts, trust } = await begin(['a', 'b', 'c'])
      await trust()
      const [a, b, c] = hosts as [TestHost, TestHost, TestHost]
      expect([await countOf(grid, a, home), await countOf(grid, b, home)]).toEqual([1, 1])
      const { leases, suspended } = await ask(grid, c, home)
      expect(leases).toEqual([])
      expect(suspended).toMatch(/^2 accounts from this address are still on probation/)
      // Whoever began goes on, wherever it is now; others begin elsewhere.
      expect([await countOf(grid, a, school), await countOf(grid, c, school)]).toEqual([1, 1])
    })

    test('who was not heard of for a day makes room, and a day has its own bound', async () => {
      const { grid, hosts, trust } = await begin(['a', 'b', 'c', 'd', 'e'])
      await trust()
      const [a, b, c, d, e] = hosts as [TestHost, TestHost, TestHost, TestHost, TestHost]
      expect([await countOf(grid, a, home), await countOf(grid, b, home)]).toEqual([1, 1])
      grid.clock.advance(DAY_MS + 1)
      expect([await countOf(grid, c, home), await countOf(grid, d, home)]).toEqual([1, 1])
      expect((await ask(grid, e, home)).suspended).toMatch(/are still on probation/)
      const nowMs = grid.clock.nowMs()
      const entrant = { account: e.account, network: home, nowMs, sinceMs: nowMs - DAY_MS }
      const counted = await grid.store.admitAccount(entrant, (address) => ({
        ...{ allowed: false, ...address },
      }))
      expect(counted).toMatchObject({ newcomers: 2, admittedToday: 2 })
    })

    test('where a quorum decides, and on this machine, nobody is asked', async () => {
      const { grid, hosts, trust } = await begin(['a', 'b', 'c', 'd'])
      await grid.submit(9)
      for (const host of hosts) expect(await countOf(grid, host, home)).toBe(1)
      await trust()
      for (const host of hosts) {
        expect(await grid.store.fetchTrackRecord(host.account)).toMatchObject({ admitted: true })
        const { leases } = await ask(grid, host, null, 12)
        expect(leases.length).toBeGreaterThan(1)
      }
    })

    test('where accounts began is forgotten once they are silent, and they are asked anew', async () => {
      const { grid, hosts, trust } = await begin(['a', 'b', 'c', 'd'])
      await trust()
      const [a, b, c, d] = hosts as [TestHost, TestHost, TestHost, TestHost]
      const { store, clock } = grid
      const isAdmitted = async ({ account }: TestHost): Promise<boolean> =>
        (await store.fetchTrackRecord(account, { network: home, sinceMs: 0 })).admitted
      for (const host of [a, b]) await ask(grid, host, home)
      clock.advance(DAY_MS + 1)
      for (const host of [b, c]) await ask(grid, host, home)
      const beforeMs = clock.nowMs()
      // Kept: who works still, and who began only now.
      expect(await store.dropIdleAdmissions(beforeMs, 0)).toBe(0)
      expect(await store.dropIdleAdmissions(beforeMs, 9)).toBe(1)
      expect(await Promise.all([a, b, c].map(isAdmitted))).toEqual([false, true, true])
      expect((await ask(grid, a, home)).suspended).toMatch(/are still on probation/)
      clock.advance(DAY_MS + 1)
      expect(await store.dropIdleAdmissions(clock.nowMs(), 1)).toBe(1)
      expect(await store.dropIdleAdmissions(clock.nowMs(), 9)).toBe(1)
      expect([await countOf(grid, a, home), await countOf(grid, d, home)]).toEqual([1, 1])
    })

    test('however many ask at once, no more are admitted', async () => {
      await fresh()
      const stores = await coordinators(4)
      const [store] = stores
      if (store === undefined) throw new Error('a store expected')
      const asked = Array.from({ length: 12 }, (_, n) => {
        const account = `0x${n.toString(16).padStart(40, '0')}` as Account
        const entrant = { account, network: home, nowMs: 1_000, sinceMs: 0 }
        return (stores[n % stores.length] ?? store).admitAccount(entrant, (address) => ({
          allowed: address.admittedToday < 3,
        }))
      })
      const allowed = (await Promise.all(asked)).filter((one) => one.allowed)
      expect(allowed).toHaveLength(3)
    })
  })

  test('a unit is checked from another network, as long as somebody known works there', async () => {
    const trust = { ...trustRules.trust, probationUnits: 2, vestingChecks: 1 }
    const { grid, hosts, believed } = await playTrust({
      ...{ units: 12, hosts: ['a', 'b', 'c'], store: await fresh() },
      rules: { ...trustRules, trust },
    })
    expect(believed).toBe(12)
    const [a, b, c] = hosts as [TestHost, TestHost, TestHost]
    const run = async (host: TestHost, network: Network | null, tamper?: Tamper) => {
      const { leases } = await ask(grid, host, network)
      for (const leased of leases) await grid.report(host, await grid.work(host, leased, tamper))
      return leases.map(({ jobId }) => jobId)
    }
    /** A unit of a job of its own, run by the first account at home. */
    const begin = async (nonce: string) => {
      const { jobId } = await grid.submit(1, { trust: { kind: 'full' }, nonce })
      expect(await run(a, home)).toEqual([jobId])
      return jobId
    }
    const hear = (network: Network) => grid.store.touchHost(c.session, grid.clock.nowMs(), network)

    const first = await begin('checked elsewhere')
    await hear(school)
    expect(await run(b, home)).toEqual([])
    expect(await run(c, school)).toEqual([first])

    const second = await begin('nobody elsewhere')
    await hear(home)
    expect(await run(b, home)).toEqual([second])

    const third = await begin('waits for an hour at most')
    await hear(school)
    expect(await run(b, home)).toEqual([])
    grid.clock.advance(3_600_001)
    expect(await run(b, home)).toEqual([third])

    const fourth = await begin('whoever is elsewhere ran it')
    await hear(school)
    expect(await run(c, school, (receipt) => ({ ...receipt, fuel: 1n }))).toEqual([fourth])
    expect(await run(b, home)).toEqual([fourth])
  })
}
