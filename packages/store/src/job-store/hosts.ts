/** Hosts, the delegations they ever worked under, and how an account's receipts came out. */
import { invariant } from '@pumasi/domain'
import type { Account, Digest } from '@pumasi/domain'
import { newAccountTrust } from '@pumasi/engine'
import type { AccountTrust, HostRecord, JobStore, Signature } from '@pumasi/engine'
import type { SignedDelegation } from '@pumasi/engine'
import { bytea, fromBytes, toBytes } from '../database.ts'
import type { Database } from '../database.ts'
import type { DelegationModel } from '../generated/models.ts'

type Hosts = Pick<
  JobStore,
  | 'upsertHost'
  | 'fetchHost'
  | 'fetchSessions'
  | 'touchHost'
  | 'fetchTrackRecord'
  | 'fetchDelegations'
>

/** A delegation as its columns say it. */
export const toDelegation = (row: DelegationModel): SignedDelegation => ({
  delegation: {
    account: fromBytes(row.account),
    session: fromBytes(row.session),
    scope: fromBytes(row.scope),
    notBefore: Number(row.notBefore),
    expiresAt: Number(row.expiresAt),
    epoch: Number(row.epoch),
  },
  signature: fromBytes(row.signature),
})

const fromDelegation = ({ delegation, signature }: SignedDelegation): DelegationModel => ({
  signature: toBytes(signature),
  session: toBytes(delegation.session),
  account: toBytes(delegation.account),
  scope: toBytes(delegation.scope),
  notBefore: BigInt(delegation.notBefore),
  expiresAt: BigInt(delegation.expiresAt),
  epoch: BigInt(delegation.epoch),
})

/** How exactly it is known when a host was heard of: a write waits for the disk. */
const SEEN_MS = 1_000

// What is undecided is counted for newcomers alone, and only where a job asks for trust.
const trackRecordSql = `
  SELECT t.credited, t.refused, a.trust,
    (SELECT reason FROM account_blocks WHERE account = $1) AS blocked,
    NOT EXISTS (SELECT 1 FROM accounts WHERE established) AS grid_is_new,
    CASE WHEN a.established OR NOT EXISTS (
      SELECT 1 FROM jobs WHERE trust IS NOT NULL AND dropped_in IS NULL
    ) THEN 0 ELSE (
      SELECT count(*)::int FROM receipts r WHERE r.account = $1
        AND r.trust_state <> 'decided' AND r.trust_state <> 'accepted'
    ) + (
      SELECT count(*)::int FROM receipts r
      WHERE r.trust_state = 'accepted' AND r.standing = 'pending' AND r.account = $1
    ) + (
      SELECT count(*)::int FROM hosts h JOIN leases l ON l.session = h.session
      JOIN units u ON u.job = l.job AND u.unit_index = l.unit_index
      WHERE h.account = $1 AND l.state = 'active' AND u.stage > 0
    ) END AS undecided
  FROM (
    SELECT coalesce(sum(credited), 0)::int AS credited, coalesce(sum(refused), 0)::int AS refused
    FROM host_tallies WHERE account = $1
  ) t LEFT JOIN accounts a ON a.account = $1`

interface TrackRow {
  readonly credited: number
  readonly refused: number
  readonly trust: AccountTrust | null
  readonly grid_is_new: boolean
  readonly undecided: number
  readonly blocked: string | null
}

const sessionsSql = `
  SELECT h.session, h.account, h.name, h.platform, h.first_seen_ms, h.last_seen_ms, d.signature,
    d.account AS grantor, d.scope, d.not_before, d.expires_at, d.epoch
  FROM json_array_elements_text($1::json) AS k(session)
  JOIN hosts h ON h.session = k.session::bytea JOIN delegations d ON d.signature = h.delegation`

interface HostRow {
  readonly session: Account
  readonly account: Account
  readonly name: string
  readonly platform: string
  readonly first_seen_ms: bigint
  readonly last_seen_ms: bigint
  readonly signature: Signature
  readonly grantor: Account
  readonly scope: Digest
  readonly not_before: bigint
  readonly expires_at: bigint
  readonly epoch: bigint
}

const toHost = (row: HostRow): HostRecord => ({
  session: row.session,
  account: row.account,
  delegation: {
    delegation: {
      account: row.grantor,
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
})

export function hostsIn({ prisma, query }: Database): Hosts {
  const fetchSessions = async (sessions: readonly Account[]): Promise<HostRecord[]> => {
    const wanted = JSON.stringify([...new Set(sessions)].map(bytea))
    return (await query<HostRow>(sessionsSql, [wanted])).map(toHost)
  }
  return {
    async upsertHost(host) {
      await prisma.delegation.createMany({
        data: fromDelegation(host.delegation),
        skipDuplicates: true,
      })
      const session = toBytes(host.session)
      const fresh = {
        account: toBytes(host.account),
        delegation: toBytes(host.delegation.signature),
        name: host.name,
        platform: host.platform,
        lastSeenMs: BigInt(host.lastSeenMs),
      }
      await prisma.host.upsert({
        where: { session },
        create: { session, firstSeenMs: BigInt(host.firstSeenMs), ...fresh },
        update: fresh,
      })
    },

    fetchHost: async (session) => (await fetchSessions([session]))[0] ?? null,
    fetchSessions,

    async touchHost(session, nowMs) {
      const [host] = await fetchSessions([session])
      if (host === undefined) return null
      if (nowMs < host.lastSeenMs + SEEN_MS) return host
      await query(`UPDATE hosts SET last_seen_ms = greatest(last_seen_ms, $2) WHERE session = $1`, [
        bytea(session),
        nowMs,
      ])
      return { ...host, lastSeenMs: nowMs }
    },

    async fetchTrackRecord(account) {
      const [row] = await query<TrackRow>(trackRecordSql, [bytea(account)])
      invariant(row !== undefined, 'a row of sums', { account })
      const { credited, refused, undecided, grid_is_new: gridIsNew, blocked } = row
      const trust = row.trust ?? newAccountTrust
      return { credited, refused, undecided, gridIsNew, trust, blocked }
    },

    async fetchDelegations(sessions) {
      const rows = await prisma.delegation.findMany({
        where: { session: { in: sessions.map(toBytes) } },
        orderBy: [{ session: 'asc' }, { signature: 'asc' }],
      })
      return rows.map(toDelegation)
    },
  }
}
