/** Jobs and units as people see them; counts come from counters kept in step with the units. */
import type { JobId } from '@pumasi/domain'
import type { GridView, JobProgress, UnitFailure, UnitStatus } from '@pumasi/engine'
import { bytea } from '../database.ts'
import type { Database, Parameter } from '../database.ts'
import { decodeSpec } from '../job-store/jobs.ts'
import { nameSql } from './job-name.ts'
import { steeringColumns, toSteering, toUnit, unitColumns } from '../job-store/rows.ts'
import type { SteeringRow, UnitRow } from '../job-store/rows.ts'

type Jobs = Pick<
  GridView,
  'fetchProgress' | 'fetchAllProgress' | 'fetchJobPage' | 'fetchUnits' | 'fetchCounts'
>

const progressSql = (which: string): string => `
  WITH active AS MATERIALIZED (
    SELECT job, count(*)::int AS leases FROM leases WHERE state = 'active' GROUP BY job
  )
  SELECT j.job_id, j.spec, j.unit_count, j.wall_max_ms, j.created_at_ms, j.cancelled_at_ms,
    ${steeringColumns},
    coalesce(t.believed, 0) AS believed, coalesce(t.failed, 0) AS failed,
    coalesce(t.last_belief_ms, 0) AS last_belief_ms, coalesce(s.committed, 0) AS committed,
    coalesce(a.leases, 0) AS active_leases
  FROM (SELECT * FROM jobs ${which}) j
  LEFT JOIN LATERAL (
    SELECT sum(believed)::int AS believed, sum(failed)::int AS failed,
      max(last_belief_ms) AS last_belief_ms
    FROM job_tallies WHERE job = j.id
  ) t ON true
  LEFT JOIN LATERAL (
    SELECT sum(units)::int AS committed FROM batch_shares b
    WHERE b.job = j.id AND EXISTS (SELECT 1 FROM commits c WHERE c.batch_id = b.batch_id)
  ) s ON true
  LEFT JOIN active a ON a.job = j.id
  ORDER BY j.id DESC`

const oneSql = progressSql('WHERE job_id = $1 AND deleted_at_ms IS NULL')
const allSql = progressSql('WHERE deleted_at_ms IS NULL ORDER BY id DESC LIMIT $1::int')

/** What a job has come to, as its counters say; noted with the job only seconds later. */
const stateSql = `CASE WHEN cancelled_at_ms IS NOT NULL THEN 'cancelled'
    WHEN finished_at_ms IS NOT NULL OR unit_count <= (
      SELECT coalesce(sum(believed + failed), 0) FROM job_tallies WHERE job = jobs.id
    ) THEN 'done' ELSE 'running' END`
const chosenSql = `WHERE deleted_at_ms IS NULL
  AND ($1 = '' OR position($1 in '0x' || encode(job_id, 'hex')) > 0
    OR position($1 in lower(${nameSql('spec')})) > 0)
  AND ($2 = 'all' OR $2 = ${stateSql})`
const pageSql = progressSql(`${chosenSql} ORDER BY id DESC LIMIT $3::int OFFSET $4::int`)
const pageCountSql = `SELECT count(*)::int AS total FROM jobs ${chosenSql}`

interface ProgressRow extends SteeringRow {
  readonly job_id: JobId
  readonly spec: string
  readonly unit_count: number
  readonly wall_max_ms: bigint
  readonly created_at_ms: bigint
  readonly cancelled_at_ms: bigint | null
  readonly believed: number
  readonly failed: number
  readonly last_belief_ms: bigint
  readonly committed: number
  readonly active_leases: number
}

const toProgress = (row: ProgressRow): JobProgress => ({
  ...{ id: row.job_id, spec: decodeSpec(row.spec), ...toSteering(row) },
  unitCount: row.unit_count,
  wallMaxMs: Number(row.wall_max_ms),
  createdAtMs: Number(row.created_at_ms),
  cancelledAtMs: row.cancelled_at_ms === null ? null : Number(row.cancelled_at_ms),
  believed: row.believed,
  failed: row.failed,
  // Cancelling a job leaves no unit open, whether it had come into being or not.
  cancelled: row.cancelled_at_ms === null ? 0 : row.unit_count - row.believed - row.failed,
  committed: row.committed,
  activeLeases: row.active_leases,
  lastBeliefMs: row.last_belief_ms === 0n ? null : Number(row.last_belief_ms),
})

