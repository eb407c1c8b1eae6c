/**
 * Writes what a batch decided about trust, in the transaction that inserts the batch.
 *
 * The units it touches are locked and loaded as for any event, and the rules say whether each is
 * still as the batch found it. However many there are, it is ten statements.
 */
import { decideAll } from '@pumasi/engine'
import type { AccountRecord, BatchRecord, TrustChanges } from '@pumasi/engine'
import { bytea } from '../database.ts'
import type { Session } from '../database.ts'
import type { FindJobNumbers } from './job-numbers.ts'
import { loadUnits } from './units.ts'
import { encodeChanges, writeSql } from './write-units.ts'

const accountsSql = `
  INSERT INTO accounts AS a (account, trust, strikes, history, established, provisional, open,
    reason, sealed_at_ms, sealed_in)
  SELECT c.account, c.trust, c.strikes, c.history, c.established, c.provisional, c.open, c.reason,
    $2, $3
  FROM json_to_recordset($1::json) AS c(account bytea, trust jsonb, strikes int, history int,
    established boolean, provisional boolean, open boolean, reason text)
  ON CONFLICT (account) DO UPDATE SET trust = excluded.trust, strikes = excluded.strikes,
    history = excluded.history, established = excluded.established,
    provisional = excluded.provisional, open = excluded.open, reason = excluded.reason,
    sealed_at_ms = CASE WHEN (excluded.trust ->> 'sealed')::int > (a.trust ->> 'sealed')::int
      THEN excluded.sealed_at_ms ELSE a.sealed_at_ms END,
    sealed_in = CASE WHEN (excluded.trust ->> 'sealed')::int > (a.trust ->> 'sealed')::int
      THEN excluded.sealed_in ELSE a.sealed_in END`

const closingsSql = `
  UPDATE accounts SET closing_in = $2 WHERE account IN (
    SELECT k.account::bytea FROM json_array_elements_text($1::json) AS k(account)
  )`

/** Receipts that no batch sealed are dropped with their job as well. */
const cancelledSql = `
  WITH dropped AS (
    UPDATE jobs SET dropped_in = $2 WHERE job_id IN (
      SELECT k.id::bytea FROM json_array_elements_text($1::json) AS k(id)
    ) RETURNING id
  )
  UPDATE receipts r SET trust_state = 'decided' FROM dropped d
  WHERE r.job = d.id AND r.trust_state = 'accepted'`

/** Units that were ruled wrong leave their voided batch. */
const leaveSql = `
  UPDATE units u SET batch_id = NULL
  FROM json_to_recordset($1::json) AS k(job_id bytea, unit_index int)
  JOIN jobs j ON j.job_id = k.job_id
  WHERE u.job = j.id AND u.unit_index = k.unit_index`

const rulingsSql = `
  UPDATE healed_voids SET taken_in = $2
  WHERE taken_in IS NULL AND overruled IS NOT NULL AND batch_id IN (
    SELECT v.id::int FROM json_array_elements_text($1::json) AS v(id)
  ) RETURNING batch_id`

/**
 * False when a unit has moved on since the batch was made, or a ruling was taken in: then the
 * transaction must be undone.
 */
export async function applyTrust(
  session: Session,
  { id, closedAtMs }: BatchRecord,
  { outcomes, decide, accounts, rulings, closings, cancelled }: TrustChanges,
  findJobNumbers: FindJobNumbers,
): Promise<boolean> {
  if (outcomes.length > 0) {
    const jobs = await findJobNumbers(session, outcomes)
    const views = await loadUnits(session, outcomes, jobs)
    const { steps, changed } = decideAll(views, outcomes, (view, outcome) => ({
      change: decide(view, outcome),
    }))
    if (steps.some(({ change }) => change === null)) return false
    await session.query(writeSql, encodeChanges(changed, jobs))
  }
  const left = outcomes.filter(({ overruled }) => overruled !== null)
  if (left.length > 0) {
    const keys = left.map((key) => ({ job_id: bytea(key.jobId), unit_index: key.unitIndex }))
    await session.query(leaveSql, [JSON.stringify(keys)])
  }
  if (rulings.length > 0) {
    const taken = await session.query(rulingsSql, [JSON.stringify(rulings), id])
    if (taken.length !== rulings.length) return false
  }
  if (accounts.length > 0) {
    await session.query(accountsSql, [JSON.stringify(accounts.map(encode)), closedAtMs, id])
  }
  if (closings.length > 0) {
    await session.query(closingsSql, [JSON.stringify(closings.map(bytea)), id])
  }
  if (cancelled.length > 0) {
    await session.query(cancelledSql, [JSON.stringify(cancelled.map(bytea)), id])
  }
  return true
}

const encode = ({ account, trust, established, reason }: AccountRecord) => ({
  ...{ account: bytea(account), trust, established, reason },
  ...{ strikes: trust.strikes, history: trust.history },
  ...{ provisional: trust.provisional.length > 0, open: trust.open.length > 0 },
})
