/** Requests for pairing. Rows are short-lived, so each new one sweeps those that are over. */
import type { Account, Digest } from '@pumasi/domain'
import type { PairingRecord, Pairings, SignedDelegation } from '@pumasi/engine'
import { bytea } from '../database.ts'
import type { Database } from '../database.ts'

// Rows that another writer holds are left to it: sweepers never wait for each other.
const sweepSql = `
  DELETE FROM pairings WHERE code IN (
    SELECT code FROM pairings WHERE expires_at_ms <= $1 OR session = $2 FOR UPDATE SKIP LOCKED
  )`

const boundSql = `
  DELETE FROM pairings WHERE code IN (
    SELECT code FROM pairings ORDER BY expires_at_ms DESC, code OFFSET $1::int
    FOR UPDATE SKIP LOCKED
  )`

const insertSql = `
  INSERT INTO pairings (code, claim_digest, session, name, platform, expires_at_ms)
  VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT DO NOTHING RETURNING code`

const fetchSql = (key: 'code' | 'claim_digest'): string => `
  SELECT code, claim_digest, session, name, platform, expires_at_ms, delegation
  FROM pairings WHERE ${key} = $1 AND expires_at_ms > $2`

const approveSql = `
  UPDATE pairings SET delegation = $3::jsonb
  WHERE claim_digest = $1 AND expires_at_ms > $2 AND delegation IS NULL RETURNING code`

interface PairingRow {
  readonly code: string
  readonly claim_digest: Digest
  readonly session: Account
  readonly name: string
  readonly platform: string
  readonly expires_at_ms: bigint
  readonly delegation: SignedDelegation | null
}

const toRecord = ({ claim_digest, expires_at_ms, ...row }: PairingRow): PairingRecord => ({
  ...row,
  claimDigest: claim_digest,
  expiresAtMs: Number(expires_at_ms),
})

export const pairingsIn = ({ query, transaction }: Database): Pairings => ({
  insertPairing: (request, { nowMs, max }) =>
    transaction(async (session) => {
      await session.query(sweepSql, [nowMs, bytea(request.session)])
      await session.query(boundSql, [max - 1])
      const { code, claimDigest, name, platform, expiresAtMs } = request
      const ids = [code, bytea(claimDigest), bytea(request.session)]
      return (await session.query(insertSql, [...ids, name, platform, expiresAtMs])).length > 0
    }),
  findPairing: async (code, nowMs) => {
    const [row] = await query<PairingRow>(fetchSql('code'), [code, nowMs])
    return row === undefined ? null : toRecord(row)
  },
  fetchPairing: async (claimDigest, nowMs) => {
    const [row] = await query<PairingRow>(fetchSql('claim_digest'), [bytea(claimDigest), nowMs])
    return row === undefined ? null : toRecord(row)
  },
  approvePairing: async (claimDigest, delegation, nowMs) => {
    const params = [bytea(claimDigest), nowMs, JSON.stringify(delegation)]
    return (await query(approveSql, params)).length > 0
  },
})
