/**
 * Trust: what waits for a batch where accounts' records decide, and all that its fold needs.
 *
 * Only what the next batch can touch is read: receipts to seal; those that its seed draws; the
 * accounts of both, of the votes beside them, of closings, of rulings and of cancelled jobs, each
 * with its undecided receipts. Eight statements, each over a partial index, however much was
 * decided: they run in transactions, where Postgres is told so. Left to itself it read all receipts
 * twice a second, having planned on a table that was still empty (2026-11: two fifths of its time).
 */
import type { Account, Hex, JobId } from '@pumasi/domain'
import type {
  AcceptedReceipt,
  AccountTrust,
  BundledReceipt,
  HeldReceipt,
  JobStore,
  OverruledUnit,
  Overruling,
  ReceiptRecord,
  Silence,
  TrustInput,
  TrustRules,
  UnitKey,
  Verdict,
} from '@pumasi/engine'
import { bytea } from '../database.ts'
import type { Database, Session } from '../database.ts'
import { receiptColumns, toReceipt, toUnit, unitColumns } from './rows.ts'
import type { ReceiptRow, UnitRow } from './rows.ts'

type Trust = Pick<JobStore, 'countTrust' | 'fetchTrustInput'>

/** Accounts closed by one batch. */
const CLOSINGS_MAX = 1_000

const tipSql = `coalesce((SELECT max(id) FROM batches), 0)`

/** Jobs that were cancelled and in no batch yet. */
const cancelledSql = `
  SELECT job_id FROM jobs
  WHERE trust IS NOT NULL AND dropped_in IS NULL AND cancelled_at_ms IS NOT NULL ORDER BY id`

/** No job that asks for trust has anything for anybody to run, or to seal. */
const idleSql = `
  NOT EXISTS (
    SELECT 1 FROM jobs WHERE trust IS NOT NULL AND dropped_in IS NULL
      AND next_unit < unit_count AND cancelled_at_ms IS NULL
  )
  AND NOT EXISTS (SELECT 1 FROM units WHERE vacant > 0 AND stage > 0)
  AND NOT EXISTS (
    SELECT 1 FROM leases l JOIN units u ON u.job = l.job AND u.unit_index = l.unit_index
    WHERE l.state = 'active' AND u.stage > 0
  )
  AND NOT EXISTS (SELECT 1 FROM receipts WHERE trust_state = 'accepted')`

/**
 * Who reported what another did, of a unit that nobody runs, while nobody is established; once for
 * what it has sealed.
 */
const waitingSql = `
  NOT EXISTS (SELECT 1 FROM accounts WHERE established)
    AND open AND coalesce(closing_in, 0) <= sealed_in
    AND EXISTS (
      SELECT 1 FROM receipts r
      JOIN units u ON u.job = r.job AND u.unit_index = r.unit_index AND u.active = 0
      JOIN receipts o ON o.job = r.job AND o.unit_index = r.unit_index AND o.trust_state = 'open'
        AND o.account <> r.account AND o.output_hash = r.output_hash
        AND o.exit_class = r.exit_class AND o.fuel = r.fuel
        AND o.rewriter_version = r.rewriter_version
      WHERE r.account = a.account AND r.trust_state = 'open'
    )`

/** Accounts with provisional units alone, silent for a while or with nothing else to do. */
const silentSql = `
  SELECT account FROM accounts a
  WHERE provisional AND NOT open AND coalesce(closing_in, 0) < ${tipSql}
    AND NOT EXISTS (
      SELECT 1 FROM receipts r WHERE r.account = a.account AND r.trust_state = 'undrawn'
    )
    AND (sealed_at_ms < $1 OR (${idleSql}))
  UNION SELECT account FROM accounts a WHERE sealed_at_ms < $2 AND ${waitingSql}
  ORDER BY account LIMIT ${CLOSINGS_MAX}`

/**
 * Whether any job asks for trust, or did: where none ever has, the question below is not asked.
 * PGlite plans it anew each time, which took 45 ms twice a second on a busy machine (2026-11).
 */
const trustingSql = `
  SELECT EXISTS (SELECT 1 FROM jobs WHERE trust IS NOT NULL AND dropped_in IS NULL)
    OR EXISTS (SELECT 1 FROM accounts) AS trusting`

/** Rulings that are healed and in no batch yet. */
const overruledSql = `
  SELECT batch_id, overruled FROM healed_voids
  WHERE overruled IS NOT NULL AND taken_in IS NULL ORDER BY id`

