/**
 * Units: the one place where units' lives go on, one event at a time for each.
 *
 * The units' rows are locked first, in one order for everybody, and their leases and receipts are
 * read by later statements, because a statement that waited for a lock still sees everything but
 * the locked rows as it was before. Leases are locked too: renewing one while it is being closed
 * waits, and then finds it closed. However many units there are, it is four statements.
 */
import { invariant } from '@pumasi/domain'
import type { Account } from '@pumasi/domain'
import { decideAll, keyOfUnit } from '@pumasi/engine'
import type { AccountStanding, JobStore, UnitChange, UnitKey, UnitView } from '@pumasi/engine'
import type { Database, Session } from '../database.ts'
import { createJobNumbers } from './job-numbers.ts'
import type { Jobs } from './job-numbers.ts'
import { leaseColumns, receiptColumns, toLease, toReceipt, toUnit, unitColumns } from './rows.ts'
import type { LeaseRow, ReceiptRow, UnitRow } from './rows.ts'
import { encodeChanges, writeSql } from './write-units.ts'

type Units = Pick<JobStore, 'transactUnits' | 'transactUnit'>

// A subquery that locks is planned by itself, so both columns of the key are looked up, and the
// rows are locked in the order of the array.
const lockSql = `
  SELECT u.* FROM json_to_recordset($1::json) AS k(job int, unit_index int)
  CROSS JOIN LATERAL (
    SELECT u.job, ${unitColumns} FROM units u
    WHERE u.job = k.job AND u.unit_index = k.unit_index FOR UPDATE
  ) u`

/** With what batches have established about the holders, where trust decides. */
const leasesSql = (byTrust: boolean): string => `
  SELECT l.job, l.unit_index, ${leaseColumns} ${byTrust ? ', a.strikes, a.history' : ''}
  FROM json_to_recordset($1::json) AS k(job int, unit_index int)
  JOIN leases l ON l.job = k.job AND l.unit_index = k.unit_index
  ${byTrust ? 'LEFT JOIN accounts a ON a.account = l.account' : ''}
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
interface LockedRow extends UnitRow, Place {}
interface HeldRow extends LeaseRow, Place {
  readonly strikes?: number | null
  readonly history?: number | null
}

export function unitsIn({ transaction }: Database): Units {
  const findJobNumbers = createJobNumbers()
  const transact = async <
    Item extends UnitKey,
    Step extends { readonly change: UnitChange | null },
  >(
    items: readonly Item[],
    decide: (view: UnitView, item: Item) => Step,
  ): Promise<readonly Step[]> =>
    transaction(async (session) => {
      const jobs = await findJobNumbers(session, items)
      const views = await loadUnits(session, items, jobs)
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

/** Locks the units that are there, by job and index, and reads all that belongs to them. */
export async function loadUnits(
  session: Session,
  keys: readonly UnitKey[],
  jobs: Jobs,
): Promise<UnitView[]> {
  const wanted = new Map(keys.map((key) => [keyOfUnit(key), key]))
  const named = [...wanted.values()]
    .flatMap(({ jobId, unitIndex }) => {
      const job = jobs.get(jobId)
      return job === undefined ? [] : [{ job: job.number, unit_index: unitIndex, jobId, ...job }]
    })
    .sort((a, b) => a.job - b.job || a.unit_index - b.unit_index)
  const byTrust = named.some(({ trust }) => trust !== null)
  const places = JSON.stringify(named.map(({ job, unit_index }) => ({ job, unit_index })))
  // Asked in one breath, run one after another.
  const [units, leases, receipts] = await Promise.all([
    session.query<LockedRow>(lockSql, [places]).then(groupByPlace),
    session.query<HeldRow>(leasesSql(byTrust), [places]).then(groupByPlace),
    session.query<ReceiptRow & Place>(receiptsSql, [places]).then(groupByPlace),
  ])
  return named.flatMap(({ jobId, quorum, trust: demand, ...place }) => {
    const key = { jobId, unitIndex: place.unit_index }
    const held = leases.get(placeOf(place)) ?? []
    return (units.get(placeOf(place)) ?? []).map((row) => ({
      unit: toUnit(jobId, row),
      quorum,
      terms: demand === null ? null : { demand, standings: standingsOf(held) },
      leases: held.map((lease) => toLease(key, lease)),
      receipts: (receipts.get(placeOf(place)) ?? []).map((receipt) => toReceipt(key, receipt)),
    }))
  })
}

const standingsOf = (rows: readonly HeldRow[]): ReadonlyMap<Account, AccountStanding> =>
  new Map(
    rows.flatMap(({ account, strikes = null, history = null }) =>
      strikes === null || history === null ? [] : [[account, { strikes, history }] as const],
    ),
  )

const placeOf = ({ job, unit_index }: Place): string => `${job} ${unit_index}`

const groupByPlace = <Row extends Place>(rows: readonly Row[]): Map<string, Row[]> =>
  Map.groupBy(rows, placeOf)
