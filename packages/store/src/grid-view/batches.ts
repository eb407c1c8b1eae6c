/** Batches and their way onto the chain. */
import type { Account, Hex } from '@pumasi/domain'
import type { BatchStatus, CommitRecord, GridView } from '@pumasi/engine'
import type { Database } from '../database.ts'
import { batchColumns, toBatch } from '../job-store/rows.ts'
import type { BatchRow } from '../job-store/rows.ts'

const statusSql = (which: string): string => `
  SELECT ${batchColumns}, coalesce(s.units, 0) AS units, c.ledger, c.chain_id, c.tx_hash,
    c.block_number, c.gas_used, c.prev, c.committed_at, coalesce(a.words, '[]'::jsonb) AS words
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
  ORDER BY b.id DESC`

interface CommitRow {
  readonly ledger: Account
  readonly chain_id: bigint
  readonly tx_hash: Hex
  readonly block_number: bigint
  readonly gas_used: bigint
  readonly prev: Hex
  readonly committed_at: bigint
}
type StatusRow = BatchRow &
  Pick<BatchStatus, 'units' | 'words'> &
  (CommitRow | { readonly ledger: null })

const toCommit = (batchId: number, row: CommitRow): CommitRecord => ({
  batchId,
  ledger: row.ledger,
  chainId: row.chain_id,
  txHash: row.tx_hash,
  blockNumber: Number(row.block_number),
  gasUsed: row.gas_used,
  prev: row.prev,
  committedAt: Number(row.committed_at),
})

const newestSql = statusSql('ORDER BY id DESC LIMIT $1::int')
const oneSql = statusSql('WHERE id = $1')

const toStatus = (row: StatusRow): BatchStatus => ({
  ...toBatch(row),
  units: row.units,
  words: row.words,
  commit: row.ledger === null ? null : toCommit(row.id, row),
})

/** One batch, as the listing has it. */
export async function fetchOneBatch({ query }: Database, id: number): Promise<BatchStatus | null> {
  const [row] = await query<StatusRow>(oneSql, [id])
  return row === undefined ? null : toStatus(row)
}

export const batchViewsIn = ({ query }: Database): Pick<GridView, 'fetchBatchStatus'> => ({
  async fetchBatchStatus(limit): Promise<readonly BatchStatus[]> {
    return (await query<StatusRow>(newestSql, [limit])).map(toStatus)
  },
})
