/**
 * Batches: believed units on their way to the chain. A unit enters one batch, once, for ever.
 *
 * The batch's id is the fence: it must be the next one, and the primary key lets one writer have
 * it. Everything else happens in that writer's transaction or not at all.
 */
import { setImmediate } from 'node:timers/promises'
import { invariant, partsOf } from '@pumasi/domain'
import type { Account, Hex } from '@pumasi/domain'
import type { AttestationRecord, ClosingBatch, CommitTiming, JobStore } from '@pumasi/engine'
import { bytea, toBytes } from '../database.ts'
import type { Database, Session } from '../database.ts'
import { applyTrust } from './apply-trust.ts'
import { PAGE_UNITS } from './batchable.ts'
import { lockTableSql } from './healing.ts'
import { createJobNumbers } from './job-numbers.ts'
import type { FindJobNumbers } from './job-numbers.ts'
import { batchColumns, toBatch } from './rows.ts'
import type { BatchRow } from './rows.ts'

type Batches = Pick<
  JobStore,
  | 'fetchTip'
  | 'insertBatch'
  | 'fetchBatches'
  | 'insertCommit'
  | 'hasCommit'
  | 'upsertAttestation'
  | 'fetchAttestations'
>

/** Rows of the credit table written by one statement. */
const PAGE_ACCOUNTS = 1_000

const tipSql = `
  SELECT ${batchColumns}, c.account, c.cumulative_credit_micro AS credit,
    (SELECT count(*) FROM healed_voids)::int AS healed
  FROM (SELECT * FROM batches ORDER BY id DESC LIMIT 1) b
  LEFT JOIN credits c ON true ORDER BY c.account`

const insertSql = `
  INSERT INTO batches (id, units_root, credits_root, data_hash, rules_hash, unit_count,
    cumulative_credit_micro, closed_at_ms)
  SELECT $1::int, $2, $3, $4, $5, $6, $7, $8
  WHERE $1::int = 1 + coalesce((SELECT max(id) FROM batches), 0)
    AND $9::int = (SELECT count(*) FROM healed_voids)
  ON CONFLICT DO NOTHING RETURNING id`

const claimUnitsSql = `
  WITH named AS (
    SELECT j.id AS job, k.unit_index, j.trust IS NOT NULL AS by_trust
    FROM jsonb_to_recordset($2::jsonb) AS k(job_id bytea, unit_index int)
    JOIN jobs j ON j.job_id = k.job_id
  ), claimed AS (
    UPDATE units u SET batch_id = $1::int FROM named n
    WHERE u.job = n.job AND u.unit_index = n.unit_index
      AND u.state = 'believed' AND u.batch_id IS NULL AND (u.active = 0 OR n.by_trust)
    RETURNING u.job
  ), shared AS (
    INSERT INTO batch_shares AS known (batch_id, job, units)
    SELECT $1::int, job, count(*) FROM claimed GROUP BY job
    ON CONFLICT (batch_id, job) DO UPDATE SET units = known.units + excluded.units
  )
  SELECT count(*)::int AS claimed FROM claimed`

const creditSql = `
  INSERT INTO credits AS known (account, cumulative_credit_micro)
  SELECT account, credit FROM jsonb_to_recordset($1::jsonb) AS c(account bytea, credit numeric)
  ON CONFLICT (account) DO UPDATE SET cumulative_credit_micro = excluded.cumulative_credit_micro
  WHERE known.cumulative_credit_micro <> excluded.cumulative_credit_micro`

const attestSql = `
  INSERT INTO attestations (batch_id, attestor, attestation, signature, refusal, received_at_ms)
  VALUES ($1::int, $2, $3, $4, $5, $6)
  ON CONFLICT (batch_id, attestor) DO UPDATE SET attestation = excluded.attestation,
    signature = excluded.signature, refusal = excluded.refusal,
    received_at_ms = excluded.received_at_ms`

interface AttestationRow {
  readonly attestor: Account
  readonly attestation: Hex
  readonly signature: AttestationRecord['signature']
  readonly refusal: string | null
  readonly received_at_ms: bigint
}

/** Undoes the transaction of an insert that came too late. */
const lost = Symbol('lost')

export const batchesIn = ({ prisma, query, transaction }: Database): Batches =>
  over({ prisma, query, transaction }, createJobNumbers())

