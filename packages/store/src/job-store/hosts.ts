/** Hosts, the delegations they ever worked under, and how an account's receipts came out. */
import { invariant, partsOf } from '@pumasi/domain'
import type { Account, Digest } from '@pumasi/domain'
import { newAccountTrust } from '@pumasi/engine'
import type { AccountTrust, HostRecord, JobStore, Network, Signature } from '@pumasi/engine'
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
  | 'admitAccount'
  | 'fetchDelegations'
>

/** Sessions asked for by one statement. */
const ASKED_AT_ONCE = 1_000

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

/** There is work where trust decides. */
const trustingSql = `EXISTS (SELECT 1 FROM jobs WHERE trust IS NOT NULL AND dropped_in IS NULL)`

const touchSql = `
  UPDATE hosts SET last_seen_ms = greatest(last_seen_ms, $2), network = $3 WHERE session = $1`

// Only where a job asks for trust: who works elsewhere, and, of newcomers, what is undecided.
const trackRecordSql = `
  SELECT t.credited, t.refused, a.trust,
    (SELECT reason FROM account_blocks WHERE account = $1) AS blocked,
    NOT EXISTS (SELECT 1 FROM accounts WHERE established) AS grid_is_new,
    $2::bytea IS NULL OR NOT ${trustingSql}
      OR EXISTS (SELECT 1 FROM admissions WHERE account = $1) AS admitted,
    $2::bytea IS NOT NULL AND ${trustingSql} AND EXISTS (
      SELECT 1 FROM accounts e JOIN hosts h ON h.account = e.account
      WHERE e.established AND h.network IS DISTINCT FROM $2 AND h.last_seen_ms >= $3
    ) AS elsewhere,
    CASE WHEN a.established OR NOT ${trustingSql} THEN 0 ELSE (
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
  readonly admitted: boolean
  readonly elsewhere: boolean
}

/** One account of a network after another; the lock ends with the transaction. */
const lockNetworkSql = `SELECT pg_advisory_xact_lock(hashtextextended('pumasi network ' || $1, 0))`

/** The others of a network: those heard of that nobody knows well, and those admitted lately. */
const neighboursSql = `
  SELECT
    count(*) FILTER (WHERE a.established IS NOT TRUE AND EXISTS (
      SELECT 1 FROM hosts h WHERE h.account = n.account AND h.last_seen_ms >= $3
    ))::int AS newcomers,
    count(*) FILTER (WHERE n.admitted_at_ms >= $3)::int AS admitted
  FROM admissions n LEFT JOIN accounts a ON a.account = n.account
  WHERE n.network = $1 AND n.account <> $2`

interface NeighboursRow {
  readonly newcomers: number
  readonly admitted: number
}

const admitSql = `
  INSERT INTO admissions (account, network, admitted_at_ms) VALUES ($1, $2, $3)
  ON CONFLICT (account) DO NOTHING`

const sessionsSql = `
  SELECT h.session, h.account, h.name, h.platform, h.first_seen_ms, h.last_seen_ms, h.network,
    d.signature,
    d.account AS grantor, d.scope, d.not_before, d.expires_at, d.epoch
  FROM hosts h JOIN delegations d ON d.signature = h.delegation
  WHERE h.session = ANY (ARRAY(SELECT k::bytea FROM json_array_elements_text($1::json) k))`

interface HostRow {
  readonly session: Account
  readonly account: Account
  readonly name: string
  readonly platform: string
  readonly first_seen_ms: bigint
  readonly last_seen_ms: bigint
  readonly network: Network | null
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

export function hostsIn({ prisma, query, transaction }: Database): Hosts {
  const findRows = (sessions: readonly Account[]): Promise<readonly HostRow[]> =>
    query<HostRow>(sessionsSql, [JSON.stringify([...new Set(sessions)].map(bytea))])
  const fetchSessions = async (sessions: readonly Account[]): Promise<HostRecord[]> =>
    (await findRows(sessions)).map(toHost)
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

    async touchHost(session, nowMs, network) {
      const [row] = await findRows([session])
      if (row === undefined) return null
      const host = toHost(row)
      const stays = network === undefined || network === row.network
      if (stays && nowMs < host.lastSeenMs + SEEN_MS) return host
      const now = network === undefined ? row.network : network
      await query(touchSql, [bytea(session), nowMs, now && bytea(now)])
      return { ...host, lastSeenMs: Math.max(host.lastSeenMs, nowMs) }
    },

    async fetchTrackRecord(account, whence = null) {
      const { network = null, sinceMs = 0 } = whence ?? {}
      const params = [bytea(account), network && bytea(network), sinceMs]
      const [row] = await query<TrackRow>(trackRecordSql, params)
      invariant(row !== undefined, 'a row of sums', { account })
      const { grid_is_new: gridIsNew, trust, ...counted } = row
      return { ...counted, gridIsNew, trust: trust ?? newAccountTrust }
    },

    admitAccount: ({ account, network, nowMs, sinceMs }, decide) =>
      transaction(async (session) => {
        await session.query(lockNetworkSql, [network])
        const params = [bytea(network), bytea(account), sinceMs]
        const [row] = await session.query<NeighboursRow>(neighboursSql, params)
        invariant(row !== undefined, 'a row of counts', { account })
        const decision = decide({ newcomers: row.newcomers, admittedToday: row.admitted })
        const entry = [bytea(account), bytea(network), nowMs]
        if (decision.allowed) await session.query(admitSql, entry)
        return decision
      }),

    async fetchDelegations(sessions) {
      const known: SignedDelegation[] = []
      // A statement takes 32,767 parameters at most.
      for (const part of partsOf(sessions, ASKED_AT_ONCE)) {
        const rows = await prisma.delegation.findMany({
          where: { session: { in: part.map(toBytes) } },
          orderBy: [{ session: 'asc' }, { signature: 'asc' }],
        })
        for (const row of rows) known.push(toDelegation(row))
      }
      return known
    },
  }
}
