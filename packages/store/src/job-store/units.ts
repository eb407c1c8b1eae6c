/**
 * Units: the one place where units' lives go on, one event at a time for each.
 *
 * The units' rows are locked first, in one order for everybody, and their leases and receipts are
 * read by later statements, because a statement that waited for a lock still sees everything but
 * the locked rows as it was before. Leases are locked too: renewing one while it is being closed
 * waits, and then finds it closed. However many units there are, it is four statements.
 */
import type { JobId } from '@pumasi/domain'
import { invariant } from '@pumasi/domain'
import { decideAll, keyOfUnit } from '@pumasi/engine'
import type { JobStore, UnitChange, UnitKey, UnitView } from '@pumasi/engine'
import { bytea } from '../database.ts'
import type { Database, Session } from '../database.ts'
import { leaseColumns, receiptColumns, toLease, toReceipt, toUnit, unitColumns } from './rows.ts'
import type { LeaseRow, ReceiptRow, UnitRow } from './rows.ts'
import { encodeChanges, writeSql } from './write-units.ts'

type Units = Pick<JobStore, 'transactUnits' | 'transactUnit'>

const lockSql = `
  SELECT j.job_id, u.job, j.quorum, ${unitColumns}
  FROM json_to_recordset($1::json) AS k(job_id bytea, unit_index int)
  JOIN jobs j ON j.job_id = k.job_id
  JOIN units u ON u.job = j.id AND u.unit_index = k.unit_index
  ORDER BY u.job, u.unit_index FOR UPDATE OF u`

const leasesSql = `
  SELECT l.job, l.unit_index, ${leaseColumns}
  FROM json_to_recordset($1::json) AS k(job int, unit_index int)
  JOIN leases l ON l.job = k.job AND l.unit_index = k.unit_index
  ORDER BY l.job, l.unit_index, l.granted_at_ms, l.lease_id FOR UPDATE OF l`

const receiptsSql = `
  SELECT r.job, r.unit_index, ${receiptColumns}
  FROM json_to_recordset($1::json) AS k(job int, unit_index int)
  JOIN receipts r ON r.job = k.job AND r.unit_index = k.unit_index
  ORDER BY r.job, r.unit_index, r.seq`

interface Place {
  readonly job: number
  readonly unit_index: number
}
interface LockedRow extends UnitRow, Place {
  readonly job_id: JobId
  readonly quorum: number
}

export function unitsIn({ transaction }: Database): Units {
  const transact = <Item extends UnitKey, Step extends { readonly change: UnitChange | null }>(
    items: readonly Item[],
    decide: (view: UnitView, item: Item) => Step,
  ): Promise<readonly Step[]> =>
    transaction(async (session) => {
      const { views, jobs } = await load(session, items)
      const { steps, changed } = decideAll(views, items, decide)
      if (changed.length > 0) await session.query(writeSql, encodeChanges(changed, jobs))
      return steps
    })
  return {
    transactUnits: async (items, decide) => (items.length === 0 ? [] : transact(items, decide)),
    transactUnit: async (key, decide) => {
      const [step] = await transact([key], decide)
      invariant(step !== undefined, 'a step for each item', {})
      return step
    },
  }
}

/** Locks the units that are there and reads all that belongs to them. */
async function load(session: Session, keys: readonly UnitKey[]) {
  const wanted = new Map(keys.map((key) => [keyOfUnit(key), key]))
  const named = [...wanted.values()].map((key) => ({
    job_id: bytea(key.jobId),
    unit_index: key.unitIndex,
  }))
  const rows = await session.query<LockedRow>(lockSql, [JSON.stringify(named)])
  const places = JSON.stringify(rows.map(({ job, unit_index }) => ({ job, unit_index })))
  const leases = groupByPlace(await session.query<LeaseRow & Place>(leasesSql, [places]))
  const receipts = groupByPlace(await session.query<ReceiptRow & Place>(receiptsSql, [places]))
  const views = rows.map((row): UnitView => {
    const key = { jobId: row.job_id, unitIndex: row.unit_index }
    return {
      unit: toUnit(row.job_id, row),
      quorum: row.quorum,
      leases: (leases.get(placeOf(row)) ?? []).map((lease) => toLease(key, lease)),
      receipts: (receipts.get(placeOf(row)) ?? []).map((receipt) => toReceipt(key, receipt)),
    }
  })
  return { views, jobs: new Map(rows.map(({ job_id, job }) => [job_id, job])) }
}

const placeOf = ({ job, unit_index }: Place): string => `${job} ${unit_index}`

const groupByPlace = <Row extends Place>(rows: readonly Row[]): Map<string, Row[]> =>
  Map.groupBy(rows, placeOf)
