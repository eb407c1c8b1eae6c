/**
 * Writes the changes of many units with one statement: leases, receipts, counters, units.
 *
 * Records travel as JSON, one array for each table. Counters come last and in one order, since
 * their rows are the ones that everybody's transactions meet in.
 */
import type { JobId } from '@pumasi/domain'
import { invariant } from '@pumasi/domain'
import { applyChange } from '@pumasi/engine'
import type { ChangedUnit, ReceiptRecord, ReceiptTrust } from '@pumasi/engine'
import { bytea } from '../database.ts'
import type { Parameter } from '../database.ts'
import type { Jobs } from './job-numbers.ts'
import { countActive, tallyHosts, tallyJobs } from './tallies.ts'

export const writeSql = `
  WITH leased AS (
    UPDATE leases l SET state = c.state, reason = c.reason, expires_at_ms = c.expires
    FROM json_to_recordset($1::json) AS c(id bytea, state lease_state, expires bigint, reason text)
    WHERE l.lease_id = c.id
  ), received AS (
    INSERT INTO receipts (lease_id, job, unit_index, program_hash, input_hash, output_hash,
      exit_class, fuel, rewriter_version, account, session, signature, accepted_at_ms, standing,
      refusal, credit_micro, digest, trust_state, number, sealed_in, trust)
    SELECT c.lease, c.job, c.unit, c.program, c.input, c.output, c.exit, c.fuel, c.version,
      c.account, c.session, c.signature, c.accepted, c.standing, c.refusal, c.credit, c.digest,
      c.trust_state, c.number, c.sealed_in, c.trust
    FROM json_to_recordset($2::json) AS c(lease bytea, job int, unit int, program bytea,
      input bytea, output bytea, exit text, fuel bigint, version int, account bytea,
      session bytea, signature bytea, accepted bigint, standing standing, refusal jsonb,
      credit bigint, digest bytea, trust_state text, number int, sealed_in int, trust jsonb)
  ), judged AS (
    UPDATE receipts r SET standing = c.standing, refusal = c.refusal, credit_micro = c.credit,
      trust_state = c.trust_state, number = c.number, sealed_in = c.sealed_in, trust = c.trust
    FROM json_to_recordset($3::json) AS c(lease bytea, standing standing, refusal jsonb,
      credit bigint, trust_state text, number int, sealed_in int, trust jsonb)
    WHERE r.lease_id = c.lease
  ), settled AS (
    UPDATE units u SET state = c.state, wanted = c.wanted, vacant = c.vacant, active = c.active,
      failure = c.failure, output_hash = c.output, exit_class = c.exit, fuel = c.fuel,
      rewriter_version = c.version, settled_at_ms = coalesce(u.settled_at_ms, c.settled),
      stage = c.stage
    FROM json_to_recordset($4::json) AS c(job int, unit int, state unit_state, wanted int,
      vacant int, active int, failure text, output bytea, exit text, fuel bigint, version int,
      settled bigint, stage int)
    WHERE u.job = c.job AND u.unit_index = c.unit
  ), counted AS (
    INSERT INTO host_tallies AS t (account, session, received, credited, refused, expired,
      returned, credit_micro)
    SELECT c.account, c.session, c.received, c.credited, c.refused, c.expired, c.returned,
      c.credit_micro
    FROM json_to_recordset($5::json) AS c(account bytea, session bytea, received int,
      credited int, refused int, expired int, returned int, credit_micro numeric)
    ON CONFLICT (account, session) DO UPDATE SET received = t.received + excluded.received,
      credited = t.credited + excluded.credited, refused = t.refused + excluded.refused,
      expired = t.expired + excluded.expired, returned = t.returned + excluded.returned,
      credit_micro = t.credit_micro + excluded.credit_micro
  )
  INSERT INTO job_tallies AS t (job, stripe, believed, failed, last_belief_ms)
  SELECT c.job, c.stripe, c.believed, c.failed, c.last
  FROM json_to_recordset($6::json) AS c(job int, stripe int, believed int, failed int, last bigint)
  ON CONFLICT (job, stripe) DO UPDATE SET believed = t.believed + excluded.believed,
    failed = t.failed + excluded.failed,
    last_belief_ms = greatest(t.last_belief_ms, excluded.last_belief_ms)`

