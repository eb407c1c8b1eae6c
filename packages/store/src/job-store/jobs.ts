/** Jobs as they were submitted, their cancellation, and the settings kept beside them. */
import { encodeCanonical } from '@pumasi/domain'
import type { Canonical, Digest, JobSpec } from '@pumasi/domain'
import type { JobRecord, JobStore } from '@pumasi/engine'
import { bytea, fromBytes, toBytes } from '../database.ts'
import type { Database } from '../database.ts'
import type { JobModel } from '../generated/models.ts'
import { createSpecMemory } from './spec-memory.ts'
import type { SpecMemory } from './spec-memory.ts'

type Jobs = Pick<
  JobStore,
  'insertJob' | 'fetchJob' | 'fetchJobs' | 'cancelJob' | 'fetchSetting' | 'claimSetting'
>

const encodeSpec = (spec: JobSpec): string =>
  Buffer.from(encodeCanonical(spec as unknown as Canonical)).toString('utf8')

interface StoredSpec extends Omit<JobSpec, 'limits'> {
  readonly limits: Omit<JobSpec['limits'], 'fuelMax'> & { readonly fuelMax: string }
}

/** Canonical JSON writes bigint as a decimal string; a specification holds one. */
export function decodeSpec(text: string): JobSpec {
  const stored = JSON.parse(text) as StoredSpec
  return { ...stored, limits: { ...stored.limits, fuelMax: BigInt(stored.limits.fuelMax) } }
}

/** What a specification names. */
export const blobsNamedBy = ({ program, stdin, files }: JobSpec): readonly Digest[] => [
  program,
  ...stdin,
  ...files.map(({ digest }) => digest),
]

const toRecord = (row: JobModel): JobRecord => ({
  id: fromBytes(row.jobId),
  spec: decodeSpec(row.spec),
  unitCount: row.unitCount,
  wallMaxMs: Number(row.wallMaxMs),
  createdAtMs: Number(row.createdAtMs),
  cancelledAtMs: row.cancelledAtMs === null ? null : Number(row.cancelledAtMs),
})

const jobSql = `
  SELECT unit_count, wall_max_ms, created_at_ms, cancelled_at_ms,
    CASE WHEN $2::int = 1 THEN spec END AS spec
  FROM jobs WHERE job_id = $1 AND deleted_at_ms IS NULL`

/** The same specification is the same job: one that was deleted begins again under its number. */
const reviveSql = `
  UPDATE jobs SET deleted_at_ms = NULL, cancelled_at_ms = $2, created_at_ms = $3,
    wall_max_ms = $4, next_unit = 0
  WHERE job_id = $1 AND deleted_at_ms IS NOT NULL RETURNING id`

interface JobRow {
  readonly unit_count: number
  readonly wall_max_ms: bigint
  readonly created_at_ms: bigint
  readonly cancelled_at_ms: bigint | null
  /** Null unless it was asked for. */
  readonly spec: string | null
}

export const jobsIn = (database: Database): Jobs => over(database, createSpecMemory(decodeSpec))

const over = ({ prisma, query, transaction }: Database, specs: SpecMemory): Jobs => ({
  async insertJob({ id, spec, unitCount, wallMaxMs, createdAtMs, cancelledAtMs }) {
    const data = {
      jobId: toBytes(id),
      spec: encodeSpec(spec),
      quorum: spec.quorum,
      unitCount,
      wallMaxMs: BigInt(wallMaxMs),
      createdAtMs: BigInt(createdAtMs),
      cancelledAtMs: cancelledAtMs === null ? null : BigInt(cancelledAtMs),
    }
    const { count } = await prisma.job.createMany({ data, skipDuplicates: true })
    if (count === 1) return 'inserted'
    const revived = await query(reviveSql, [bytea(id), cancelledAtMs, createdAtMs, wallMaxMs])
    return revived.length === 1 ? 'inserted' : 'known'
  },

  async fetchJob(id) {
    const known = specs.get(id)
    const [row] = await query<JobRow>(jobSql, [bytea(id), known === undefined ? 1 : 0])
    if (row === undefined) return null
    const spec = known ?? specs.keep(id, row.spec ?? '')
    return {
      id,
      spec,
      unitCount: row.unit_count,
      wallMaxMs: Number(row.wall_max_ms),
      createdAtMs: Number(row.created_at_ms),
      cancelledAtMs: row.cancelled_at_ms === null ? null : Number(row.cancelled_at_ms),
    }
  },

  async fetchJobs(limit) {
    const rows = await prisma.job.findMany({
      where: { deletedAtMs: null },
      orderBy: { id: 'desc' },
      take: limit,
    })
    return rows.map(toRecord)
  },

  // Two statements: the second sees every unit that came into being before the first had its lock.
  cancelJob: (id, nowMs) =>
    transaction(async (session) => {
      const [job] = await session.query<{ id: number }>(
        `UPDATE jobs SET cancelled_at_ms = $2 WHERE job_id = $1 AND cancelled_at_ms IS NULL
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
