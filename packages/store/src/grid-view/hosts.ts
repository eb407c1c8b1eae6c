/** Hosts, receipts and lost leases as their contributors see them. */
import type { Account, JobId } from '@pumasi/domain'
import type {
  AccountTrust,
  GridView,
  Handover,
  HostActivity,
  ReceiptStatus,
  SignedDelegation,
  Standing,
} from '@pumasi/engine'
import { bytea } from '../database.ts'
import type { Database } from '../database.ts'
import { toRecord } from './accounts.ts'
import { hostsWith } from './searched-hosts.ts'
import { receiptColumns, toReceipt } from '../job-store/rows.ts'
import type { ReceiptRow } from '../job-store/rows.ts'

export type NamedReceipt = ReceiptRow & { readonly job_id: JobId; readonly unit_index: number }

type Hosts = Pick<GridView, 'fetchHosts' | 'fetchHostPage' | 'fetchReceipts' | 'fetchHandovers'>

/** Chosen first: whatever is joined is joined to a page of rows. */
const hostsSql = (chosen = 'hosts'): string => `
  WITH active AS MATERIALIZED (
    SELECT session, count(*)::int AS leases FROM leases WHERE state = 'active' GROUP BY session
  )
  SELECT h.session, h.account, h.name, h.platform, h.first_seen_ms, h.last_seen_ms,
    d.account AS wallet, d.scope, d.not_before, d.expires_at, d.epoch, d.signature,
    coalesce(a.leases, 0) AS active_leases, coalesce(t.received, 0) AS received,
    coalesce(t.credited, 0) AS credited, coalesce(t.refused, 0) AS refused,
    coalesce(t.expired, 0) AS expired, coalesce(t.returned, 0) AS returned,
    coalesce(t.credit_micro, 0) AS credit_micro, b.reason AS blocked,
    r.trust, r.established, r.reason
  FROM (
    SELECT * FROM ${chosen} ORDER BY last_seen_ms DESC, session
    LIMIT $1::int OFFSET $2::int
  ) h
  JOIN delegations d ON d.signature = h.delegation
  LEFT JOIN host_tallies t ON t.account = h.account AND t.session = h.session
  LEFT JOIN active a ON a.session = h.session
  LEFT JOIN account_blocks b ON b.account = h.account
  LEFT JOIN accounts r ON r.account = h.account
  ORDER BY h.last_seen_ms DESC, h.session`

interface HostRow {
  readonly session: Account
  readonly account: Account
  readonly name: string
  readonly platform: string
  readonly first_seen_ms: bigint
  readonly last_seen_ms: bigint
  readonly wallet: Account
  readonly scope: SignedDelegation['delegation']['scope']
  readonly not_before: bigint
  readonly expires_at: bigint
  readonly epoch: bigint
  readonly signature: SignedDelegation['signature']
  readonly active_leases: number
  readonly received: number
  readonly credited: number
  readonly refused: number
  readonly expired: number
  readonly returned: number
  readonly credit_micro: bigint
  readonly blocked: string | null
  readonly trust: AccountTrust | null
  readonly established: boolean | null
  readonly reason: string | null
}

const toActivity = (row: HostRow): HostActivity => ({
  session: row.session,
  account: row.account,
  delegation: {
    delegation: {
      account: row.wallet,
      session: row.session,
      scope: row.scope,
      notBefore: Number(row.not_before),
      expiresAt: Number(row.expires_at),
      epoch: Number(row.epoch),
    },
    signature: row.signature,
  },
  name: row.name,
  platform: row.platform,
  firstSeenMs: Number(row.first_seen_ms),
  lastSeenMs: Number(row.last_seen_ms),
  activeLeases: row.active_leases,
  received: row.received,
  pending: row.received - row.credited - row.refused,
  credited: row.credited,
  refused: row.refused,
  expired: row.expired,
  returned: row.returned,
  creditMicro: row.credit_micro,
  blocked: row.blocked,
  record: toRecord(row),
})