const countSql = `
  SELECT w.*, CASE WHEN w.drawable OR w.closable OR w.overruled THEN (
    SELECT closed_at_ms FROM batches ORDER BY id DESC LIMIT 1
  ) END AS closed_at_ms
  FROM (
    SELECT a.sealable, a.accepted_at_ms,
      EXISTS (SELECT 1 FROM receipts WHERE trust_state = 'undrawn')
        OR EXISTS (SELECT 1 FROM accounts WHERE closing_in = ${tipSql}) AS drawable,
      EXISTS (${cancelledSql}) OR EXISTS (${silentSql}) AS closable,
      EXISTS (${overruledSql}) AS overruled
    FROM (
      SELECT count(*)::int AS sealable, min(accepted_at_ms) AS accepted_at_ms FROM (
        SELECT r.accepted_at_ms FROM receipts r JOIN jobs j ON j.id = r.job
        WHERE r.trust_state = 'accepted' AND j.cancelled_at_ms IS NULL
        ORDER BY r.seq LIMIT $3::int
      ) oldest
    ) a
  ) w`

const acceptedSql = `
  SELECT j.job_id, r.unit_index, ${receiptColumns}
  FROM receipts r JOIN jobs j ON j.id = r.job
  WHERE r.trust_state = 'accepted' AND j.cancelled_at_ms IS NULL
  ORDER BY r.seq LIMIT $1::int`

/**
 * Units named by job id and index. What is looked up for each of them is fenced off with OFFSET 0,
 * so that it is found by its whole key: joined, Postgres went through the 5,000 names again for
 * each of 8,600 units, and a batch took 16 s (2026-11).
 */
const namedSql = `
  SELECT j.id AS job, k.unit_index, k.job_id
  FROM json_to_recordset($1::json) AS k(job_id bytea, unit_index int)
  CROSS JOIN LATERAL (SELECT id FROM jobs WHERE job_id = k.job_id OFFSET 0) j`

const verdictsSql = `
  SELECT n.job_id, ${unitColumns} FROM (${namedSql}) n
  CROSS JOIN LATERAL (
    SELECT * FROM units WHERE job = n.job AND unit_index = n.unit_index OFFSET 0
  ) u WHERE u.state = 'believed'`

const isHeld = `r.trust_state <> 'decided' AND r.trust_state <> 'accepted'`

/** Undecided receipts of every account that the next batch can touch, as they were sealed. */
const heldSql = `
  WITH involved AS (
    SELECT account FROM receipts WHERE trust_state = 'undrawn'
    UNION SELECT k.account::bytea FROM json_array_elements_text($2::json) AS k(account)
    UNION SELECT account FROM accounts WHERE closing_in = ${tipSql}
    UNION SELECT o.account FROM accounts a
      JOIN receipts r ON r.account = a.account AND r.trust_state = 'open'
      JOIN receipts o ON o.job = r.job AND o.unit_index = r.unit_index AND o.trust_state = 'open'
      WHERE a.closing_in = ${tipSql}
    UNION SELECT r.account FROM (${namedSql}) n CROSS JOIN LATERAL (
        SELECT account, trust_state FROM receipts
        WHERE job = n.job AND unit_index = n.unit_index OFFSET 0
      ) r WHERE ${isHeld}
    UNION SELECT r.account FROM jobs j JOIN receipts r ON r.job = j.id
      WHERE j.trust IS NOT NULL AND j.dropped_in IS NULL AND j.cancelled_at_ms IS NOT NULL
        AND ${isHeld}
  )
  SELECT j.job_id, r.unit_index, ${receiptColumns}
  FROM involved i CROSS JOIN LATERAL (
    SELECT * FROM receipts r WHERE r.account = i.account AND ${isHeld} OFFSET 0
  ) r JOIN jobs j ON j.id = r.job
  ORDER BY r.sealed_in, r.seq`

const accountsSql = `
  SELECT a.account, a.trust FROM json_array_elements_text($1::json) AS k(account)
  JOIN accounts a ON a.account = k.account::bytea`

const closingsSql = `SELECT account FROM accounts WHERE closing_in = ${tipSql} ORDER BY account`

/** An account beside those named is established, by the rules in force. */
const othersEstablishedSql = `
  SELECT EXISTS (
    SELECT 1 FROM accounts a WHERE a.strikes < $2 AND a.history >= $3 * 2 ^ least(a.strikes, $4)
      AND a.account NOT IN (
        SELECT k.account::bytea FROM json_array_elements_text($1::json) AS k(account)
      )
  ) AS established`

interface CountRow {
  readonly sealable: number
  readonly accepted_at_ms: bigint | null
  readonly drawable: boolean
  readonly closable: boolean
  readonly overruled: boolean
  readonly closed_at_ms: bigint | null
}
interface AccountRow {
  readonly account: Account
  readonly trust: AccountTrust
}
interface OverruledRow {
  readonly batch_id: number
  readonly overruled: readonly OverruledUnit[]
}
type JobRow = { readonly job_id: JobId }
type NamedReceipt = ReceiptRow & JobRow & { readonly unit_index: number }

