/** What one account's machines did, by job. */
import type { JobId } from '@pumasi/domain'
import type { GridView } from '@pumasi/engine'
import { bytea } from '../database.ts'
import type { Database } from '../database.ts'
import { nameSql, readName } from './job-name.ts'

// The receipts are chosen first, along the index of the account.
const workSql = `
  WITH recent AS MATERIALIZED (
    SELECT job, unit_index, standing, fuel, credit_micro FROM receipts
    WHERE account = $1 ORDER BY seq DESC LIMIT $2::int
  ), done AS MATERIALIZED (
    SELECT r.*, EXISTS (
      SELECT 1 FROM units u JOIN commits c ON c.batch_id = u.batch_id
      WHERE u.job = r.job AND u.unit_index = r.unit_index
    ) AS committed FROM recent r
  )
  SELECT j.job_id, ${nameSql('j.spec')} AS name,
    count(*) FILTER (WHERE standing = 'pending')::int AS pending,
    count(*) FILTER (WHERE standing = 'credited')::int AS credited,
    count(*) FILTER (WHERE standing = 'refused')::int AS refused,
    sum(fuel)::numeric AS fuel, sum(credit_micro)::numeric AS credit_micro,
    coalesce(sum(credit_micro) FILTER (WHERE committed), 0)::numeric AS committed_micro
  FROM done d JOIN jobs j ON j.id = d.job GROUP BY j.id ORDER BY j.id DESC`

interface WorkRow {
  readonly job_id: JobId
  readonly name: string | null
  readonly pending: number
  readonly credited: number
  readonly refused: number
  readonly fuel: bigint
  readonly credit_micro: bigint
  readonly committed_micro: bigint
}

export const workViewsIn = ({ query }: Database): Pick<GridView, 'fetchWork'> => ({
  async fetchWork({ account, receiptsMax }) {
    const rows = await query<WorkRow>(workSql, [bytea(account), receiptsMax])
    return rows.map(({ job_id, name, credit_micro, committed_micro, ...row }) => ({
      ...{
        ...row,
        jobId: job_id,
        name: readName(name),
        creditMicro: credit_micro,
        committedMicro: committed_micro,
      },
    }))
  },
})
