/** Conformance: jobs that ask for trust, played by the real use cases and audited. */
import { expect, test } from 'vitest'
import { closeBatch } from '@pumasi/engine'
import { auditGrid, closeAndDraw, playTrust, trustRules } from '@pumasi/engine/testing'
import type { Harness } from './harness.ts'

export function trustConforms({ fresh, coordinators }: Harness): void {
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
    const counts = await store.countTrust(0)
    expect(counts).toEqual({ sealable: 0, drawable: false, closable: false, sinceMs: null })
    const receipts = await store.fetchReceipts({ limit: 500 })
    const undecided = receipts.filter(({ trust }) =>
      /provisional|open|undrawn/.test(`${trust?.state}`),
    )
    expect(undecided).toEqual([])
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
        const made = closed.filter((batch) => batch !== null).length
        expect(made).toBeLessThanOrEqual(1)
        raced += made
        await closeAndDraw(playing)
      },
    })
    expect(believed).toBe(24)
    expect(raced).toBeGreaterThan(0)
    expect((await auditGrid(grid)).findings).toEqual([])
  })
}
