/**
 * Batches: believed units on their way to the chain. A unit enters one batch, once, for ever.
 *
 * The batch's id is the fence: it must be the next one, and the primary key lets one writer have
 * it. Everything else happens in that writer's transaction or not at all.
 */
import { invariant } from '@pumasi/domain'
import type { Account, Hex, JobId } from '@pumasi/domain'
import type {
  AttestationRecord,
  BatchProspect,
  BundledReceipt,
  BundledUnit,
  ClosingBatch,
  CommitTiming,
  JobStore,
} from '@pumasi/engine'
import { bytea, toBytes } from '../database.ts'
import type { Database, Session } from '../database.ts'
import { applyTrust } from './apply-trust.ts'
import { lockTableSql } from './healing.ts'
import { createJobNumbers } from './job-numbers.ts'
import type { FindJobNumbers } from './job-numbers.ts'
import { batchColumns, receiptColumns, toBatch, toReceipt } from './rows.ts'
import type { BatchRow, ReceiptRow } from './rows.ts'

type Batches = Pick<
  JobStore,
  | 'findBatchable'
  | 'fetchBatchUnits'
  | 'countBatchable'
  | 'peekBatchable'
  | 'fetchTip'
  | 'insertBatch'
  | 'fetchBatches'
  | 'insertCommit'
  | 'hasCommit'
  | 'upsertAttestation'
  | 'fetchAttestations'
>

/** May enter a batch. */
const isReady = `state = 'believed' AND batch_id IS NULL AND active = 0`

const batchableSql = `
  WITH chosen AS (
    SELECT job, unit_index, settled_at_ms FROM units
    WHERE ${isReady}
    ORDER BY settled_at_ms, job, unit_index LIMIT $1::int
  )
  SELECT j.job_id, c.unit_index, j.quorum, ${receiptColumns}
  FROM chosen c JOIN jobs j ON j.id = c.job
  JOIN receipts r ON r.job = c.job AND r.unit_index = c.unit_index
  ORDER BY c.settled_at_ms, c.job, c.unit_index, r.seq`

const unitsSql = `
  SELECT j.job_id, u.unit_index, j.quorum, ${receiptColumns}
  FROM units u JOIN jobs j ON j.id = u.job AND j.trust IS NULL
  JOIN receipts r ON r.job = u.job AND r.unit_index = u.unit_index
  WHERE u.batch_id = $1::int AND u.state = 'believed' ORDER BY u.job, u.unit_index, r.seq`

const countSql = `
  SELECT
    (SELECT count(*) FROM units WHERE ${isReady})::int AS ready,
    ((SELECT count(*) FROM units
      WHERE batch_id IS NULL AND (state = 'open' OR state = 'believed' AND active > 0))
     + (SELECT coalesce(sum(unit_count - next_unit), 0) FROM jobs
        WHERE next_unit < unit_count AND cancelled_at_ms IS NULL))::int AS pending`

/**
 * Each part ends at its first row, or at its bound: the last one goes past ready units alone, of
 * which there are fewer than a batch takes where anybody asks.
 */
const peekSql = `
  SELECT ready, ready < $1::int AND (
    EXISTS (SELECT 1 FROM jobs WHERE next_unit < unit_count AND cancelled_at_ms IS NULL)
    OR EXISTS (SELECT 1 FROM units WHERE state = 'open' AND batch_id IS NULL)
    OR EXISTS (SELECT 1 FROM units WHERE state = 'believed' AND batch_id IS NULL AND active > 0)
  ) AS pending
  FROM (
    SELECT count(*)::int AS ready FROM (SELECT 1 FROM units WHERE ${isReady} LIMIT $1::int) r
  ) found`

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
    INSERT INTO batch_shares (batch_id, job, units)
    SELECT $1::int, job, count(*) FROM claimed GROUP BY job RETURNING units
  )
  SELECT coalesce(sum(units), 0)::int AS claimed FROM shared`

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

interface BatchableRow extends ReceiptRow {
  readonly job_id: JobId
  readonly unit_index: number
  readonly quorum: number
}

/** Undoes the transaction of an insert that came too late. */
const lost = Symbol('lost')

export const batchesIn = ({ prisma, query, transaction }: Database): Batches =>
  over({ prisma, query, transaction }, createJobNumbers())

const over = (
  { prisma, query, transaction }: Pick<Database, 'prisma' | 'query' | 'transaction'>,
  findJobNumbers: FindJobNumbers,
): Batches => ({
  async findBatchable(limit) {
    return groupUnits(
      await transaction((session) => session.query<BatchableRow>(batchableSql, [limit])),
    )
  },

  async fetchBatchUnits(batchId) {
    return groupUnits(await query<BatchableRow>(unitsSql, [batchId]))
  },

  async countBatchable() {
    const [row] = await transaction((session) =>
      session.query<{ ready: number; pending: number }>(countSql, []),
    )
    return row ?? { ready: 0, pending: 0 }
  },

  async peekBatchable(unitsMax) {
    const [row] = await transaction((session) => session.query<BatchProspect>(peekSql, [unitsMax]))
    return row ?? { ready: 0, pending: false }
  },

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
  const joining = [...units, ...believed]
  const keys = joining.map((key) => ({ job_id: bytea(key.jobId), unit_index: key.unitIndex }))
  const [row] = await session.query<{ claimed: number }>(claimUnitsSql, [id, JSON.stringify(keys)])
  if (row?.claimed !== joining.length) throw lost
  const table = credits.map(({ account, cumulativeCreditMicro }) => ({
    account: bytea(account),
    credit: String(cumulativeCreditMicro),
  }))
  await session.query(creditSql, [JSON.stringify(table)])
  const [stored] = await session.query<{ rows: number; total: bigint }>(
    `SELECT count(*)::int AS rows, coalesce(sum(cumulative_credit_micro), 0) AS total FROM credits`,
    [],
  )
  const whole = stored?.rows === credits.length && stored.total === content.cumulativeCreditMicro
  invariant(whole, 'a batch brings the whole credit table, and its sum', { id, ...stored })
}

function groupUnits(rows: readonly BatchableRow[]): BundledUnit[] {
  const units: { unit: Omit<BundledUnit, 'receipts'>; receipts: BundledReceipt[] }[] = []
  for (const row of rows) {
    const unit = { jobId: row.job_id, unitIndex: row.unit_index, quorum: row.quorum }
    let last = units.at(-1)
    if (last?.unit.jobId !== unit.jobId || last.unit.unitIndex !== unit.unitIndex) {
      last = { unit, receipts: [] }
      units.push(last)
    }
    const { receipt, signature, acceptedAtMs } = toReceipt(unit, row)
    last.receipts.push({ receipt, signature, acceptedAtMs })
  }
  return units.map(({ unit, receipts }) => ({ ...unit, receipts }))
}
