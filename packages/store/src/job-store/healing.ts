/**
 * Healing: what follows in the store once batches are voided, in one transaction or not at all.
 *
 * Whoever inserts a batch and whoever heals take the same lock first, and look afterwards whether
 * the store is as they read it: no batch is built on a table that counts what was voided.
 */
import { decideAll } from '@pumasi/engine'
import type { Healing, JobStore } from '@pumasi/engine'
import { bytea } from '../database.ts'
import type { Database, Session } from '../database.ts'
import { createJobNumbers } from './job-numbers.ts'
import type { FindJobNumbers } from './job-numbers.ts'
import { loadUnits } from './units.ts'
import { encodeChanges, writeSql } from './write-units.ts'

type Healings = Pick<JobStore, 'fetchHealed' | 'heal'>

/** Taken by every transaction that goes on from the credit table; ends with it. */
export const lockTableSql = 'SELECT pg_advisory_xact_lock(1886744947)'

const healedSql = 'SELECT batch_id FROM healed_voids ORDER BY id'

const tipSql = `
  SELECT (SELECT coalesce(max(id), 0) FROM batches) AS tip,
    (SELECT count(*) FROM healed_voids)::int AS healed`

const insertSql = `
  INSERT INTO healed_voids (batch_id, healed_at_ms, overruled)
  SELECT v.id::int, $2, o.units
  FROM json_array_elements_text($1::json) WITH ORDINALITY AS v(id, place)
  LEFT JOIN jsonb_to_recordset($3::jsonb) AS o(batch int, units jsonb) ON o.batch = v.id::int
  ORDER BY v.place`

const rebuildSql = `
  UPDATE batches b SET credits_root = c.root, cumulative_credit_micro = c.credit, data_hash = c.data
  FROM jsonb_to_recordset($1::jsonb) AS c(id int, root bytea, credit numeric, data bytea)
  WHERE b.id = c.id RETURNING b.id`

/** Units leave their voided batch; answers how many did. */
const leaveSql = `
  WITH gone AS (
    UPDATE units u SET batch_id = NULL
    FROM jsonb_to_recordset($1::jsonb) AS k(job_id bytea, unit_index int)
    JOIN jobs j ON j.job_id = k.job_id
    WHERE u.job = j.id AND u.unit_index = k.unit_index AND u.batch_id IN (
      SELECT v.id::int FROM jsonb_array_elements_text($2::jsonb) AS v(id)
    ) RETURNING u.job
  )
  SELECT count(*)::int AS units FROM gone`

const sharesSql = `
  DELETE FROM batch_shares WHERE batch_id IN (
    SELECT v.id::int FROM json_array_elements_text($1::json) AS v(id)
  )`

const creditsSql = `
  INSERT INTO credits (account, cumulative_credit_micro)
  SELECT account, credit FROM jsonb_to_recordset($1::jsonb) AS c(account bytea, credit numeric)`

/** Undoes the transaction of a healing that came too late. */
const lost = Symbol('lost')

export function healingIn({ query, transaction }: Database): Healings {
  const findJobNumbers = createJobNumbers()
  return {
    async fetchHealed() {
      const rows = await query<{ batch_id: number }>(healedSql, [])
      return rows.map(({ batch_id }) => batch_id)
    },

    async heal(healing) {
      try {
        await transaction((session) => heal(session, healing, findJobNumbers))
        return 'healed'
      } catch (error) {
        if (error === lost) return 'lost'
        throw error
      }
    },
  }
}

async function heal(
  session: Session,
  healing: Healing,
  findJobNumbers: FindJobNumbers,
): Promise<void> {
  const { before, voids, tip, rebuilt, released, quarantined, credits, healedAtMs } = healing
  const { overrulings } = healing
  await session.query(lockTableSql, [])
  const [now] = await session.query<{ tip: number; healed: number }>(tipSql, [])
  if (now?.tip !== tip || now.healed !== before.length) throw lost
  const ids = JSON.stringify(voids)
  const overruled = overrulings.map(({ batchId, units }) => ({ batch: batchId, units }))
  await session.query(insertSql, [ids, healedAtMs, JSON.stringify(overruled)])
  const contents = rebuilt.map(({ id, content }) => ({
    ...{ id, root: bytea(content.creditsRoot), data: bytea(content.dataHash) },
    credit: String(content.cumulativeCreditMicro),
  }))
  const made = await session.query(rebuildSql, [JSON.stringify(contents)])
  const leaving = [...released, ...quarantined]
  const keys = leaving.map((key) => ({ job_id: bytea(key.jobId), unit_index: key.unitIndex }))
  const [left] = await session.query<{ units: number }>(leaveSql, [JSON.stringify(keys), ids])
  if (made.length !== rebuilt.length || left?.units !== leaving.length) throw lost
  await quarantine(session, healing, findJobNumbers)
  await session.query(sharesSql, [ids])
  await session.query('DELETE FROM credits', [])
  const table = credits.map(({ account, cumulativeCreditMicro }) => ({
    account: bytea(account),
    credit: String(cumulativeCreditMicro),
  }))
  await session.query(creditsSql, [JSON.stringify(table)])
}

async function quarantine(
  session: Session,
  { quarantined, decide }: Healing,
  findJobNumbers: FindJobNumbers,
): Promise<void> {
  if (quarantined.length === 0) return
  const jobs = await findJobNumbers(session, quarantined)
  const views = await loadUnits(session, quarantined, jobs)
  const { changed } = decideAll(views, quarantined, (view) => ({ change: decide(view) }))
  await session.query(writeSql, encodeChanges(changed, jobs))
}
