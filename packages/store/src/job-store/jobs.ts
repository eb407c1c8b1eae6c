/** Jobs as they were submitted, how they are steered, and the settings kept beside them. */
import { encodeCanonical } from '@pumasi/domain'
import type { Canonical, Digest, JobId, JobSpec } from '@pumasi/domain'
import type { JobOutcomes, JobRecord, JobStore } from '@pumasi/engine'
import { bytea, toBytes } from '../database.ts'
import type { Database } from '../database.ts'
import { steeringColumns, toMs, toSteering } from './rows.ts'
import type { SteeringRow } from './rows.ts'
import { createSpecMemory } from './spec-memory.ts'
import type { SpecMemory } from './spec-memory.ts'

type Jobs = Pick<
  JobStore,
  | 'insertJob'
  | 'fetchJob'
  | 'fetchJobs'
  | 'steerJob'
  | 'finishJobs'
  | 'findFailing'
  | 'fetchUsage'
  | 'cancelJob'
  | 'fetchSetting'
  | 'claimSetting'
>

const encodeSpec = (spec: JobSpec): string =>
  Buffer.from(encodeCanonical(spec as unknown as Canonical)).toString('utf8')

interface StoredSpec {
  readonly limits: Omit<JobSpec['limits'], 'fuelMax'> & { readonly fuelMax: string }
}

/** Canonical JSON writes bigint as a decimal string; a specification holds one. */
export function decodeSpec(text: string): JobSpec {
  const stored = JSON.parse(text) as StoredSpec
  const limits = { ...stored.limits, fuelMax: BigInt(stored.limits.fuelMax) }
  return { ...stored, limits } as JobSpec
}

/** What a specification names. */
export const blobsNamedBy = ({ program, stdin, files }: JobSpec): readonly Digest[] => [
  program,
  ...stdin,
  ...files.map(({ digest }) => digest),
]

/** The same specification is the same job: one that was deleted begins again under its number. */
const reviveSql = `
  UPDATE jobs SET deleted_at_ms = NULL, cancelled_at_ms = $2, created_at_ms = $3,
    wall_max_ms = $4, next_unit = 0, requester = $5, priority = $6::int, paused_at_ms = NULL,
    pause_reason = NULL, finished_at_ms = NULL, failures_forgiven = 0
  WHERE job_id = $1 AND deleted_at_ms IS NOT NULL RETURNING id`

const columns = `j.unit_count, j.wall_max_ms, j.created_at_ms, j.cancelled_at_ms, ${steeringColumns}`

const oneSql = `
  SELECT ${columns}, CASE WHEN $2::int = 1 THEN j.spec END AS spec FROM jobs j
  WHERE j.job_id = $1 AND j.deleted_at_ms IS NULL`

const newestSql = `
  SELECT j.job_id, j.spec, ${columns} FROM jobs j
  WHERE j.deleted_at_ms IS NULL ORDER BY j.id DESC LIMIT $1::int`

interface JobRow extends SteeringRow {
  readonly unit_count: number
  readonly wall_max_ms: bigint
  readonly created_at_ms: bigint
  readonly cancelled_at_ms: bigint | null
}

const toRecord = (id: JobId, spec: JobSpec, row: JobRow): JobRecord => ({
  ...{ id, spec, ...toSteering(row) },
  unitCount: row.unit_count,
  wallMaxMs: Number(row.wall_max_ms),
  createdAtMs: Number(row.created_at_ms),
  cancelledAtMs: toMs(row.cancelled_at_ms),
})

const steerSql = `
  UPDATE jobs SET priority = $2::int, paused_at_ms = $3, pause_reason = $4,
    failures_forgiven = $5::int
  WHERE id = $1::int`

const finishSql = `
  UPDATE jobs j SET finished_at_ms = $1
  WHERE j.finished_at_ms IS NULL AND j.next_unit = j.unit_count AND j.unit_count <= (
    SELECT coalesce(sum(t.believed + t.failed), 0) FROM job_tallies t WHERE t.job = j.id
  ) RETURNING j.id`

const failingSql = `
  SELECT j.job_id AS id, t.believed, t.failed, j.failures_forgiven AS "failuresForgiven"
  FROM jobs j CROSS JOIN LATERAL (
    SELECT coalesce(sum(believed), 0)::int AS believed, coalesce(sum(failed), 0)::int AS failed
    FROM job_tallies WHERE job = j.id
  ) t
  WHERE j.finished_at_ms IS NULL AND j.paused_at_ms IS NULL
    AND t.failed - j.failures_forgiven >= $1::int ORDER BY j.id`

const usageSql = (own: string): string => `
  SELECT count(*) FILTER (WHERE finished_at_ms IS NULL)::int AS jobs,
    coalesce(sum(unit_count) FILTER (WHERE finished_at_ms IS NULL), 0)::bigint AS units,
    count(*) FILTER (WHERE created_at_ms >= $1)::int AS submissions
  FROM jobs WHERE ${own}`

