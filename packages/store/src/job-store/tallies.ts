/**
 * Tallies: what one change adds to the counters people look at.
 *
 * In: a unit before, and its change. Out: differences for the job and for each session, sorted, so
 * that two changes at once take the counters' rows in the same order.
 */
import type { Account } from '@pumasi/domain'
import type { Lease, ReceiptRecord, UnitChange, UnitView } from '@pumasi/engine'
import { bytea } from '../database.ts'

/** Counter rows of one job; more of them let more units settle at once. */
const STRIPES = 16

export interface HostDelta {
  readonly account: string
  readonly session: string
  received: number
  credited: number
  refused: number
  expired: number
  returned: number
  credit_micro: string
}

/** What the change adds for each session that took part, sorted by account and session. */
export function tallyHosts(view: UnitView, change: UnitChange): readonly HostDelta[] {
  const deltas = new Map<string, HostDelta>()
  const of = ({ account, session }: { account: Account; session: Account }): HostDelta => {
    const key = `${account} ${session}`
    const delta = deltas.get(key) ?? {
      account: bytea(account),
      session: bytea(session),
      received: 0,
      credited: 0,
      refused: 0,
      expired: 0,
      returned: 0,
      credit_micro: '0',
    }
    deltas.set(key, delta)
    return delta
  }
  for (const lease of change.leases) {
    const before = view.leases.find(({ id }) => id === lease.id)?.state
    if (lease.state === before) continue
    if (lease.state === 'expired' || lease.state === 'returned') of(lease)[lease.state] += 1
  }
  for (const record of change.receipts) addReceipt(of(holderOf(record)), view, record)
  return [...deltas].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, delta]) => delta)
}

const holderOf = ({ receipt, session }: ReceiptRecord) => ({ account: receipt.account, session })

function addReceipt(delta: HostDelta, view: UnitView, record: ReceiptRecord): void {
  const { leaseId } = record.receipt
  const before = view.receipts.find(({ receipt }) => receipt.leaseId === leaseId)
  if (before === undefined) delta.received += 1
  if (record.standing === before?.standing) return
  if (record.standing === 'credited') {
    delta.credited += 1
    delta.credit_micro = String(BigInt(delta.credit_micro) + record.creditMicro)
  }
  if (record.standing === 'refused') delta.refused += 1
}

export interface JobDelta {
  readonly stripe: number
  readonly believed: number
  readonly failed: number
}

/** What the change adds for the job, or null. */
export function tallyJob({ unit: before }: UnitView, { unit }: UnitChange): JobDelta | null {
  const became = unit.state === before.state ? null : unit.state
  if (became !== 'believed' && became !== 'failed') return null
  return {
    stripe: unit.unitIndex % STRIPES,
    believed: became === 'believed' ? 1 : 0,
    failed: became === 'failed' ? 1 : 0,
  }
}

/** Active leases of a unit after a change. */
export function countActive(view: UnitView, change: UnitChange): number {
  const leases = new Map<string, Lease>()
  for (const lease of [...view.leases, ...change.leases]) leases.set(lease.id, lease)
  return [...leases.values()].filter(({ state }) => state === 'active').length
}
