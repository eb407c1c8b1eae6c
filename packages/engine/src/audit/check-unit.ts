/** Checks one unit of a bundle: its place in its job, every receipt's signature, the quorum. */
import type { Account, JobSpec } from '@pumasi/domain'
import { delegationFaultAt, epochFaultAt, recoverSession } from '@pumasi/proof'
import type { Revocations, SignedDelegation, SigningDomain } from '@pumasi/proof'
import { countUnits, deriveUnitInput, inputHashOf, settleFromReceipts } from '@pumasi/rules'
import type { BundledReceipt, BundledUnit, GridRules, UnitKey } from '@pumasi/rules'
import { mismatch } from './finding.ts'
import type { Finding, Place } from './finding.ts'

/** How far a chain's clock may lag behind the coordinator's, in seconds. */
const CLOCK_TOLERANCE_S = 900

export interface UnitSubject {
  readonly domain: SigningDomain
  readonly batchId: number
  /** Block time of the commit, Unix seconds. */
  readonly committedAt: number
  readonly unit: BundledUnit
  readonly spec: JobSpec
  /** The rules the bundle was settled under. */
  readonly rules: GridRules
  /** Delegations of the bundle by session key. */
  readonly delegations: ReadonlyMap<Account, readonly SignedDelegation[]>
  /** What wallets have revoked, over the whole ledger. */
  readonly revocations: Revocations
}

/** Everything wrong with one unit. */
export function checkUnit(subject: UnitSubject): Finding[] {
  const { batchId, unit, spec, rules } = subject
  const { jobId, unitIndex, quorum, receipts } = unit
  const place = { batchId, jobId, unitIndex }
  if (unitIndex >= countUnits(spec)) {
    return [mismatch('UNIT_UNKNOWN', place, unitIndex, `below ${countUnits(spec)}`)]
  }
  const findings: Finding[] = []
  if (spec.quorum === undefined) {
    return [mismatch('QUORUM_DIFFERS', place, quorum, 'a job that asks for a quorum')]
  }
  if (quorum !== spec.quorum) findings.push(mismatch('QUORUM_DIFFERS', place, quorum, spec.quorum))
  if (spec.quorum < rules.quorumMin) {
    findings.push(mismatch('QUORUM_DIFFERS', place, spec.quorum, `at least ${rules.quorumMin}`))
  }
  // The specification's quorum counts, whatever the bundle claims.
  const { state, verdict } = settleFromReceipts({ ...unit, quorum: spec.quorum })
  const pinned = verdict?.rewriterVersion === rules.rewriterVersion
  const accounts = new Set<Account>()
  const inputHash = inputHashOf(deriveUnitInput(spec, jobId, unitIndex))
  for (const signed of receipts) {
    const { account } = signed.receipt
    if (accounts.has(account)) {
      findings.push(mismatch('RECEIPT_TWICE', { ...place, account }, 'a second receipt', 'one'))
    }
    accounts.add(account)
    const owned = { ...place, account }
    // While a grid changes to another rewriter a unit may have receipts of both: one is refused.
    const { rewriterVersion } = pinned ? signed.receipt : rules
    findings.push(...checkReceipt({ ...subject, rewriterVersion }, signed, owned, inputHash))
  }
  if (state !== 'believed') {
    const expected = `${spec.quorum} accounts that agree`
    findings.push(mismatch('QUORUM_NOT_REACHED', place, `${receipts.length} receipts`, expected))
  }
  return findings
}

export interface ReceiptSubject extends Pick<
  UnitSubject,
  'domain' | 'committedAt' | 'spec' | 'delegations' | 'revocations'
> {
  readonly unit: UnitKey
  /** The one in force when the receipt was taken. */
  readonly rewriterVersion: number
}

/** Everything wrong with one receipt of a unit. */
export function checkReceipt(
  subject: ReceiptSubject,
  signed: BundledReceipt,
  place: Place,
  inputHash: string,
): Finding[] {
  const { domain, committedAt, unit, spec, delegations, revocations } = subject
  const { rewriterVersion: inForce } = subject
  const { receipt, acceptedAtMs } = signed
  const { jobId, unitIndex } = unit
  if (receipt.jobId !== jobId || receipt.unitIndex !== unitIndex) {
    const found = `a receipt for ${receipt.jobId} unit ${receipt.unitIndex}`
    return [mismatch('RECEIPT_ELSEWHERE', place, found, `${jobId} unit ${unitIndex}`)]
  }
  const findings: Finding[] = []
  if (receipt.programHash !== spec.program) {
    findings.push(mismatch('RECEIPT_WRONG_PROGRAM', place, receipt.programHash, spec.program))
  }
  if (receipt.inputHash !== inputHash) {
    findings.push(mismatch('RECEIPT_WRONG_INPUT', place, receipt.inputHash, inputHash))
  }
  const { rewriterVersion, exitClass, fuel } = receipt
  if (rewriterVersion !== inForce) {
    findings.push(mismatch('RECEIPT_WRONG_VERSION', place, rewriterVersion, inForce))
  }
  const fuelMax = exitClass === 'exited' ? spec.limits.fuelMax : 0n
  if (fuel > fuelMax) {
    findings.push(mismatch('RECEIPT_BAD_FUEL', place, fuel, `at most ${fuelMax}`))
  }
  const acceptedAt = Math.floor(acceptedAtMs / 1000)
  if (acceptedAt > committedAt + CLOCK_TOLERANCE_S) {
    findings.push(mismatch('RECEIPT_FROM_FUTURE', place, acceptedAt, `at most ${committedAt}`))
  }
  const session = recoverSession(signed, domain)
  if (session === null) {
    return [...findings, mismatch('RECEIPT_BAD_SIGNATURE', place, 'no signature', 'a signature')]
  }
  const grants = (delegations.get(session) ?? []).filter(
    ({ delegation }) => delegation.account === receipt.account,
  )
  if (grants.length === 0) {
    // A changed receipt recovers to some other key, so a missing delegation means just that too.
    const expected = `a session key of ${receipt.account}`
    return [...findings, mismatch('RECEIPT_BAD_SIGNATURE', place, `signed by ${session}`, expected)]
  }
  const faults = grants.map(
    ({ delegation }) =>
      delegationFaultAt(delegation, acceptedAt, jobId) ??
      epochFaultAt(delegation, acceptedAt, revocations),
  )
  const fault = faults.includes(null) ? null : faults[0]
  if (fault) findings.push(mismatch(fault, place, acceptedAt, 'a time and job the wallet allowed'))
  return findings
}
