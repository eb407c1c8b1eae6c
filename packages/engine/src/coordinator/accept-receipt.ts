/**
 * Accepts a receipt: whatever a host may forge is checked, then one transaction records it and
 * settles the unit. A receipt answered `accepted` is on disk.
 *
 * In: a signed receipt from an admitted session. Out: `accepted` (now or before), `lost`,
 * `cancelled`, or `refused` with the code of the first thing wrong. Safe to repeat.
 * Invariant: nothing that fails a check reaches the store (accept-receipt.test.ts).
 */
import { decodeOutput, isGridError } from '@pumasi/domain'
import type { Account, LeaseId } from '@pumasi/domain'
import { delegationFaultAt, recoverSession } from '@pumasi/proof'
import type { SignedReceipt } from '@pumasi/proof'
import { applyUnitEvent, deriveUnitInput, inputHashOf } from '@pumasi/rules'
import { fetchAdmitted } from './admit-host.ts'
import type { Coordinator } from './context.ts'

export interface ReceiptOutcome {
  readonly leaseId: LeaseId
  readonly answer: 'accepted' | 'lost' | 'cancelled' | 'refused'
  readonly code: ReceiptFault | null
  readonly message: string | null
}

export type ReceiptFault =
  | 'RECEIPT_BAD_SIGNATURE'
  | 'RECEIPT_FOREIGN_LEASE'
  | 'RECEIPT_WRONG_UNIT'
  | 'RECEIPT_WRONG_ACCOUNT'
  | 'RECEIPT_WRONG_PROGRAM'
  | 'RECEIPT_WRONG_INPUT'
  | 'RECEIPT_WRONG_VERSION'
  | 'RECEIPT_BAD_FUEL'
  | 'RECEIPT_BAD_OUTPUT'
  | 'RECEIPT_NO_OUTPUT'
  | 'DELEGATION_NOT_YET_VALID'
  | 'DELEGATION_EXPIRED'
  | 'DELEGATION_OUT_OF_SCOPE'

interface Fault {
  readonly code: ReceiptFault
  readonly message: string
}

/** @throws `UNKNOWN_HOST` when the session was never admitted */
export async function acceptReceipt(
  coordinator: Coordinator,
  session: Account,
  signed: SignedReceipt,
): Promise<ReceiptOutcome> {
  const { store, clock, rules } = coordinator
  const { leaseId } = signed.receipt
  // Read once: an auditor judges the delegation by the moment that is recorded.
  const atMs = clock.nowMs()
  const fault = await findFault(coordinator, session, signed, atMs)
  if (fault !== null) return { leaseId, answer: 'refused', ...fault }
  const event = { type: 'reported', leaseId, session, signed, atMs } as const
  const { answer } = await store.transactUnit(signed.receipt, (view) =>
    applyUnitEvent(view, event, rules),
  )
  const kept = answer === 'applied' || answer === 'repeated'
  return { leaseId, answer: kept ? 'accepted' : answer, code: null, message: null }
}

const differs = (code: ReceiptFault, noun: string, found: unknown, expected: unknown): Fault => ({
  code,
  message: `found ${noun} ${String(found)}, expected ${String(expected)}`,
})

async function findFault(
  coordinator: Coordinator,
  session: Account,
  signed: SignedReceipt,
  atMs: number,
): Promise<Fault | null> {
  const { store, domain, rules } = coordinator
  const { receipt } = signed
  const host = await fetchAdmitted(coordinator, session)
  const signer = recoverSession(signed, domain)
  if (signer !== session) {
    return differs('RECEIPT_BAD_SIGNATURE', 'a signature by', signer ?? 'nobody', session)
  }
  if (receipt.account !== host.account) {
    return differs('RECEIPT_WRONG_ACCOUNT', 'the account', receipt.account, host.account)
  }
  const atSeconds = Math.floor(atMs / 1000)
  const window = delegationFaultAt(host.delegation.delegation, atSeconds, receipt.jobId)
  if (window !== null)
    return { code: window, message: 'the delegation does not allow this receipt' }
  const lease = await store.fetchLease(receipt.leaseId)
  if (lease === null || lease.session !== session) {
    return differs('RECEIPT_FOREIGN_LEASE', 'the lease', receipt.leaseId, `a lease of ${session}`)
  }
  // A session may change its wallet; a lease stays with the account it counts for.
  if (lease.account !== receipt.account) {
    return differs('RECEIPT_WRONG_ACCOUNT', 'the account', receipt.account, lease.account)
  }
  if (lease.jobId !== receipt.jobId || lease.unitIndex !== receipt.unitIndex) {
    const found = `${receipt.jobId} ${receipt.unitIndex}`
    return differs('RECEIPT_WRONG_UNIT', 'the unit', found, `${lease.jobId} ${lease.unitIndex}`)
  }
  if (receipt.rewriterVersion !== rules.rewriterVersion) {
    const { rewriterVersion } = receipt
    return differs(
      'RECEIPT_WRONG_VERSION',
      'rewriter version',
      rewriterVersion,
      rules.rewriterVersion,
    )
  }
  return findClaimFault(coordinator, signed)
}

/** Compares the claim with the job's own specification and with the output it names. */
async function findClaimFault(
  { store, blobs }: Coordinator,
  { receipt }: SignedReceipt,
): Promise<Fault | null> {
  const job = await store.fetchJob(receipt.jobId)
  if (job === null) return differs('RECEIPT_WRONG_UNIT', 'the job', receipt.jobId, 'a known job')
  const input = deriveUnitInput(job.spec, job.id, receipt.unitIndex)
  if (receipt.programHash !== input.program) {
    return differs('RECEIPT_WRONG_PROGRAM', 'the program', receipt.programHash, input.program)
  }
  const inputHash = inputHashOf(input)
  if (receipt.inputHash !== inputHash) {
    return differs('RECEIPT_WRONG_INPUT', 'the input', receipt.inputHash, inputHash)
  }
  const { fuelMax, outputMaxBytes } = input.limits
  const exited = receipt.exitClass === 'exited'
  if (exited ? receipt.fuel > fuelMax : receipt.fuel !== 0n) {
    const expected = exited ? `at most ${fuelMax}` : `0 for ${receipt.exitClass}`
    return differs('RECEIPT_BAD_FUEL', 'fuel', receipt.fuel, expected)
  }
  try {
    const output = await blobs.fetchBlob(receipt.outputHash, outputSizeMax(outputMaxBytes))
    if (output === null) {
      return differs('RECEIPT_NO_OUTPUT', 'no bytes for', receipt.outputHash, 'an uploaded output')
    }
    const { exitClass } = decodeOutput(output)
    return exitClass === receipt.exitClass
      ? null
      : differs('RECEIPT_BAD_OUTPUT', 'an output that', exitClass, receipt.exitClass)
  } catch (error) {
    // The host's doing; whatever else goes wrong here is ours, and no fault of the receipt.
    const hosts = isGridError(error, 'BAD_OUTPUT') || isGridError(error, 'BLOB_TOO_LARGE')
    if (!hosts) throw error
    return { code: 'RECEIPT_BAD_OUTPUT', message: error.message }
  }
}

/** Bytes an encoded output may have: the streams and a header naming up to thousands of files. */
export const outputSizeMax = (outputMaxBytes: number): number => outputMaxBytes + 1024 * 1024
