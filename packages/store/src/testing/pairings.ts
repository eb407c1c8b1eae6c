/** Conformance: who waits for a wallet is found by every coordinator, until its time. */
import { expect, test } from 'vitest'
import type { PairingRequest } from '@pumasi/engine'
import { account, digest, makeHost } from './grid.ts'
import type { Harness } from './harness.ts'

const request = (n: number, changed: Partial<PairingRequest> = {}): PairingRequest => ({
  ...{ code: `CODE${1_000 + n}`, claimDigest: digest(`claim ${n}`), session: account(n) },
  ...{ name: 'attic', platform: 'linux', expiresAtMs: 1_000 + n, ...changed },
})
const bounds = { nowMs: 10, max: 100 }
const { delegation } = makeHost(1)

export function pairingsConform({ fresh, coordinators }: Harness): void {
  test('what one coordinator keeps, another finds, approves once and hands out', async () => {
    await fresh()
    const [first, second] = await coordinators(2)
    if (first === undefined || second === undefined) throw new Error('found no two coordinators')
    const asked = request(1)
    expect(await first.insertPairing(asked, bounds)).toBe(true)
    expect(await second.findPairing(asked.code, 10)).toEqual({ ...asked, delegation: null })
    const approvals = [first, second].map((one) =>
      one.approvePairing(asked.claimDigest, delegation, 10),
    )
    expect((await Promise.all(approvals)).toSorted()).toEqual([false, true])
    const approved = { ...asked, delegation }
    expect(await first.fetchPairing(asked.claimDigest, 10)).toEqual(approved)
    expect(await second.findPairing(asked.code, 10)).toEqual(approved)
  })

  test('from its time on, nothing of it is there', async () => {
    const store = await fresh()
    const asked = request(1)
    await store.insertPairing(asked, bounds)
    const end = asked.expiresAtMs
    expect(await store.findPairing(asked.code, end - 1)).not.toBeNull()
    expect(await store.findPairing(asked.code, end)).toBeNull()
    expect(await store.fetchPairing(asked.claimDigest, end)).toBeNull()
    expect(await store.approvePairing(asked.claimDigest, delegation, end)).toBe(false)
    // The code is free for another, though nobody looked in between.
    const next = request(2, { code: asked.code, expiresAtMs: 9_000 })
    expect(await store.insertPairing(next, { ...bounds, nowMs: end })).toBe(true)
  })

  test('a session has one request, its newest, and a code belongs to one', async () => {
    const store = await fresh()
    await store.insertPairing(request(1), bounds)
    const newer = request(2, { session: account(1) })
    expect(await store.insertPairing(newer, bounds)).toBe(true)
    expect(await store.findPairing(request(1).code, 10)).toBeNull()
    expect(await store.insertPairing(request(3, { code: newer.code }), bounds)).toBe(false)
    expect(await store.findPairing(newer.code, 10)).toMatchObject({ session: account(1) })
  })

  test('of too many the oldest are forgotten', async () => {
    const store = await fresh()
    for (const n of [1, 2, 3]) {
      expect(await store.insertPairing(request(n), { nowMs: 10, max: 2 })).toBe(true)
    }
    const found = await Promise.all(
      [1, 2, 3].map(async (n) => (await store.findPairing(request(n).code, 10)) !== null),
    )
    expect(found).toEqual([false, true, true])
  })

  test('requests of one session at once leave one of them', async () => {
    await fresh()
    const stores = await coordinators(4)
    const kept = await Promise.all(
      stores.map((store, n) =>
        store.insertPairing(request(10 + n, { session: account(1) }), bounds),
      ),
    )
    expect(kept.some((each) => each)).toBe(true)
    const [store] = stores
    const found = await Promise.all(
      stores.map(async (_, n) => (await store?.findPairing(request(10 + n).code, 10)) !== null),
    )
    expect(found.filter((each) => each)).toHaveLength(1)
  })
}