export const jobsIn = (database: Database): Jobs => over(database, createSpecMemory(decodeSpec))

const over = ({ prisma, query, transaction }: Database, specs: SpecMemory): Jobs => ({
  async insertJob(job) {
    const big = (ms: number | null) => (ms === null ? null : BigInt(ms))
    const data = {
      jobId: toBytes(job.id),
      spec: encodeSpec(job.spec),
      requester: job.requester === null ? null : toBytes(job.requester),
      priority: job.priority,
      quorum: job.spec.quorum ?? 1,
      ...(job.spec.trust && { trust: { ...job.spec.trust } }),
      unitCount: job.unitCount,
      wallMaxMs: BigInt(job.wallMaxMs),
      createdAtMs: BigInt(job.createdAtMs),
      cancelledAtMs: big(job.cancelledAtMs),
      pausedAtMs: big(job.pausedAtMs),
      pauseReason: job.pauseReason,
      finishedAtMs: big(job.finishedAtMs),
      failuresForgiven: job.failuresForgiven,
    }
    const { count } = await prisma.job.createMany({ data, skipDuplicates: true })
    if (count === 1) return 'inserted'
    const { cancelledAtMs, createdAtMs, wallMaxMs, requester, priority } = job
    const who = requester === null ? null : bytea(requester)
    const params = [bytea(job.id), cancelledAtMs, createdAtMs, wallMaxMs, who, priority]
    const revived = await query(reviveSql, params)
    return revived.length === 1 ? 'inserted' : 'known'
  },

  async fetchJob(id) {
    const known = specs.get(id)
    type Row = JobRow & { /** Null unless it was asked for. */ readonly spec: string | null }
    const [row] = await query<Row>(oneSql, [bytea(id), known === undefined ? 1 : 0])
    return row === undefined ? null : toRecord(id, known ?? specs.keep(id, row.spec ?? ''), row)
  },

  async fetchJobs(limit) {
    type Row = JobRow & { readonly job_id: JobId; readonly spec: string }
    const rows = await query<Row>(newestSql, [limit])
    return rows.map((row) => toRecord(row.job_id, decodeSpec(row.spec), row))
  },

  steerJob: (id, decide) =>
    transaction(async (session) => {
      const [row] = await session.query<SteeringRow & { id: number }>(
        `SELECT j.id, ${steeringColumns} FROM jobs j
         WHERE j.job_id = $1 AND j.deleted_at_ms IS NULL FOR UPDATE`,
        [bytea(id)],
      )
      if (row === undefined) return null
      const [tally] = await session.query<{ failed: number }>(
        'SELECT coalesce(sum(failed), 0)::int AS failed FROM job_tallies WHERE job = $1',
        [row.id],
      )
      const { answer, change } = decide(toSteering(row), tally?.failed ?? 0)
      if (change !== null) {
        const { priority, pausedAtMs, pauseReason, failuresForgiven } = change
        const params = [row.id, priority, pausedAtMs, pauseReason, failuresForgiven]
        await session.query(steerSql, params)
      }
      return answer
    }),

  finishJobs: async (nowMs) => (await query(finishSql, [nowMs])).length,

  findFailing: (failuresMin) => query<JobOutcomes & { id: JobId }>(failingSql, [failuresMin]),

  async fetchUsage(requester, sinceMs) {
    type Row = { jobs: number; units: bigint; submissions: number }
    const [row] = await (requester === null
      ? query<Row>(usageSql('requester IS NULL'), [sinceMs])
      : query<Row>(usageSql('requester = $2'), [sinceMs, bytea(requester)]))
    const { jobs = 0, units = 0n, submissions = 0 } = row ?? {}
    return { jobsOpen: jobs, unitsOpen: Number(units), submissions }
  },

  // Two statements: the second sees every unit that came into being before the first had its lock.
  cancelJob: (id, nowMs) =>
    transaction(async (session) => {
      const [job] = await session.query<{ id: number }>(
        `UPDATE jobs SET cancelled_at_ms = $2, finished_at_ms = coalesce(finished_at_ms, $2)
         WHERE job_id = $1 AND cancelled_at_ms IS NULL
         RETURNING id`,
        [bytea(id), nowMs],
      )
      if (job === undefined) return false
      await session.query(
        `UPDATE units SET state = 'cancelled', vacant = 0, settled_at_ms = $2
         WHERE job = $1 AND state = 'open'`,
        [job.id, nowMs],
      )
      return true
    }),

  async fetchSetting(key) {
    return (await prisma.setting.findUnique({ where: { key } }))?.value ?? null
  },

  async claimSetting(key, value) {
    await prisma.setting.createMany({ data: { key, value }, skipDuplicates: true })
    return (await prisma.setting.findUniqueOrThrow({ where: { key } })).value
  },
})
