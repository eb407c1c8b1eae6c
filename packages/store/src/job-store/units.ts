/**
 * Units: the one place where a unit's life goes on, one event at a time.
 *
 * The unit's row is locked first and its leases and receipts are read by later statements, because
 * a statement that waited for a lock still sees everything but the locked row as it was before.
 * Leases are locked too: renewing one while it is being closed waits, and then finds it closed.
 */
import { GridError, invariant } from '@pumasi/domain'
import type { JobStore, UnitChange, UnitKey, UnitView } from '@pumasi/engine'
import { bytea } from '../database.ts'
import type { Database, Session } from '../database.ts'
import { leaseColumns, receiptColumns, toLease, toReceipt, toUnit, unitColumns } from './rows.ts'
import type { LeaseRow, ReceiptRow, UnitRow } from './rows.ts'
import { countActive, tallyHosts, tallyJob } from './tallies.ts'

type Units = Pick<JobStore, 'transactUnit'>

const lockSql = `
  SELECT u.job, j.quorum, ${unitColumns}
  FROM jobs j JOIN units u ON u.job = j.id
  WHERE j.job_id = $1 AND u.unit_index = $2::int FOR UPDATE OF u`

const leasesSql = `
  SELECT ${leaseColumns} FROM leases l WHERE l.job = $1 AND l.unit_index = $2
  ORDER BY l.granted_at_ms, l.lease_id FOR UPDATE`

const receiptsSql = `
  SELECT ${receiptColumns} FROM receipts r WHERE r.job = $1 AND r.unit_index = $2 ORDER BY r.seq`

const writeSql = `
  WITH leased AS (
    INSERT INTO leases (lease_id, job, unit_index, account, session, state, granted_at_ms,
      expires_at_ms, reason)
    SELECT c.id, $1, $2, c.account, c.session, c.state, c.granted, c.expires, c.reason
    FROM jsonb_to_recordset($3::jsonb) AS c(id bytea, account bytea, session bytea,
      state lease_state, granted bigint, expires bigint, reason text)
    ON CONFLICT (lease_id) DO UPDATE SET state = excluded.state, reason = excluded.reason,
      expires_at_ms = excluded.expires_at_ms
  ), received AS (
    INSERT INTO receipts (lease_id, job, unit_index, program_hash, input_hash, output_hash,
      exit_class, fuel, rewriter_version, account, session, signature, accepted_at_ms, standing,
      refusal, credit_micro)
    SELECT c.lease, $1, $2, c.program, c.input, c.output, c.exit, c.fuel, c.version, c.account,
      c.session, c.signature, c.accepted, c.standing, c.refusal, c.credit
    FROM jsonb_to_recordset($4::jsonb) AS c(lease bytea, program bytea, input bytea, output bytea,
      exit text, fuel bigint, version int, account bytea, session bytea, signature bytea,
      accepted bigint, standing standing, refusal jsonb, credit bigint)
    ON CONFLICT (lease_id) DO UPDATE SET standing = excluded.standing, refusal = excluded.refusal,
      credit_micro = excluded.credit_micro
  ), counted AS (
    INSERT INTO host_tallies AS t (account, session, received, credited, refused, expired,
      returned, credit_micro)
    SELECT c.account, c.session, c.received, c.credited, c.refused, c.expired, c.returned,
      c.credit_micro
    FROM jsonb_to_recordset($5::jsonb) AS c(account bytea, session bytea, received int,
      credited int, refused int, expired int, returned int, credit_micro numeric)
    ON CONFLICT (account, session) DO UPDATE SET received = t.received + excluded.received,
      credited = t.credited + excluded.credited, refused = t.refused + excluded.refused,
      expired = t.expired + excluded.expired, returned = t.returned + excluded.returned,
      credit_micro = t.credit_micro + excluded.credit_micro
  ), summed AS (
    INSERT INTO job_tallies AS t (job, stripe, believed, failed, last_belief_ms)
    SELECT $1, c.stripe, c.believed, c.failed, CASE WHEN c.believed > 0 THEN $14::bigint ELSE 0 END
    FROM jsonb_to_recordset($6::jsonb) AS c(stripe int, believed int, failed int)
    ON CONFLICT (job, stripe) DO UPDATE SET believed = t.believed + excluded.believed,
      failed = t.failed + excluded.failed,
      last_belief_ms = greatest(t.last_belief_ms, excluded.last_belief_ms)
  )
  UPDATE units SET state = $7::text::unit_state, wanted = $8, vacant = $9, active = $10,
    failure = $11, output_hash = $12, exit_class = $13,
    settled_at_ms = CASE WHEN $7::text = 'open' THEN NULL ELSE coalesce(settled_at_ms, $14::bigint) END,
    fuel = $15, rewriter_version = $16
  WHERE job = $1 AND unit_index = $2`

