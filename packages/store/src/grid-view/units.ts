/** The history of one unit: its leases, its receipts, its batch. */
import type { GridView, Lease, ReceiptDetail } from '@pumasi/engine'
import { bytea } from '../database.ts'
import type { Database } from '../database.ts'
import { leaseColumns, receiptColumns, toLease } from '../job-store/rows.ts'
import type { LeaseRow } from '../job-store/rows.ts'
import { fetchOneBatch } from './batches.ts'
import { toStatus } from './hosts.ts'
import type { NamedReceipt } from './hosts.ts'
import { jobViewsIn } from './jobs.ts'

const leasesSql = `
  SELECT ${leaseColumns} FROM leases l JOIN jobs j ON j.id = l.job
  WHERE j.job_id = $1 AND l.unit_index = $2 ORDER BY l.granted_at_ms, l.lease_id`

const receiptsSql = `
  SELECT j.job_id, r.unit_index, ${receiptColumns} FROM receipts r JOIN jobs j ON j.id = r.job
  WHERE j.job_id = $1 AND r.unit_index = $2 ORDER BY r.seq`

export const unitViewsIn = (database: Database): Pick<GridView, 'fetchUnitHistory'> => ({
  async fetchUnitHistory(jobId, unitIndex) {
    const { query } = database
    const [unit] = await jobViewsIn(database).fetchUnits(jobId, unitIndex, 1)
    if (unit === undefined) return null
    const key = [bytea(jobId), unitIndex]
    const leases = await query<LeaseRow>(leasesSql, key)
    const receipts = await query<NamedReceipt>(receiptsSql, key)
    return {
      unit,
      leases: leases.map((row): Lease => toLease(unit, row)),
      receipts: receipts.map(toDetail),
      batch: unit.batchId === null ? null : await fetchOneBatch(database, unit.batchId),
    }
  },
})

const toDetail = (row: NamedReceipt): ReceiptDetail => ({
  ...toStatus(row),
  ...{ outputHash: row.output_hash, exitClass: row.exit_class, fuel: row.fuel },
})