const unitsSql = `
  SELECT ${unitColumns}, u.batch_id FROM units u
  WHERE u.job = $1 AND u.unit_index >= $2 AND u.unit_index < $3 ORDER BY u.unit_index`

const countsSql = `
  WITH totals AS (
    SELECT j.id, j.unit_count, j.cancelled_at_ms IS NULL AS running,
      coalesce(sum(t.believed), 0) AS believed, coalesce(sum(t.failed), 0) AS failed
    FROM jobs j LEFT JOIN job_tallies t ON t.job = j.id
    WHERE j.deleted_at_ms IS NULL GROUP BY j.id
  )
  SELECT count(*)::int AS jobs, coalesce(sum(believed), 0)::int AS believed,
    coalesce(sum(failed), 0)::int AS failed,
    coalesce(sum(unit_count - believed - failed) FILTER (WHERE running), 0)::int AS open
  FROM totals`

const failuresSql = `
  SELECT failure, count(*)::int AS units FROM units WHERE failure IS NOT NULL GROUP BY failure`

interface JobRow {
  readonly id: number
  readonly quorum: number
  readonly unit_count: number
  readonly cancelled: boolean
}

export const jobViewsIn = ({ query }: Database): Jobs => {
  const progress = async (sql: string, params: readonly Parameter[]): Promise<JobProgress[]> =>
    (await query<ProgressRow>(sql, params)).map(toProgress)

  return {
    fetchProgress: async (id) => (await progress(oneSql, [bytea(id)]))[0] ?? null,
    fetchAllProgress: (limit) => progress(allSql, [limit]),

    async fetchJobPage({ text, state, from, limit }) {
      const wanted = [text.toLowerCase(), state]
      const rows = await progress(pageSql, [...wanted, limit, from])
      const [counted] = await query<{ total: number }>(pageCountSql, wanted)
      return { rows, total: counted?.total ?? 0 }
    },

    async fetchUnits(jobId, from, limit) {
      const [job] = await query<JobRow>(
        `SELECT id, quorum, unit_count, cancelled_at_ms IS NOT NULL AS cancelled
         FROM jobs WHERE job_id = $1 AND deleted_at_ms IS NULL`,
        [bytea(jobId)],
      )
      if (job === undefined) return []
      const past = Math.min(job.unit_count, from + limit)
      const rows = await query<UnitRow & { batch_id: number | null }>(unitsSql, [
        job.id,
        from,
        past,
      ])
      const made = rows.map((row) => ({ ...toUnit(jobId, row), batchId: row.batch_id }))
      const next = from + made.length
      const rest = Array.from({ length: Math.max(0, past - next) }, (_, i) =>
        unitToCome(jobId, next + i, job),
      )
      return [...made, ...rest]
    },

    async fetchCounts() {
      type CountsRow = { jobs: number; open: number; believed: number; failed: number }
      const [counts] = await query<CountsRow>(countsSql, [])
      const rows = await query<{ failure: UnitFailure; units: number }>(failuresSql, [])
      const failures = Object.fromEntries(rows.map(({ failure, units }) => [failure, units]))
      return { ...(counts ?? { jobs: 0, open: 0, believed: 0, failed: 0 }), failures }
    },
  }
}

/** A unit that has no row yet, as it would come into being. */
const unitToCome = (jobId: JobId, unitIndex: number, job: JobRow): UnitStatus => ({
  jobId,
  unitIndex,
  state: job.cancelled ? 'cancelled' : 'open',
  wanted: job.quorum,
  vacant: job.cancelled ? 0 : job.quorum,
  verdict: null,
  failure: null,
  batchId: null,
})