export const trustIn = ({ transaction }: Database): Trust => ({
  async countTrust({ provisionalMs, waitingMs }, sealedMax) {
    const [row] = await transaction(async (session) => {
      const [known] = await session.query<{ trusting: boolean }>(trustingSql, [])
      if (known?.trusting !== true) return []
      return session.query<CountRow>(countSql, [provisionalMs, waitingMs, sealedMax])
    })
    const times = [row?.accepted_at_ms, row?.closed_at_ms].filter(
      (time) => time !== null && time !== undefined,
    )
    return {
      sealable: row?.sealable ?? 0,
      drawable: row?.drawable ?? false,
      closable: row?.closable ?? false,
      overruled: row?.overruled ?? false,
      sinceMs: times.length === 0 ? null : Math.min(...times.map(Number)),
    }
  },

  fetchTrustInput: (limit, silence, rules) =>
    transaction((session) => readInput(session, limit, silence, rules)),
})

async function readInput(
  { query }: Session,
  limit: number,
  { provisionalMs, waitingMs }: Silence,
  rules: TrustRules,
): Promise<TrustInput> {
  const accepted = (await query<NamedReceipt>(acceptedSql, [limit])).map(toRecord)
  const overrulings = (await query<OverruledRow>(overruledSql, [])).map(
    ({ batch_id, overruled }): Overruling => ({ batchId: batch_id, units: overruled }),
  )
  const ruled = overrulings.flatMap(({ units }) => units)
  const keys = JSON.stringify(
    [...accepted.map(({ receipt }) => receipt), ...ruled].map(({ jobId, unitIndex }) => ({
      ...{ job_id: bytea(jobId), unit_index: unitIndex },
    })),
  )
  const reporting = [
    ...accepted.map(({ receipt }) => receipt),
    ...ruled.flatMap(({ receipts }) => receipts),
  ].map(({ account }) => account)
  const [believed, rows, closings, cancelled, silent] = await Promise.all([
    query<UnitRow & JobRow>(verdictsSql, [keys]),
    query<NamedReceipt>(heldSql, [keys, JSON.stringify([...new Set(reporting)].map(bytea))]),
    query<{ account: Account }>(closingsSql, []),
    query<JobRow>(cancelledSql, []),
    query<{ account: Account }>(silentSql, [provisionalMs, waitingMs]),
  ])
  const records = rows.map(toRecord)
  const held = records.flatMap(toHeld)
  const involved = new Set([
    ...reporting,
    ...held.map(({ account }) => account),
    ...closings.map(({ account }) => account),
  ])
  const named = JSON.stringify([...involved].map(bytea))
  const accounts = await query<AccountRow>(accountsSql, [named])
  // Only closings depend on it.
  const [others] =
    closings.length === 0
      ? []
      : await query<{ established: boolean }>(othersEstablishedSql, [
          ...[named, rules.strikesMax, rules.probationUnits, rules.probationDoublingsMax],
        ])
  return {
    held,
    claims: new Map(records.flatMap(toClaim)),
    accepted: accepted.flatMap(toAccepted),
    overrulings,
    verdicts: believed.flatMap(toVerdict),
    accounts: accounts.map(({ account, trust }) => [account, trust] as const),
    closings: closings.map(({ account }) => account),
    cancelled: cancelled.map((row) => row.job_id),
    silent: silent.map(({ account }) => account),
    othersEstablished: others?.established ?? false,
  }
}

const toRecord = (row: NamedReceipt): ReceiptRecord =>
  toReceipt({ jobId: row.job_id, unitIndex: row.unit_index }, row)

const toBundled = ({ receipt, signature, acceptedAtMs }: ReceiptRecord): BundledReceipt => ({
  ...{ receipt, signature, acceptedAtMs },
})

const toClaim = (record: ReceiptRecord): [Hex, BundledReceipt][] =>
  record.trust === null ? [] : [[record.trust.digest, toBundled(record)]]

const toAccepted = (record: ReceiptRecord): AcceptedReceipt[] => {
  if (record.trust === null) return []
  const { digest, replicated } = record.trust
  return [{ ...toBundled(record), digest, replicated }]
}

function toHeld({ receipt, trust }: ReceiptRecord): HeldReceipt[] {
  if (trust === null || trust.sealed === null) return []
  const { digest, replicated, state } = trust
  if (state === 'accepted' || state === 'decided') return []
  const { jobId, unitIndex, account } = receipt
  return [{ jobId, unitIndex, account, digest, replicated, state, ...trust.sealed }]
}

function toVerdict(row: UnitRow & JobRow): (readonly [UnitKey, Verdict])[] {
  const { jobId, unitIndex, verdict } = toUnit(row.job_id, row)
  return verdict === null ? [] : [[{ jobId, unitIndex }, verdict] as const]
}
