/** What units need of their jobs' rows; it never changes. */
import type { JobId } from '@pumasi/domain'
import type { UnitKey } from '@pumasi/engine'
import { bytea } from '../database.ts'
import type { Session } from '../database.ts'

export interface JobNumber {
  /** Primary key of the row. */
  readonly number: number
  readonly quorum: number
}
export type Jobs = ReadonlyMap<JobId, JobNumber>

const numbersSql = `
  SELECT j.job_id, j.id AS number, j.quorum FROM json_array_elements_text($1::json) AS k(id)
  JOIN jobs j ON j.job_id = k.id::bytea`

/** The jobs of these units, as far as they exist. */
export async function findJobNumbers(session: Session, keys: readonly UnitKey[]): Promise<Jobs> {
  const ids = [...new Set(keys.map(({ jobId }) => bytea(jobId)))]
  const rows = await session.query<JobNumber & { readonly job_id: JobId }>(numbersSql, [
    JSON.stringify(ids),
  ])
  return new Map(rows.map(({ job_id: id, number, quorum }) => [id, { number, quorum }]))
}
