/** Accounts with all their hosts together, as people look at them. */
import type { Account } from '@pumasi/domain'
import type { AccountActivity, AccountRecord, AccountTrust, GridView } from '@pumasi/engine'
import type { Database } from '../database.ts'
import { hostsWith } from './searched-hosts.ts'
import type { SearchedHosts } from './searched-hosts.ts'

const chosenSql = ({ source, fits }: SearchedHosts): string =>
  `SELECT account, max(last_seen_ms) AS seen FROM ${source} GROUP BY account ${fits.group}`

// The page is chosen before anything is joined to it.
const accountsSql = (found: SearchedHosts): string => `
  SELECT p.account, h.hosts, h.first_seen_ms, h.last_seen_ms, n.name,
    coalesce(t.received, 0)::int AS received, coalesce(t.credited, 0)::int AS credited,
    coalesce(t.refused, 0)::int AS refused, coalesce(t.expired, 0)::int AS expired,
    coalesce(t.returned, 0)::int AS returned, coalesce(t.credit_micro, 0) AS credit_micro,
    a.trust, a.established, a.reason,
    b.reason AS block_reason, b.at_ms AS block_at_ms, b.operator AS block_operator
  FROM (${chosenSql(found)} ORDER BY seen DESC, account LIMIT $1::int OFFSET $2::int) p
  CROSS JOIN LATERAL (
    SELECT count(*)::int AS hosts, min(first_seen_ms) AS first_seen_ms,
      max(last_seen_ms) AS last_seen_ms
    FROM hosts WHERE account = p.account
  ) h
  LEFT JOIN LATERAL (
    SELECT name FROM hosts WHERE account = p.account ORDER BY last_seen_ms DESC, session LIMIT 1
  ) n ON true
  LEFT JOIN LATERAL (
    SELECT sum(received) AS received, sum(credited) AS credited, sum(refused) AS refused,
      sum(expired) AS expired, sum(returned) AS returned, sum(credit_micro) AS credit_micro
    FROM host_tallies WHERE account = p.account
  ) t ON true
  LEFT JOIN accounts a ON a.account = p.account
  LEFT JOIN account_blocks b ON b.account = p.account
  ORDER BY p.seen DESC, p.account`

interface AccountRow {
  readonly account: Account
  readonly hosts: number
  readonly name: string
  readonly first_seen_ms: bigint
  readonly last_seen_ms: bigint
  readonly received: number
  readonly credited: number
  readonly refused: number
  readonly expired: number
  readonly returned: number
  readonly credit_micro: bigint
  readonly trust: AccountTrust | null
  readonly established: boolean | null
  readonly reason: string | null
  readonly block_reason: string | null
  readonly block_at_ms: bigint | null
  readonly block_operator: Account | null
}

export const accountViewsIn = ({ query }: Database): Pick<GridView, 'fetchAccounts'> => ({
  async fetchAccounts({ text, from, limit }) {
    const found = hostsWith(text, '$3')
    const { params } = found
    const rows = await query<AccountRow>(accountsSql(found), [limit, from, ...params])
    const countSql = `SELECT count(*)::int AS total FROM (${chosenSql(hostsWith(text, '$1'))}) AS found`
    const [counted] = await query<{ total: number }>(countSql, params)
    return { rows: rows.map(toActivity), total: counted?.total ?? 0 }
  },
})

/** What batches established about an account, or null. */
export function toRecord({
  account,
  trust,
  established,
  reason,
}: Pick<AccountRow, 'account' | 'trust' | 'established' | 'reason'>): AccountRecord | null {
  if (trust === null) return null
  return { account, trust, established: established === true, reason: reason ?? '' }
}

const toActivity = (row: AccountRow): AccountActivity => ({
  ...{ account: row.account, hosts: row.hosts, name: row.name },
  firstSeenMs: Number(row.first_seen_ms),
  lastSeenMs: Number(row.last_seen_ms),
  ...{ received: row.received, credited: row.credited, refused: row.refused },
  ...{ expired: row.expired, returned: row.returned, creditMicro: row.credit_micro },
  record: toRecord(row),
  blocked:
    row.block_reason === null
      ? null
      : {
          ...{ account: row.account, reason: row.block_reason, operator: row.block_operator },
          atMs: Number(row.block_at_ms),
        },
})
