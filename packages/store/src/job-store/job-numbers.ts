/** What units need of their jobs' rows; it never changes, so it is asked for once. */
import type { JobId, TrustDemand } from '@pumasi/domain'
import type { UnitKey } from '@pumasi/engine'
import { bytea } from '../database.ts'
import type { Session } from '../database.ts'

export interface JobNumber {
  /** Primary key of the row. */
  readonly number: number
  readonly quorum: number
  /** Null where the quorum decides. */
  readonly trust: TrustDemand | null
}
export type Jobs = ReadonlyMap<JobId, JobNumber>

/** About 200 bytes each. */
const KEPT_MAX = 10_000

const numbersSql = `
  SELECT j.job_id, j.id AS number, j.quorum, j.trust
  FROM json_array_elements_text($1::json) AS k(id)
  JOIN jobs j ON j.job_id = k.id::bytea`

export type FindJobNumbers = (session: Session, keys: readonly UnitKey[]) => Promise<Jobs>

/** The jobs of these units, as far as they exist. */
export function createJobNumbers(): FindJobNumbers {
  const known = new Map<JobId, JobNumber>()
  return async (session, keys) => {
    const wanted = new Set(keys.map(({ jobId }) => jobId))
    const ids = [...wanted].filter((id) => !known.has(id)).map(bytea)
    type Row = JobNumber & { readonly job_id: JobId }
    const rows = ids.length === 0 ? [] : await session.query<Row>(numbersSql, [JSON.stringify(ids)])
    for (const { job_id: id, ...job } of rows) known.set(id, job)
    const jobs = new Map([...wanted].flatMap((id) => entryOf(id, known.get(id))))
    for (const [oldest] of known) {
      if (known.size <= KEPT_MAX) break
      known.delete(oldest)
    }
    return jobs
  }
}

const entryOf = (id: JobId, job: JobNumber | undefined): [JobId, JobNumber][] =>
  job === undefined ? [] : [[id, job]]
