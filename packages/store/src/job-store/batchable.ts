/**
 * Units on their way into a batch: which may enter, how many wait, and which one holds.
 */
import { setImmediate } from 'node:timers/promises'
import type { JobId } from '@pumasi/domain'
import type { BatchProspect, BundledReceipt, BundledUnit, JobStore } from '@pumasi/engine'
import type { Database } from '../database.ts'
import { receiptColumns, toReceipt } from './rows.ts'
import type { ReceiptRow } from './rows.ts'

type Batchable = Pick<
  JobStore,
  'findBatchable' | 'fetchBatchUnits' | 'countBatchable' | 'peekBatchable'
>

/** May enter a batch. */
const isReady = `state = 'believed' AND batch_id IS NULL AND active = 0`

/**
 * Units read or claimed by one statement. PGlite runs in this thread: with two receipts each these
 * are read in about 40 ms and claimed in 20 on a busy machine; of a hundred thousand at once
 * reading took 54 s and claiming 10 (2026-11).
 */
export const PAGE_UNITS = 200

/** Those that come after a place in the order of belief. */
const batchableSql = `
  WITH chosen AS (
    SELECT job, unit_index, settled_at_ms FROM units
    WHERE ${isReady} AND settled_at_ms >= $2
      AND (settled_at_ms, job, unit_index) > ($2, $3::int, $4::int)
    ORDER BY settled_at_ms, job, unit_index LIMIT $1::int
  )
  SELECT c.settled_at_ms, c.job, j.job_id, c.unit_index, j.quorum, ${receiptColumns}
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
 * which there are fewer than a batch takes where anybody asks. Counted in the order of an index,
 * so that no plan gathers all of them first.
 */
const peekSql = `
  SELECT ready, ready < $1::int AND (
    EXISTS (SELECT 1 FROM jobs WHERE next_unit < unit_count AND cancelled_at_ms IS NULL)
    OR EXISTS (SELECT 1 FROM units WHERE state = 'open' AND batch_id IS NULL)
    OR EXISTS (SELECT 1 FROM units WHERE state = 'believed' AND batch_id IS NULL AND active > 0)
  ) AS pending
  FROM (
    SELECT count(*)::int AS ready FROM (
      SELECT 1 FROM units WHERE ${isReady} ORDER BY settled_at_ms LIMIT $1::int
    ) r
  ) found`

/** Where a unit is in the order of belief. */
interface PlaceRow {
  readonly settled_at_ms: bigint
  readonly job: number
  readonly unit_index: number
}

interface BatchableRow extends ReceiptRow {
  readonly job_id: JobId
  readonly unit_index: number
  readonly quorum: number
}

export const batchableIn = ({ query, transaction }: Database): Batchable => ({
  async findBatchable(unitsMax, receiptsMax = Infinity) {
    const units: BundledUnit[] = []
    let receipts = 0
    let after: readonly [bigint, number, number] = [-1n, 0, 0]
    for (;;) {
      const wanted = Math.min(PAGE_UNITS, unitsMax - units.length)
      if (wanted === 0) return units
      const rows = await transaction((session) =>
        session.query<BatchableRow & PlaceRow>(batchableSql, [wanted, ...after]),
      )
      const page = groupUnits(rows)
      for (const unit of page) {
        receipts += unit.receipts.length
        if (receipts > receiptsMax && units.length > 0) return units
        units.push(unit)
      }
      const last = rows.at(-1)
      if (last === undefined || page.length < wanted) return units
      after = [last.settled_at_ms, last.job, last.unit_index]
      await setImmediate()
    }
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
})

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
