/** The grid as a whole, in one statement over counters and narrow indexes: no unit is read. */
import type { GridTotals, GridView } from '@pumasi/engine'
import type { Database } from '../database.ts'

const totalsSql = `
  WITH by_job AS (
    SELECT j.unit_count, j.cancelled_at_ms IS NULL AS live,
      coalesce(sum(t.believed), 0) AS believed, coalesce(sum(t.failed), 0) AS failed
    FROM jobs j LEFT JOIN job_tallies t ON t.job = j.id
    WHERE j.deleted_at_ms IS NULL GROUP BY j.id
  ), waiting AS (
    SELECT b.closed_at_ms FROM batches b
    WHERE NOT EXISTS (SELECT 1 FROM commits c WHERE c.batch_id = b.id)
  )
  SELECT
    (SELECT count(*)::int FROM by_job) AS jobs,
    (SELECT coalesce(sum(unit_count - believed - failed) FILTER (WHERE live), 0)::int FROM by_job)
      AS units_open,
    (SELECT coalesce(sum(believed), 0)::int FROM by_job) AS units_believed,
    (SELECT count(*)::int FROM hosts) AS hosts,
    (SELECT count(*)::int FROM hosts WHERE last_seen_ms >= $1) AS hosts_alive,
    (SELECT count(DISTINCT session)::int FROM leases WHERE state = 'active') AS hosts_busy,
    (SELECT coalesce(sum(received), 0)::int FROM host_tallies) AS receipts,
    (SELECT count(*)::int FROM batches) AS batches,
    (SELECT count(*)::int FROM waiting) AS batches_waiting,
    (SELECT min(closed_at_ms) FROM waiting) AS waiting_since_ms`

interface TotalsRow {
  readonly jobs: number
  readonly units_open: number
  readonly units_believed: number
  readonly hosts: number
  readonly hosts_alive: number
  readonly hosts_busy: number
  readonly receipts: number
  readonly batches: number
  readonly batches_waiting: number
  readonly waiting_since_ms: bigint | null
}

export const totalViewsIn = ({ query }: Database): Pick<GridView, 'fetchTotals'> => ({
  async fetchTotals({ aliveSinceMs }): Promise<GridTotals> {
    const [row] = await query<TotalsRow>(totalsSql, [aliveSinceMs])
    if (row === undefined) throw new Error('found no row of totals, expected one')
    return {
      ...{ jobs: row.jobs, unitsOpen: row.units_open, unitsBelieved: row.units_believed },
      ...{ hosts: row.hosts, hostsAlive: row.hosts_alive, hostsBusy: row.hosts_busy },
      ...{ receipts: row.receipts, batches: row.batches, batchesWaiting: row.batches_waiting },
      waitingSinceMs: row.waiting_since_ms === null ? null : Number(row.waiting_since_ms),
    }
  },
})
