/** Finding: one thing an audit found wrong, or could not compare. */
import type { Account, JobId } from '@pumasi/domain'

/** Where in the grid's history. */
export interface Place {
  readonly batchId?: number
  readonly jobId?: JobId
  readonly unitIndex?: number
  readonly account?: Account
}

/** A lie or damage, by name. */
export type MismatchCode =
  | 'HEADER_CHAIN'
  | 'BUNDLE_DAMAGED'
  | 'BUNDLE_UNREADABLE'
  | 'BUNDLE_ELSEWHERE'
  | 'RULES_DIFFER'
  | 'RULES_REFUSED'
  | 'CREDIT_RATE_DIFFERS'
  | 'DELEGATION_FORGED'
  | 'DELEGATION_NOT_YET_VALID'
  | 'DELEGATION_EXPIRED'
  | 'DELEGATION_OUT_OF_SCOPE'
  | 'DELEGATION_REVOKED'
  | 'RECEIPT_BAD_SIGNATURE'
  | 'RECEIPT_ELSEWHERE'
  | 'RECEIPT_FROM_FUTURE'
  | 'RECEIPT_WRONG_PROGRAM'
  | 'RECEIPT_WRONG_INPUT'
  | 'RECEIPT_WRONG_VERSION'
  | 'RECEIPT_BAD_FUEL'
  | 'RECEIPT_TWICE'
  | 'JOB_DAMAGED'
  | 'UNIT_UNKNOWN'
  | 'UNIT_TWICE'
  | 'UNITS_UNORDERED'
  | 'QUORUM_DIFFERS'
  | 'QUORUM_NOT_REACHED'
  | 'UNITS_ROOT_DIFFERS'
  | 'UNIT_COUNT_DIFFERS'
  | 'CREDITS_DIFFER'
  | 'CREDITS_ROOT_DIFFERS'
  | 'CREDIT_TOTAL_DIFFERS'
  | 'OUTPUT_DIFFERS'
  | 'FUEL_DIFFERS'
  | 'EXIT_CLASS_DIFFERS'
  | 'PROGRAM_DAMAGED'
  | 'INPUT_DAMAGED'
  | 'OUTPUT_DAMAGED'
  | 'SEED_DIFFERS'
  | 'SEALED_FOR_NOTHING'
  | 'SEALED_UNASKED'
  | 'RECEIPT_HIDDEN'
  | 'RECEIPT_UNSEALED'
  | 'RULING_OMITTED'
  | 'RULING_INVENTED'
  | 'DECIDED_EARLY'
  | 'SETTLED_LATE'

/** Nothing to compare with: neither a yes nor a no. */
export type GapCode =
  | 'DATA_MISSING'
  | 'DATA_UNREACHABLE'
  | 'NOT_REEXECUTED'
  | 'VERSION_UNKNOWN'
  /** Earlier batches are missing, so later decisions cannot be made again. */
  | 'NOT_FOLDED'
  /** The chain has no block yet that a later batch says it was drawn by. */
  | 'SEED_UNREACHABLE'
  /** The node's newest block is older than one it has shown before. */
  | 'CHAIN_BEHIND'

export interface Finding {
  readonly kind: 'mismatch' | 'gap'
  readonly code: MismatchCode | GapCode
  readonly place: Place
  readonly found: string
  readonly expected: string
}

/** A lie or damage found. */
export const mismatch = (
  code: MismatchCode,
  place: Place,
  found: unknown,
  expected: unknown,
): Finding => ({ kind: 'mismatch', code, place, found: String(found), expected: String(expected) })

/** Something that could not be compared. */
export const gap = (code: GapCode, place: Place, found: unknown, expected: unknown): Finding => ({
  kind: 'gap',
  code,
  place,
  found: String(found),
  expected: String(expected),
})

/** A place in words, from the outside in. */
export function describePlace({ batchId, jobId, unitIndex, account }: Place): string {
  const parts = [
    batchId === undefined ? null : `batch ${batchId}`,
    jobId === undefined ? null : `job ${jobId.slice(0, 10)}`,
    unitIndex === undefined ? null : `unit ${unitIndex}`,
    account === undefined ? null : `account ${account}`,
  ].filter((part) => part !== null)
  return parts.length === 0 ? 'the ledger' : parts.join(', ')
}