// The newest are chosen before the jobs are joined, and in the order of one index: of the account
// or of all (measured 2026-11: otherwise 46,000 pages instead of 10 at two million receipts).
const receiptsSql = (condition: string, order: string): string => `
  SELECT j.job_id, r.unit_index, ${receiptColumns}
  FROM (SELECT * FROM receipts r ${condition} ORDER BY ${order} LIMIT $1::int) r
  JOIN jobs j ON j.id = r.job ORDER BY ${order}`

const standingSql: Readonly<Record<Standing, string>> = {
  pending: "r.standing = 'pending'",
  credited: "r.standing = 'credited'",
  refused: "r.standing = 'refused'",
}

const handoversSql = `
  SELECT j.job_id, e.unit_index, e.account, e.expires_at_ms, n.account AS next
  FROM (
    SELECT * FROM leases WHERE state = 'expired' ORDER BY expires_at_ms DESC, lease_id
    LIMIT $1::int
  ) e
  JOIN jobs j ON j.id = e.job
  LEFT JOIN LATERAL (
    SELECT account FROM leases n
    WHERE n.job = e.job AND n.unit_index = e.unit_index AND n.granted_at_ms >= e.expires_at_ms
      AND n.lease_id <> e.lease_id
    ORDER BY n.granted_at_ms, n.lease_id LIMIT 1
  ) n ON true
  ORDER BY e.expires_at_ms DESC, e.lease_id`

interface HandoverRow {
  readonly job_id: JobId
  readonly unit_index: number
  readonly account: Account
  readonly expires_at_ms: bigint
  readonly next: Account | null
}

export const hostViewsIn = ({ query }: Database): Hosts => ({
  async fetchHosts(limit) {
    return (await query<HostRow>(hostsSql(), [limit, 0])).map(toActivity)
  },

  async fetchHostPage({ text, from, limit }) {
    const chosen = (place: string): string => {
      const { source, fits } = hostsWith(text, place)
      return `${source} ${fits.row}`
    }
    const { params } = hostsWith(text, '$1')
    const rows = await query<HostRow>(hostsSql(chosen('$3')), [limit, from, ...params])
    const countSql = `SELECT count(*)::int AS total FROM ${chosen('$1')}`
    const [counted] = await query<{ total: number }>(countSql, params)
    return { rows: rows.map(toActivity), total: counted?.total ?? 0 }
  },

  async fetchReceipts({ account, standing, limit }) {
    // The standing is written out, one of three words, so that its partial index can serve.
    const conditions = [
      ...(account === undefined ? [] : ['r.account = $2']),
      ...(standing === undefined ? [] : [standingSql[standing]]),
    ]
    const where = conditions.length === 0 ? '' : `WHERE ${conditions.join(' AND ')}`
    const params = account === undefined ? [limit] : [limit, bytea(account)]
    const order = account === undefined ? 'r.accepted_at_ms DESC, r.seq DESC' : 'r.seq DESC'
    const rows = await query<NamedReceipt>(receiptsSql(where, order), params)
    return rows.map(toStatus)
  },

  async fetchHandovers(limit): Promise<readonly Handover[]> {
    return (await query<HandoverRow>(handoversSql, [limit])).map((row) => ({
      jobId: row.job_id,
      unitIndex: row.unit_index,
      from: row.account,
      expiredAtMs: Number(row.expires_at_ms),
      to: row.next,
    }))
  },
})

export function toStatus(row: NamedReceipt): ReceiptStatus {
  const key = { jobId: row.job_id, unitIndex: row.unit_index }
  const { receipt, session, acceptedAtMs, ...record } = toReceipt(key, row)
  const { standing, refusal, creditMicro, trust } = record
  const { leaseId, account } = receipt
  const about = { ...key, leaseId, account, session, acceptedAtMs }
  const shown = trust && { state: trust.state, reason: trust.reason }
  return { ...about, standing, refusal, creditMicro, trust: shown }
}
