/** Conformance: a duty is one coordinator's at a time. */
import { expect, test } from 'vitest'
import type { Harness } from './harness.ts'

export function dutiesConform({ fresh, coordinators }: Harness): void {
  test('a duty is taken once, and free again when it was given back', async () => {
    await fresh()
    const stores = await coordinators(3)
    const claims = await Promise.all(stores.map((store) => store.claimDuty('close')))
    const [release, ...more] = claims.filter((claim) => claim !== null)
    expect(more).toEqual([])
    await release?.()
    const again = await stores[1]?.claimDuty('close')
    expect(again).toBeTypeOf('function')
    await again?.()
  })

  test('one duty does not stand in the way of another', async () => {
    const store = await fresh()
    const claims = [await store.claimDuty('close'), await store.claimDuty('commit')]
    expect(claims.map((claim) => claim !== null)).toEqual([true, true])
    for (const release of claims) await release?.()
  })
}
