/**
 * History: what happened to one unit, in the order it happened, as kinds that a catalogue turns
 * into sentences. Pure; what has no time of its own stands where it must have been.
 */
import type { BatchView, LeaseView, ReceiptView, UnitHistoryView } from '@pumasi/protocol'

export type HistoryEvent =
  | { readonly kind: 'granted'; readonly atMs: number; readonly lease: LeaseView }
  | { readonly kind: 'lost'; readonly atMs: number | null; readonly lease: LeaseView }
  | { readonly kind: 'reported'; readonly atMs: number; readonly receipt: ReceiptView }
  | { readonly kind: 'decided'; readonly atMs: number | null; readonly votes: number }
  | { readonly kind: 'failed' | 'cancelled'; readonly atMs: number | null }
  | { readonly kind: 'batched'; readonly atMs: number; readonly batch: BatchView }
  | { readonly kind: 'committed'; readonly atMs: number; readonly batch: BatchView }

export function historyOf({ unit, leases, receipts, batch }: UnitHistoryView): HistoryEvent[] {
  const runs: (HistoryEvent & { readonly sortMs: number })[] = [
    ...leases.map((lease) => ({
      ...{ kind: 'granted' as const, atMs: lease.grantedAtMs, lease, sortMs: lease.grantedAtMs },
    })),
    ...leases.flatMap((lease) => {
      if (lease.state === 'active' || lease.state === 'reported') return []
      // Only of one that ran out is the end known; others ended before it.
      const atMs = lease.state === 'expired' ? lease.expiresAtMs : null
      return [{ kind: 'lost' as const, atMs, lease, sortMs: atMs ?? lease.grantedAtMs }]
    }),
    ...receipts.map((receipt) => ({
      ...{ kind: 'reported' as const, atMs: receipt.acceptedAtMs, receipt },
      sortMs: receipt.acceptedAtMs,
    })),
  ]
  const events: HistoryEvent[] = runs
    .sort((a, b) => a.sortMs - b.sortMs)
    .map(({ sortMs: _, ...event }) => event)
  if (unit.state === 'believed') {
    const agreed = receipts.filter(({ standing }) => standing === 'credited')
    const times = agreed.map(({ acceptedAtMs }) => acceptedAtMs)
    const atMs = times.length === 0 ? null : Math.max(...times)
    events.push({ kind: 'decided', atMs, votes: agreed.length })
  }
  if (unit.state === 'failed' || unit.state === 'cancelled') {
    events.push({ kind: unit.state, atMs: null })
  }
  if (batch !== null) events.push({ kind: 'batched', atMs: batch.closedAtMs, batch })
  if (batch !== null && batch.commit !== null) {
    events.push({ kind: 'committed', atMs: batch.commit.committedAt * 1_000, batch })
  }
  return events
}
