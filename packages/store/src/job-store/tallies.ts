/**
 * Tallies: what changes add to the counters people look at.
 *
 * In: units before, and their changes. Out: differences for jobs and for sessions, sorted, so that
 * two transactions at once take the counters' rows in the same order.
 */
import type { Account, JobId } from '@pumasi/domain'
import { isBlameless } from '@pumasi/engine'
import type { ChangedUnit, Lease, ReceiptRecord, UnitChange, UnitView } from '@pumasi/engine'
import { bytea } from '../database.ts'

/** Counter rows of one job; more of them let more transactions settle its units at once. */
const STRIPES = 16

interface HostDelta {
  readonly account: string
  readonly session: string
  received: number
  credited: number
  refused: number
  expired: number
  returned: number
  credit_micro: string
}

/** What the changes add for each session that took part, sorted by account and session. */
export function tallyHosts(changed: readonly ChangedUnit[]): readonly HostDelta[] {
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
  for (const { before, change } of changed) {
    for (const lease of change.leases) {
      const state = before.leases.find(({ id }) => id === lease.id)?.state
      if (lease.state === state) continue
      if (lease.state === 'expired' || lease.state === 'returned') of(lease)[lease.state] += 1
    }
    for (const record of change.receipts) addReceipt(of(holderOf(record)), before, record)
  }
  return [...deltas].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, delta]) => delta)
}

const holderOf = ({ receipt, session }: ReceiptRecord) => ({ account: receipt.account, session })

function addReceipt(delta: HostDelta, view: UnitView, record: ReceiptRecord): void {
  const { leaseId } = record.receipt
  const before = view.receipts.find(({ receipt }) => receipt.leaseId === leaseId)
  if (before === undefined) delta.received += 1
  if (record.standing === before?.standing) return
  if (before?.standing === 'credited') {
    delta.credited -= 1
    delta.credit_micro = String(BigInt(delta.credit_micro) - before.creditMicro)
  }
  if (record.standing === 'credited') {
    delta.credited += 1
    delta.credit_micro = String(BigInt(delta.credit_micro) + record.creditMicro)
  }
  if (record.standing !== 'refused') return
  // Nobody's fault: a receipt of a unit that was given up counts for nothing any more.
  if (record.refusal !== null && isBlameless(record.refusal)) delta.received -= 1
  else delta.refused += 1
}

interface JobDelta {
  readonly job: number
  readonly stripe: number
  believed: number
  failed: number
  /** When the last of them was settled, Unix milliseconds. */
  last: number
}

/** What the changes add for each job; all of one transaction in one row. Sorted by job. */
export function tallyJobs(
  changed: readonly ChangedUnit[],
  numberOf: (jobId: JobId) => number,
): readonly JobDelta[] {
  const deltas = new Map<number, JobDelta>()
  for (const { before, change } of changed) {
    const { unit } = change
    const became = unit.state === before.unit.state ? null : unit.state
    if (became !== 'believed' && became !== 'failed') continue
    const undone = before.unit.state === 'believed'
    const job = numberOf(unit.jobId)
    const stripe = unit.unitIndex % STRIPES
    const delta = deltas.get(job) ?? { job, stripe, believed: 0, failed: 0, last: 0 }
    deltas.set(job, delta)
    delta[became] += 1
    if (undone) delta.believed -= 1
    const times = [...before.receipts, ...change.receipts].map(({ acceptedAtMs }) => acceptedAtMs)
    if (became === 'believed') delta.last = Math.max(delta.last, ...times)
  }
  return [...deltas.values()].sort((a, b) => a.job - b.job)
}

/** Active leases of a unit after a change. */
export function countActive(view: UnitView, change: UnitChange): number {
  const leases = new Map<string, Lease>()
  for (const lease of [...view.leases, ...change.leases]) leases.set(lease.id, lease)
  return [...leases.values()].filter(({ state }) => state === 'active').length
}
