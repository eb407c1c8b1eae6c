/** Hosts, the delegations they ever worked under, and how an account's receipts came out. */
import type { HostRecord, JobStore, SignedDelegation } from '@pumasi/engine'
import { bytea, fromBytes, toBytes } from '../database.ts'
import type { Database } from '../database.ts'
import type { DelegationModel } from '../generated/models.ts'

type Hosts = Pick<
  JobStore,
  'upsertHost' | 'fetchHost' | 'touchHost' | 'fetchTrackRecord' | 'fetchDelegations'
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

const trackRecordSql = `
  SELECT coalesce(sum(credited), 0)::int AS credited, coalesce(sum(refused), 0)::int AS refused
  FROM host_tallies WHERE account = $1`

export const hostsIn = ({ prisma, query }: Database): Hosts => ({
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

  async fetchHost(session): Promise<HostRecord | null> {
    const row = await prisma.host.findUnique({ where: { session: toBytes(session) } })
    if (row === null) return null
    const delegation = await prisma.delegation.findUniqueOrThrow({
      where: { signature: row.delegation },
    })
    return {
      session,
      account: fromBytes(row.account),
      delegation: toDelegation(delegation),
      name: row.name,
      platform: row.platform,
      firstSeenMs: Number(row.firstSeenMs),
      lastSeenMs: Number(row.lastSeenMs),
    }
  },

  async touchHost(session, nowMs) {
    await query(`UPDATE hosts SET last_seen_ms = greatest(last_seen_ms, $2) WHERE session = $1`, [
      bytea(session),
      nowMs,
    ])
  },

  async fetchTrackRecord(account) {
    const [row] = await query<{ credited: number; refused: number }>(trackRecordSql, [
      bytea(account),
    ])
    return row ?? { credited: 0, refused: 0 }
  },

  async fetchDelegations(sessions) {
    const rows = await prisma.delegation.findMany({
      where: { session: { in: sessions.map(toBytes) } },
      orderBy: [{ session: 'asc' }, { signature: 'asc' }],
    })
    return rows.map(toDelegation)
  },
})
