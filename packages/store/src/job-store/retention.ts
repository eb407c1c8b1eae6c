/**
 * Retention: rows that only tell of the past, cancelled jobs, and which blobs are still needed.
 *
 * Needed digests are found by reading whole tables, one slice of all digests at a time: an index
 * for a question asked once in ten minutes would cost every receipt an insertion.
 */
import type { Digest, JobId } from '@pumasi/domain'
import type { JobDeletion, Retention } from '@pumasi/engine'
import { bytea } from '../database.ts'
import type { Database, Session } from '../database.ts'
import { blobsNamedBy, decodeSpec } from './jobs.ts'

const neededSql = `
  SELECT output_hash AS digest FROM receipts
  WHERE get_byte(output_hash, 0) = $1::int AND (standing <> 'refused' OR accepted_at_ms >= $2)
  UNION SELECT output_hash FROM units WHERE get_byte(output_hash, 0) = $1::int
  UNION SELECT data_hash FROM batches WHERE get_byte(data_hash, 0) = $1::int
  UNION SELECT job_id FROM jobs WHERE get_byte(job_id, 0) = $1::int AND deleted_at_ms IS NULL`

/** Specifications one after another: one alone may name 100,000 inputs. */
const specSql = `
  SELECT id, spec FROM jobs WHERE id > $1::int AND deleted_at_ms IS NULL ORDER BY id LIMIT 1`

const jobSql = `
  SELECT id, cancelled_at_ms IS NOT NULL AS cancelled, deleted_at_ms IS NOT NULL AS deleted
  FROM jobs WHERE job_id = $1 FOR UPDATE`

const believedSql = `
  SELECT count(*)::int AS units FROM units
  WHERE job = $1::int AND (state = 'believed' OR batch_id IS NOT NULL)`

/** Leaves before what they hang on: whoever is cut off here leaves a job that can be deleted. */
const deleteSql = (['leases', 'receipts', 'units'] as const).map(
  (table) => `
  WITH gone AS (
    DELETE FROM ${table} WHERE ctid = ANY (ARRAY(
      SELECT ctid FROM ${table} WHERE job = $1::int LIMIT $2::int
    )) RETURNING 1
  ) SELECT count(*)::int AS rows FROM gone`,
)

const deletableSql = `
  SELECT job_id FROM jobs j
  WHERE cancelled_at_ms < $1 AND deleted_at_ms IS NULL AND NOT EXISTS (
    SELECT 1 FROM units u
    WHERE u.job = j.id AND (u.state = 'believed' OR u.batch_id IS NOT NULL)
  )
  ORDER BY cancelled_at_ms, id LIMIT $2::int`

const leasesSql = `
  WITH gone AS (
    DELETE FROM leases WHERE lease_id IN (
      SELECT lease_id FROM leases WHERE state = 'expired' AND expires_at_ms < $1
      ORDER BY expires_at_ms LIMIT $2::int
    ) AND state = 'expired' RETURNING 1
  ) SELECT count(*)::int AS rows FROM gone`

const hostsSql = `
  WITH gone AS (
    DELETE FROM hosts WHERE session IN (
      SELECT session FROM hosts h WHERE last_seen_ms < $1 AND NOT EXISTS (
        SELECT 1 FROM host_tallies t
        WHERE t.session = h.session AND t.account = h.account AND t.received > 0
      )
      ORDER BY last_seen_ms LIMIT $2::int
    ) AND last_seen_ms < $1 RETURNING 1
  ) SELECT count(*)::int AS rows FROM gone`

const admissionsSql = `
  WITH gone AS (
    DELETE FROM admissions WHERE account IN (
      SELECT account FROM admissions n WHERE admitted_at_ms < $1 AND NOT EXISTS (
        SELECT 1 FROM hosts h WHERE h.account = n.account AND h.last_seen_ms >= $1
      )
      ORDER BY admitted_at_ms LIMIT $2::int
    ) AND admitted_at_ms < $1 RETURNING 1
  ) SELECT count(*)::int AS rows FROM gone`

export const retentionIn = ({ query, transaction }: Database): Retention => {
  const rowsOf = async (sql: string, beforeMs: number, limit: number): Promise<number> =>
    (await query<{ rows: number }>(sql, [beforeMs, limit]))[0]?.rows ?? 0

  return {
    async findNeededBlobs(slice, refusedBeforeMs) {
      const rows = await query<{ digest: Digest }>(neededSql, [slice, refusedBeforeMs])
      const needed = new Set(rows.map(({ digest }) => digest))
      const prefix = `0x${slice.toString(16).padStart(2, '0')}`
      for (let after: number | undefined = 0; after !== undefined;) {
        type Row = { readonly id: number; readonly spec: string }
        const [job]: readonly Row[] = await query<Row>(specSql, [after])
        const named = job === undefined ? [] : blobsNamedBy(decodeSpec(job.spec))
        for (const digest of named) if (digest.startsWith(prefix)) needed.add(digest)
        after = job?.id
      }
      return needed
    },

    deleteJob: (id, nowMs, rowsMax) =>
      transaction((session) => deleteSome(session, id, nowMs, rowsMax)),

    async findDeletableJobs(cancelledBeforeMs, limit) {
      const rows = await query<{ job_id: JobId }>(deletableSql, [cancelledBeforeMs, limit])
      return rows.map(({ job_id: id }) => id)
    },

    dropExpiredLeases: (beforeMs, limit) => rowsOf(leasesSql, beforeMs, limit),
    dropIdleHosts: (beforeMs, limit) => rowsOf(hostsSql, beforeMs, limit),
    dropIdleAdmissions: (beforeMs, limit) => rowsOf(admissionsSql, beforeMs, limit),
  }
}

async function deleteSome(
  session: Session,
  id: JobId,
  nowMs: number,
  rowsMax: number,
): Promise<JobDeletion> {
  type Row = { readonly id: number; readonly cancelled: boolean; readonly deleted: boolean }
  const [job] = await session.query<Row>(jobSql, [bytea(id)])
  if (job === undefined || job.deleted) return { kind: 'unknown' }
  if (!job.cancelled) return { kind: 'running' }
  const [believed] = await session.query<{ units: number }>(believedSql, [job.id])
  if (believed !== undefined && believed.units > 0) return { kind: 'kept', units: believed.units }
  for (const sql of deleteSql) {
    const [gone] = await session.query<{ rows: number }>(sql, [job.id, rowsMax])
    if (gone?.rows === rowsMax) return { kind: 'more' }
  }
  await session.query('DELETE FROM job_tallies WHERE job = $1::int', [job.id])
  await session.query('UPDATE jobs SET deleted_at_ms = $2 WHERE id = $1::int', [job.id, nowMs])
  return { kind: 'deleted' }
}