interface LockedRow extends UnitRow {
  readonly job: number
  readonly quorum: number
}

export const unitsIn = ({ transaction }: Database): Units => ({
  transactUnit: (key, decide) =>
    transaction(async (session) => {
      const [row] = await session.query<LockedRow>(lockSql, [bytea(key.jobId), key.unitIndex])
      if (row === undefined) throw unknownUnit(key)
      const place = [row.job, row.unit_index] as const
      const leases = await session.query<LeaseRow>(leasesSql, place)
      const receipts = await session.query<ReceiptRow>(receiptsSql, place)
      const view: UnitView = {
        unit: toUnit(key.jobId, row),
        quorum: row.quorum,
        leases: leases.map((lease) => toLease(key, lease)),
        receipts: receipts.map((receipt) => toReceipt(key, receipt)),
      }
      const step = decide(view)
      if (step.change !== null) await write(session, row.job, view, step.change)
      return step
    }),
})

async function write(
  session: Session,
  job: number,
  view: UnitView,
  change: UnitChange,
): Promise<void> {
  const { unit } = change
  assertOwn(view.unit, [unit, ...change.leases, ...change.receipts.map(({ receipt }) => receipt)])
  const tally = tallyJob(view, change)
  const verdict = unit.verdict
  const settledAtMs = Math.max(
    0,
    ...[...view.receipts, ...change.receipts].map(({ acceptedAtMs }) => acceptedAtMs),
  )
  await session.query(writeSql, [
    job,
    unit.unitIndex,
    encodeLeases(change),
    encodeReceipts(change),
    JSON.stringify(tallyHosts(view, change)),
    JSON.stringify(tally === null ? [] : [tally]),
    unit.state,
    unit.wanted,
    unit.vacant,
    countActive(view, change),
    unit.failure,
    verdict === null ? null : bytea(verdict.outputHash),
    verdict?.exitClass ?? null,
    settledAtMs,
    verdict?.fuel ?? null,
    verdict?.rewriterVersion ?? null,
  ])
}

const encodeLeases = ({ leases }: UnitChange): string =>
  JSON.stringify(
    leases.map((lease) => ({
      id: bytea(lease.id),
      account: bytea(lease.account),
      session: bytea(lease.session),
      state: lease.state,
      granted: lease.grantedAtMs,
      expires: lease.expiresAtMs,
      // Postgres keeps no zero byte in text, and a host may send one.
      reason: lease.reason?.replaceAll('\0', '\uFFFD') ?? null,
    })),
  )

const encodeReceipts = ({ receipts }: UnitChange): string =>
  JSON.stringify(
    receipts.map(({ receipt, ...record }) => ({
      lease: bytea(receipt.leaseId),
      program: bytea(receipt.programHash),
      input: bytea(receipt.inputHash),
      output: bytea(receipt.outputHash),
      exit: receipt.exitClass,
      fuel: String(receipt.fuel),
      version: receipt.rewriterVersion,
      account: bytea(receipt.account),
      session: bytea(record.session),
      signature: bytea(record.signature),
      accepted: record.acceptedAtMs,
      standing: record.standing,
      refusal: record.refusal,
      credit: String(record.creditMicro),
    })),
  )

/** A change may only speak of its own unit. */
function assertOwn(unit: UnitKey, records: readonly UnitKey[]): void {
  for (const { jobId, unitIndex } of records) {
    const own = jobId === unit.jobId && unitIndex === unit.unitIndex
    invariant(own, 'a change touches only its own unit', { unit, jobId, unitIndex })
  }
}

const unknownUnit = ({ jobId, unitIndex }: UnitKey): GridError =>
  new GridError('UNKNOWN_UNIT', `found no unit ${unitIndex} of job ${jobId}`, {
    hint: 'Name a unit for which a lease was granted.',
    details: { jobId, unitIndex },
  })
