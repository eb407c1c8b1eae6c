/** Rows of the tables as their statements return them, and the records they stand for. */
import type { Account, Digest, ExitClass, Hex, JobId, LeaseId } from '@pumasi/domain'
import type {
  BatchRecord,
  Lease,
  LeaseState,
  ReceiptRecord,
  ReceiptTrust,
  Refusal,
  Signature,
  Standing,
  Unit,
  UnitFailure,
  UnitKey,
  UnitState,
} from '@pumasi/engine'

export interface SteeringRow {
  readonly requester: Account | null
  readonly priority: number
  readonly paused_at_ms: bigint | null
  readonly pause_reason: string | null
  readonly finished_at_ms: bigint | null
  readonly failures_forgiven: number
}

export const steeringColumns = `j.requester, j.priority, j.paused_at_ms, j.pause_reason,
  j.finished_at_ms, j.failures_forgiven`

export const toMs = (column: bigint | null): number | null =>
  column === null ? null : Number(column)

export const toSteering = (row: SteeringRow) => ({
  requester: row.requester,
  priority: row.priority,
  pausedAtMs: toMs(row.paused_at_ms),
  pauseReason: row.pause_reason,
  finishedAtMs: toMs(row.finished_at_ms),
  failuresForgiven: row.failures_forgiven,
})

export interface UnitRow {
  readonly unit_index: number
  readonly state: UnitState
  readonly wanted: number
  readonly vacant: number
  readonly failure: UnitFailure | null
  readonly output_hash: Digest | null
  readonly exit_class: ExitClass | null
  readonly fuel: bigint | null
  readonly rewriter_version: number | null
}

export const unitColumns = `u.unit_index, u.state, u.wanted, u.vacant, u.failure, u.output_hash,
  u.exit_class, u.fuel, u.rewriter_version`

export function toUnit(jobId: JobId, row: UnitRow): Unit {
  const { output_hash: outputHash, exit_class: exitClass, fuel, rewriter_version: version } = row
  const believed = outputHash !== null && exitClass !== null && fuel !== null && version !== null
  return {
    jobId,
    unitIndex: row.unit_index,
    state: row.state,
    wanted: row.wanted,
    vacant: row.vacant,
    verdict: believed ? { outputHash, exitClass, fuel, rewriterVersion: version } : null,
    failure: row.failure,
  }
}

export interface LeaseRow {
  readonly lease_id: LeaseId
  readonly account: Account
  readonly session: Account
  readonly state: LeaseState
  readonly granted_at_ms: bigint
  readonly expires_at_ms: bigint
  readonly reason: string | null
}

export const leaseColumns = `l.lease_id, l.account, l.session, l.state, l.granted_at_ms,
  l.expires_at_ms, l.reason`

export const toLease = ({ jobId, unitIndex }: UnitKey, row: LeaseRow): Lease => ({
  id: row.lease_id,
  jobId,
  unitIndex,
  account: row.account,
  session: row.session,
  state: row.state,
  grantedAtMs: Number(row.granted_at_ms),
  expiresAtMs: Number(row.expires_at_ms),
  reason: row.reason,
})

export interface ReceiptRow {
  readonly lease_id: LeaseId
  readonly program_hash: Digest
  readonly input_hash: Digest
  readonly output_hash: Digest
  readonly exit_class: ExitClass
  readonly fuel: bigint
  readonly rewriter_version: number
  readonly account: Account
  readonly session: Account
  readonly signature: Signature
  readonly accepted_at_ms: bigint
  readonly standing: Standing
  readonly refusal: Refusal | null
  readonly credit_micro: bigint
  readonly digest: Hex | null
  readonly trust_state: ReceiptTrust['state'] | null
  readonly number: number | null
  readonly sealed_in: number | null
  readonly trust: TrustFields | null
}

type Sealed = NonNullable<ReceiptTrust['sealed']>
/** The fields of a receipt's trust that no statement looks for. */
export interface TrustFields extends Pick<ReceiptTrust, 'replicated' | 'reason'> {
  readonly sealed: Omit<Sealed, 'batchId' | 'number'> | null
}

export const receiptColumns = `r.lease_id, r.program_hash, r.input_hash, r.output_hash,
  r.exit_class, r.fuel, r.rewriter_version, r.account, r.session, r.signature, r.accepted_at_ms,
  r.standing, r.refusal, r.credit_micro, r.digest, r.trust_state, r.number, r.sealed_in, r.trust`

export const toReceipt = ({ jobId, unitIndex }: UnitKey, row: ReceiptRow): ReceiptRecord => ({
  receipt: {
    jobId,
    unitIndex,
    programHash: row.program_hash,
    inputHash: row.input_hash,
    outputHash: row.output_hash,
    exitClass: row.exit_class,
    fuel: row.fuel,
    rewriterVersion: row.rewriter_version,
    leaseId: row.lease_id,
    account: row.account,
  },
  signature: row.signature,
  session: row.session,
  acceptedAtMs: Number(row.accepted_at_ms),
  standing: row.standing,
  refusal: row.refusal,
  creditMicro: row.credit_micro,
  trust: toTrust(row),
})

function toTrust({
  digest,
  trust_state: state,
  number,
  sealed_in: batchId,
  trust,
}: ReceiptRow): ReceiptTrust | null {
  if (digest === null || state === null || trust === null) return null
  const { replicated, reason, sealed } = trust
  const listed = sealed !== null && number !== null && batchId !== null
  return {
    ...{ digest, state, replicated, reason },
    sealed: listed ? { ...sealed, number, batchId } : null,
  }
}

export interface BatchRow {
  readonly id: number
  readonly units_root: Hex
  readonly credits_root: Hex
  readonly data_hash: Digest
  readonly rules_hash: Digest
  readonly unit_count: number
  readonly cumulative_credit_micro: bigint
  readonly closed_at_ms: bigint
}

export const batchColumns = `b.id, b.units_root, b.credits_root, b.data_hash, b.rules_hash,
  b.unit_count, b.cumulative_credit_micro, b.closed_at_ms`

export const toBatch = (row: BatchRow): BatchRecord => ({
  id: row.id,
  content: {
    unitsRoot: row.units_root as BatchRecord['content']['unitsRoot'],
    creditsRoot: row.credits_root as BatchRecord['content']['creditsRoot'],
    dataHash: row.data_hash,
    rulesHash: row.rules_hash,
    unitCount: row.unit_count,
    cumulativeCreditMicro: row.cumulative_credit_micro,
  },
  closedAtMs: Number(row.closed_at_ms),
})
