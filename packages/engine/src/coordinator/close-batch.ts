/**
 * Closes a batch: settled units become leaves, a credit table and a bundle.
 *
 * Out: the closed batch, or null when there is nothing to close yet. Exactly once whoever dies:
 * the bundle is a blob by digest (putting it twice is nothing) and the store takes a batch only
 * with the next free id and with units that have none.
 */
import { buildBatch } from '@pumasi/rules'
import type { ClosedBatch } from '@pumasi/rules'
import { recoverSession } from '@pumasi/proof'
import type { Coordinator } from './context.ts'

/** Closes one batch when it is full, when nothing more is coming, or when `waitedMs` is enough. */
export async function closeBatch(
  { store, blobs, clock, domain, rules, settings }: Coordinator,
  waitedMs: number,
): Promise<ClosedBatch | null> {
  const { ready, pending } = await store.countBatchable()
  const full = ready >= settings.batchUnitsMax
  const due = ready > 0 && (pending === 0 || waitedMs >= settings.batchWaitMs)
  if (!full && !due) return null
  const units = await store.findBatchable(settings.batchUnitsMax)
  const signed = units.flatMap(({ receipts }) => receipts)
  const sessions = new Set(signed.map((receipt) => recoverSession(receipt, domain)))
  const { batch: last, credits } = await store.fetchTip()
  const closed = buildBatch({
    id: (last?.id ?? 0) + 1,
    units,
    delegations: await store.fetchDelegations([...sessions].filter((key) => key !== null)),
    creditsBefore: credits,
    rules,
  })
  await blobs.putBlob(closed.bundleBytes)
  const { id, content } = closed
  const answer = await store.insertBatch({
    batch: { id, content, closedAtMs: clock.nowMs() },
    units,
    credits: closed.bundle.credits,
  })
  return answer === 'inserted' ? closed : null
}