/** The parameters of {@link writeSql}. */
export function encodeChanges(changed: readonly ChangedUnit[], jobs: Jobs): Parameter[] {
  const numberOf = (jobId: JobId): number => {
    const job = jobs.get(jobId)
    invariant(job !== undefined, 'the row of a job whose unit was locked', { jobId })
    return job.number
  }
  const receipts = changed.flatMap(({ before, change }) => {
    const known = new Set(before.receipts.map(({ receipt }) => receipt.leaseId))
    return change.receipts.map((record) => ({ record, isNew: !known.has(record.receipt.leaseId) }))
  })
  const added = receipts.filter(({ isNew }) => isNew)
  const judged = receipts.filter(({ isNew }) => !isNew)
  const tables = [
    encodeLeases(changed),
    added.map(({ record }) => ({
      job: numberOf(record.receipt.jobId),
      ...encodeReceipt(record),
      ...encodeJudgement(record),
    })),
    judged.map(({ record }) => encodeJudgement(record)),
    changed.map((one) => ({ job: numberOf(one.before.unit.jobId), ...encodeUnit(one) })),
    tallyHosts(changed),
    tallyJobs(changed, numberOf),
  ]
  return tables.map((rows) => JSON.stringify(rows))
}

const encodeLeases = (changed: readonly ChangedUnit[]) =>
  changed.flatMap(({ before, change }) =>
    change.leases.map((lease) => {
      const known = before.leases.some(({ id }) => id === lease.id)
      invariant(known, 'leases come from granting alone', { lease: lease.id })
      return {
        id: bytea(lease.id),
        state: lease.state,
        expires: lease.expiresAtMs,
        // Postgres keeps no zero byte in text, and a host may send one.
        reason: lease.reason?.replaceAll('\0', '\uFFFD') ?? null,
      }
    }),
  )

const encodeReceipt = ({ receipt, ...record }: ReceiptRecord) => ({
  unit: receipt.unitIndex,
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
  digest: record.trust === null ? null : bytea(record.trust.digest),
})

const encodeJudgement = ({ receipt, standing, refusal, creditMicro, trust }: ReceiptRecord) => ({
  ...(trust && encodeTrust(trust)),
  lease: bytea(receipt.leaseId),
  standing,
  refusal,
  credit: String(creditMicro),
})

function encodeTrust({ state, replicated, reason, sealed }: ReceiptTrust) {
  const { batchId = null, number = null, ...rest } = sealed ?? {}
  const fields = { replicated, reason, sealed: sealed === null ? null : rest }
  return { trust_state: state, number, sealed_in: batchId, trust: fields }
}

/** What the statement that grants leases has to know of a unit where trust decides. */
function stageOf({ before, change }: ChangedUnit): number {
  if (before.terms === null) return 0
  const waits = applyChange(before, change).receipts.some(({ standing }) => standing === 'pending')
  return waits ? 2 : 1
}

function encodeUnit(changed: ChangedUnit) {
  const { before, change } = changed
  const { unit } = change
  const { verdict } = unit
  const times = [...before.receipts, ...change.receipts].map(({ acceptedAtMs }) => acceptedAtMs)
  return {
    unit: unit.unitIndex,
    state: unit.state,
    wanted: unit.wanted,
    vacant: unit.vacant,
    active: countActive(before, change),
    failure: unit.failure,
    output: verdict === null ? null : bytea(verdict.outputHash),
    exit: verdict?.exitClass ?? null,
    fuel: verdict === null ? null : String(verdict.fuel),
    version: verdict?.rewriterVersion ?? null,
    settled: unit.state === 'open' ? null : Math.max(0, ...times),
    stage: stageOf(changed),
  }
}
