/**
 * Judges a receipt against everything that was looked up for it: the first thing wrong, or null.
 *
 * In: the claim, who signed it, and the host, lease and job it names, as far as they exist.
 * Out: a fault with its code. Reads nothing: clock, store and blobs were asked before.
 */
import type { Account, Digest, ExitClass, UnitInput } from '@pumasi/domain'
import { delegationFaultAt, epochFaultNow } from '@pumasi/proof'
import type { Receipt } from '@pumasi/proof'
import type { HostRecord, JobRecord, Lease } from '../ports/job-store.ts'

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
  | 'DELEGATION_REVOKED'

export interface Fault {
  readonly code: ReceiptFault
  readonly message: string
}

export interface Evidence {
  readonly host: HostRecord
  readonly signer: Account | null
  readonly lease: Lease | undefined
  readonly job: JobRecord | undefined
  readonly inputHashFor: (job: JobRecord, unitIndex: number) => Digest
  /** When the receipt came, Unix milliseconds: the one moment by which it is judged. */
  readonly atMs: number
  /** The account's on the ledger, as far as it is known. */
  readonly epoch: number
  readonly rewriterVersion: number
}

export const differs = (
  code: ReceiptFault,
  noun: string,
  found: unknown,
  expected: unknown,
): Fault => ({ code, message: `found ${noun} ${String(found)}, expected ${String(expected)}` })

/** The first thing wrong with who claims it, for which lease, about which work. */
export function findClaimFault(receipt: Receipt, evidence: Evidence): Fault | null {
  return findHolderFault(receipt, evidence) ?? findWorkFault(receipt, evidence)
}

function findHolderFault(
  receipt: Receipt,
  { host, signer, lease, atMs, epoch }: Evidence,
): Fault | null {
  const { session } = host
  if (signer !== session) {
    return differs('RECEIPT_BAD_SIGNATURE', 'a signature by', signer ?? 'nobody', session)
  }
  if (receipt.account !== host.account) {
    return differs('RECEIPT_WRONG_ACCOUNT', 'the account', receipt.account, host.account)
  }
  const atSeconds = Math.floor(atMs / 1000)
  const { delegation } = host.delegation
  const window =
    delegationFaultAt(delegation, atSeconds, receipt.jobId) ?? epochFaultNow(delegation, epoch)
  if (window !== null)
    return { code: window, message: 'the delegation does not allow this receipt' }
  if (lease === undefined || lease.session !== session) {
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
  return null
}

/** Compares the claim with the rules in force and with the job's own specification. */
function findWorkFault(
  receipt: Receipt,
  { job, inputHashFor, rewriterVersion }: Evidence,
): Fault | null {
  if (receipt.rewriterVersion !== rewriterVersion) {
    const found = receipt.rewriterVersion
    return differs('RECEIPT_WRONG_VERSION', 'rewriter version', found, rewriterVersion)
  }
  if (job === undefined) {
    return differs('RECEIPT_WRONG_UNIT', 'the job', receipt.jobId, 'a known job')
  }
  const { program, limits } = job.spec
  if (receipt.programHash !== program) {
    return differs('RECEIPT_WRONG_PROGRAM', 'the program', receipt.programHash, program)
  }
  const inputHash = inputHashFor(job, receipt.unitIndex)
  if (receipt.inputHash !== inputHash) {
    return differs('RECEIPT_WRONG_INPUT', 'the input', receipt.inputHash, inputHash)
  }
  return findFuelFault(receipt, limits)
}

function findFuelFault({ exitClass, fuel }: Receipt, limits: UnitInput['limits']): Fault | null {
  const exited = exitClass === 'exited'
  if (exited ? fuel <= limits.fuelMax : fuel === 0n) return null
  const expected = exited ? `at most ${limits.fuelMax}` : `0 for ${exitClass}`
  return differs('RECEIPT_BAD_FUEL', 'fuel', fuel, expected)
}

/** Compares the claim with how the uploaded output says it ended; null for no such bytes. */
export function findOutputFault(receipt: Receipt, exitClass: ExitClass | null): Fault | null {
  if (exitClass === null) {
    return differs('RECEIPT_NO_OUTPUT', 'no bytes for', receipt.outputHash, 'an uploaded output')
  }
  return exitClass === receipt.exitClass
    ? null
    : differs('RECEIPT_BAD_OUTPUT', 'an output that', exitClass, receipt.exitClass)
}
