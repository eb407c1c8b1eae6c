/** Conformance: what operators did is kept, and whom they block gets no work. */
import { expect, test } from 'vitest'
import { account } from './grid.ts'
import type { Harness } from './harness.ts'

const action = (n: number) => ({
  ...{ atMs: 1_000 + n, operator: n % 2 === 0 ? null : account(n), deed: 'job.pause' as const },
  ...{ subject: `subject ${n}`, reason: n % 2 === 0 ? null : 'why' },
})

export function oversightConforms({ fresh }: Harness): void {
  test('actions are kept in order and read in pages, the newest first', async () => {
    const store = await fresh()
    for (const n of [1, 2, 3]) await store.appendAction(action(n))
    const newest = await store.fetchActions({ limit: 2 })
    expect(newest).toEqual([
      { id: 3, ...action(3) },
      { id: 2, ...action(2) },
    ])
    expect(await store.fetchActions({ before: 2, limit: 2 })).toEqual([{ id: 1, ...action(1) }])
  })

  test('an account is blocked once, for the first reason, until that is lifted', async () => {
    const store = await fresh()
    const block = { account: account(1), reason: 'lies', atMs: 5, operator: account(9) }
    expect(await store.blockAccount(block)).toBe(true)
    expect(await store.blockAccount({ ...block, reason: 'more', operator: null })).toBe(false)
    expect((await store.fetchTrackRecord(account(1))).blocked).toBe('lies')
    expect((await store.fetchTrackRecord(account(2))).blocked).toBeNull()
    expect(await store.unblockAccount(account(1))).toBe(true)
    expect(await store.unblockAccount(account(1))).toBe(false)
    expect((await store.fetchTrackRecord(account(1))).blocked).toBeNull()
  })
}