const over = (
  { prisma, query, transaction }: Pick<Database, 'prisma' | 'query' | 'transaction'>,
  findJobNumbers: FindJobNumbers,
): Batches => ({
  async fetchTip() {
    type Row = {
      readonly account: Account | null
      readonly credit: bigint
      readonly healed: number
    }
    const rows = await query<BatchRow & Row>(tipSql, [])
    const credits = rows.flatMap(({ account, credit }) =>
      account === null ? [] : [{ account, cumulativeCreditMicro: credit }],
    )
    const [first] = rows
    return { batch: first ? toBatch(first) : null, credits, healed: first?.healed ?? 0 }
  },

  async insertBatch(closing) {
    try {
      await transaction((session) => insert(session, closing, findJobNumbers))
      return 'inserted'
    } catch (error) {
      if (error === lost) return 'lost'
      throw error
    }
  },

  async fetchBatches(from, to) {
    const rows = await query<BatchRow>(
      `SELECT ${batchColumns} FROM batches b WHERE id BETWEEN $1 AND $2 ORDER BY id`,
      [from, to],
    )
    return rows.map(toBatch)
  },

  async insertCommit(commit) {
    const data = {
      batchId: commit.batchId,
      ledger: toBytes(commit.ledger),
      chainId: commit.chainId,
      txHash: toBytes(commit.txHash),
      blockNumber: BigInt(commit.blockNumber),
      gasUsed: commit.gasUsed,
      prev: toBytes(commit.prev),
      committedAt: BigInt(commit.committedAt),
      feeWei: commit.feeWei === null ? null : String(commit.feeWei),
      ...(commit.timing && timingColumns(commit.timing)),
    }
    const { count } = await prisma.commit.createMany({ data, skipDuplicates: true })
    return count === 1 ? 'inserted' : 'known'
  },

  async hasCommit(batchId, txHash) {
    const where = { batchId, txHash: toBytes(txHash) }
    return (await prisma.commit.findFirst({ where, select: { id: true } })) !== null
  },

  async upsertAttestation(word) {
    await query(attestSql, [
      ...[word.batchId, bytea(word.attestor), bytea(word.attestation), bytea(word.signature)],
      ...[word.refusal, word.receivedAtMs],
    ])
  },

  async fetchAttestations(batchId) {
    const rows = await query<AttestationRow>(
      `SELECT attestor, attestation, signature, refusal, received_at_ms FROM attestations
       WHERE batch_id = $1 ORDER BY attestor`,
      [batchId],
    )
    return rows.map(({ attestor, attestation, signature, refusal, received_at_ms }) => ({
      ...{ batchId, attestor, attestation, signature, refusal },
      receivedAtMs: Number(received_at_ms),
    }))
  },
})

const timingColumns = ({ sentAtMs, inclusionMs, confirmationMs, transactions }: CommitTiming) => ({
  sentAtMs: BigInt(sentAtMs),
  inclusionMs: BigInt(inclusionMs),
  confirmationMs: BigInt(confirmationMs),
  transactions,
})

async function insert(
  session: Session,
  { batch, units, trust, credits, healed }: ClosingBatch,
  findJobNumbers: FindJobNumbers,
): Promise<void> {
  const { id, content, closedAtMs } = batch
  await session.query(lockTableSql, [])
  const inserted = await session.query(insertSql, [
    id,
    bytea(content.unitsRoot),
    bytea(content.creditsRoot),
    bytea(content.dataHash),
    bytea(content.rulesHash),
    content.unitCount,
    content.cumulativeCreditMicro,
    closedAtMs,
    healed,
  ])
  if (inserted.length === 0) throw lost
  if (trust !== undefined && !(await applyTrust(session, batch, trust, findJobNumbers))) throw lost
  const believed = trust?.outcomes.filter(({ verdict }) => verdict !== null) ?? []
  for (const page of partsOf([...units, ...believed], PAGE_UNITS)) {
    const keys = page.map((key) => ({ job_id: bytea(key.jobId), unit_index: key.unitIndex }))
    const params = [id, JSON.stringify(keys)]
    const [row] = await session.query<{ claimed: number }>(claimUnitsSql, params)
    if (row?.claimed !== page.length) throw lost
    await setImmediate()
  }
  for (const page of partsOf(credits, PAGE_ACCOUNTS)) {
    const table = page.map(({ account, cumulativeCreditMicro }) => ({
      account: bytea(account),
      credit: String(cumulativeCreditMicro),
    }))
    await session.query(creditSql, [JSON.stringify(table)])
    await setImmediate()
  }
  const [stored] = await session.query<{ rows: number; total: bigint }>(
    `SELECT count(*)::int AS rows, coalesce(sum(cumulative_credit_micro), 0) AS total FROM credits`,
    [],
  )
  const whole = stored?.rows === credits.length && stored.total === content.cumulativeCreditMicro
  invariant(whole, 'a batch brings the whole credit table, and its sum', { id, ...stored })
}
