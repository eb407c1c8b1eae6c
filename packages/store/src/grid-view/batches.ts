/** Batches and their way onto the chain. */
import type { Account, Hex } from '@pumasi/domain'
import type { BatchStatus, CommitRecord, GridView } from '@pumasi/engine'
import type { Database } from '../database.ts'
import { batchColumns, toBatch } from '../job-store/rows.ts'
import type { BatchRow } from '../job-store/rows.ts'

const statusSql = (which: string): string => `
  SELECT ${batchColumns}, coalesce(s.units, 0) AS units, c.ledger, c.chain_id, c.tx_hash,
    c.block_number, c.gas_used, c.prev, c.committed_at, c.fee_wei, c.sent_at_ms,
    c.inclusion_ms, c.confirmation_ms, c.transactions, h.healed_at_ms,
    coalesce(a.words, '[]'::jsonb) AS words
  FROM (SELECT * FROM batches ${which}) b
  LEFT JOIN LATERAL (
    SELECT sum(units)::int AS units FROM batch_shares WHERE batch_id = b.id
  ) s ON true
  LEFT JOIN LATERAL (
    SELECT * FROM commits WHERE batch_id = b.id ORDER BY id DESC LIMIT 1
  ) c ON true
  LEFT JOIN LATERAL (
    SELECT jsonb_agg(
      jsonb_build_object('attestor', '0x' || encode(attestor, 'hex'), 'refusal', refusal)
      ORDER BY attestor
    ) AS words FROM attestations WHERE batch_id = b.id
  ) a ON true
  LEFT JOIN healed_voids h ON h.batch_id = b.id
  ORDER BY b.id DESC`

interface CommitRow {
  readonly ledger: Account
  readonly chain_id: bigint
  readonly tx_hash: Hex
  readonly block_number: bigint
  readonly gas_used: bigint
  readonly prev: Hex
  readonly committed_at: bigint
  readonly fee_wei: bigint | null
  readonly sent_at_ms: bigint | null
  readonly inclusion_ms: bigint
  readonly confirmation_ms: bigint
  readonly transactions: number
}
type StatusRow = BatchRow &
  Pick<BatchStatus, 'units' | 'words'> & { readonly healed_at_ms: bigint | null } & (
    CommitRow | { readonly ledger: null }
  )

const toCommit = (batchId: number, row: CommitRow): CommitRecord => ({
  batchId,
  ledger: row.ledger,
  chainId: row.chain_id,
  txHash: row.tx_hash,
  blockNumber: Number(row.block_number),
  gasUsed: row.gas_used,
  prev: row.prev,
  committedAt: Number(row.committed_at),
  feeWei: row.fee_wei,
  timing:
    row.sent_at_ms === null
      ? null
      : {
          sentAtMs: Number(row.sent_at_ms),
          inclusionMs: Number(row.inclusion_ms),
          confirmationMs: Number(row.confirmation_ms),
          transactions: row.transactions,
        },
})

const newestSql = statusSql('ORDER BY id DESC LIMIT $1::int')
const pageSql = statusSql('ORDER BY id DESC LIMIT $1::int OFFSET $2::int')
const oneSql = statusSql('WHERE id = $1')

const toStatus = (row: StatusRow): BatchStatus => ({
  ...toBatch(row),
  units: row.units,
  words: row.words,
  commit: row.ledger === null ? null : toCommit(row.id, row),
  healedAtMs: row.healed_at_ms === null ? null : Number(row.healed_at_ms),
})

/** One batch, as the listing has it. */
export async function fetchOneBatch({ query }: Database, id: number): Promise<BatchStatus | null> {
  const [row] = await query<StatusRow>(oneSql, [id])
  return row === undefined ? null : toStatus(row)
}

// A batch may be on several chains, and counts once.
const stepsSql = `
  SELECT (b.closed_at_ms / $2::bigint) * $2::bigint AS at_ms, count(*)::int AS batches,
    coalesce(sum(s.units), 0)::int AS units, sum(c.gas_used)::numeric AS gas_used,
    CASE WHEN count(c.fee_wei) = count(*) THEN sum(c.fee_wei) END AS fee_wei
  FROM batches b
  JOIN LATERAL (
    SELECT gas_used, fee_wei FROM commits WHERE batch_id = b.id ORDER BY id DESC LIMIT 1
  ) c ON true
  LEFT JOIN LATERAL (
    SELECT sum(units)::int AS units FROM batch_shares WHERE batch_id = b.id
  ) s ON true
  WHERE b.closed_at_ms >= $1::bigint GROUP BY 1 ORDER BY 1`

interface StepRow {
  readonly at_ms: bigint
  readonly batches: number
  readonly units: number
  readonly gas_used: bigint
  readonly fee_wei: bigint | null
}

type Batches = Pick<GridView, 'fetchBatchStatus' | 'fetchBatchPage' | 'fetchLedgerSteps'>

export const batchViewsIn = ({ query }: Database): Batches => ({
  async fetchBatchPage({ from, limit }) {
    const rows = await query<StatusRow>(pageSql, [limit, from])
    const [counted] = await query<{ total: number }>(
      'SELECT count(*)::int AS total FROM batches',
      [],
    )
    return { rows: rows.map(toStatus), total: counted?.total ?? 0 }
  },

  async fetchLedgerSteps({ sinceMs, stepMs }) {
    return (await query<StepRow>(stepsSql, [sinceMs, stepMs])).map((row) => ({
      ...{ atMs: Number(row.at_ms), batches: row.batches, units: row.units },
      ...{ gasUsed: row.gas_used, feeWei: row.fee_wei },
    }))
  },

  async fetchBatchStatus(limit): Promise<readonly BatchStatus[]> {
    return (await query<StatusRow>(newestSql, [limit])).map(toStatus)
  },
})
