/**
 * Closes a batch: settled units become leaves, a credit table and a bundle.
 *
 * Out: the closed batch, or null when there is nothing to close yet. Exactly once whoever dies:
 * the bundle is a blob by digest (putting it twice is nothing) and the store takes a batch only
 * with the next free id and with units that have none.
 */
import type { Account } from '@pumasi/domain'
import { delegationFaultAt } from '@pumasi/proof'
import type { SignedDelegation } from '@pumasi/proof'
import { buildBatch } from '@pumasi/rules'
import type { BundledReceipt, ClosedBatch } from '@pumasi/rules'
import { plainSignatures } from '../ports/signatures.ts'
import type { Coordinator } from './context.ts'

/** Closes one batch when it is full, when nothing more is coming, or when `waitedMs` is enough. */
export async function closeBatch(
  coordinator: Coordinator,
  waitedMs: number,
): Promise<ClosedBatch | null> {
  const { store, blobs, clock, rules, settings } = coordinator
  const { ready, pending } = await store.countBatchable()
  const full = ready >= settings.batchUnitsMax
  const due = ready > 0 && (pending === 0 || waitedMs >= settings.batchWaitMs)
  if (!full && !due) return null
  const units = await store.findBatchable(settings.batchUnitsMax)
  const { batch: last, credits } = await store.fetchTip()
  const closed = buildBatch({
    id: (last?.id ?? 0) + 1,
    units,
    delegations: await fetchGrants(
      coordinator,
      units.flatMap(({ receipts }) => receipts),
    ),
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

/** One delegation behind each receipt: a host that registers often must not swell the bundle. */
async function fetchGrants(
  { store, domain, signatures = plainSignatures }: Coordinator,
  receipts: readonly BundledReceipt[],
): Promise<readonly SignedDelegation[]> {
  const sessions = await signatures.recoverSessions(receipts, domain)
  const known = await store.fetchDelegations([...new Set(sessions)].filter((key) => key !== null))
  const grantsOf = Map.groupBy(known, ({ delegation }) => delegation.session as Account | null)
  const used = receipts.map(({ receipt: { account, jobId }, acceptedAtMs }, position) =>
    grantsOf.get(sessions[position] ?? null)?.find(({ delegation }) => {
      const own = delegation.account === account
      return own && delegationFaultAt(delegation, Math.floor(acceptedAtMs / 1000), jobId) === null
    }),
  )
  return [...new Set(used)].filter((grant) => grant !== undefined)
}
