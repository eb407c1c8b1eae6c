/** Steps of looking at a batch, and in which of them each finding belongs. */
import type { Comparison } from '@pumasi/proof'
import type { Finding } from './finding.ts'

export const batchStepNames = [
  'header',
  'bundle',
  'rules',
  'delegations',
  'receipts',
  'units',
  'leaves',
  'credits',
] as const
export type BatchStepName = (typeof batchStepNames)[number]

export interface BatchStepReport {
  readonly name: BatchStepName
  readonly compared: readonly Comparison[]
  /** Of things that were counted: how many agree, of how many. */
  readonly counted: { readonly agree: number; readonly all: number } | null
  /** What differs, and what could not be compared. */
  readonly findings: readonly Finding[]
}

export const stepOfFinding: Readonly<Record<Finding['code'], BatchStepName>> = {
  HEADER_CHAIN: 'header',
  BUNDLE_DAMAGED: 'bundle',
  BUNDLE_UNREADABLE: 'bundle',
  BUNDLE_ELSEWHERE: 'bundle',
  DATA_MISSING: 'bundle',
  DATA_UNREACHABLE: 'bundle',
  RULES_DIFFER: 'rules',
  RULES_REFUSED: 'rules',
  CREDIT_RATE_DIFFERS: 'rules',
  VERSION_UNKNOWN: 'rules',
  DELEGATION_FORGED: 'delegations',
  DELEGATION_NOT_YET_VALID: 'receipts',
  DELEGATION_EXPIRED: 'receipts',
  DELEGATION_OUT_OF_SCOPE: 'receipts',
  DELEGATION_REVOKED: 'receipts',
  RECEIPT_BAD_SIGNATURE: 'receipts',
  RECEIPT_ELSEWHERE: 'receipts',
  RECEIPT_FROM_FUTURE: 'receipts',
  RECEIPT_WRONG_PROGRAM: 'receipts',
  RECEIPT_WRONG_INPUT: 'receipts',
  RECEIPT_WRONG_VERSION: 'receipts',
  RECEIPT_BAD_FUEL: 'receipts',
  RECEIPT_TWICE: 'receipts',
  RECEIPT_HIDDEN: 'receipts',
  RECEIPT_UNSEALED: 'receipts',
  JOB_DAMAGED: 'units',
  UNIT_UNKNOWN: 'units',
  UNIT_TWICE: 'units',
  UNITS_UNORDERED: 'units',
  QUORUM_DIFFERS: 'units',
  QUORUM_NOT_REACHED: 'units',
  SEED_DIFFERS: 'units',
  SEED_UNREACHABLE: 'units',
  SEALED_FOR_NOTHING: 'units',
  SEALED_UNASKED: 'units',
  RULING_OMITTED: 'units',
  RULING_INVENTED: 'units',
  DECIDED_EARLY: 'units',
  SETTLED_LATE: 'units',
  OUTPUT_DIFFERS: 'units',
  FUEL_DIFFERS: 'units',
  EXIT_CLASS_DIFFERS: 'units',
  PROGRAM_DAMAGED: 'units',
  INPUT_DAMAGED: 'units',
  OUTPUT_DAMAGED: 'units',
  NOT_REEXECUTED: 'units',
  UNITS_ROOT_DIFFERS: 'leaves',
  UNIT_COUNT_DIFFERS: 'leaves',
  CHAIN_BEHIND: 'header',
  NOT_FOLDED: 'credits',
  CREDITS_DIFFER: 'credits',
  CREDITS_ROOT_DIFFERS: 'credits',
  CREDIT_TOTAL_DIFFERS: 'credits',
}

/** A step that found nothing so far. */
export const stepOf = (
  name: BatchStepName,
  compared: readonly Comparison[],
  counted: BatchStepReport['counted'] = null,
): BatchStepReport => ({ name, compared, counted, findings: [] })

/** Puts each finding into its step; a step that only has findings comes after the others. */
export function sortedInto(
  steps: readonly BatchStepReport[],
  findings: readonly Finding[],
): readonly BatchStepReport[] {
  const groups = Map.groupBy(findings, shownIn)
  const known = steps.map((step) => ({
    ...step,
    findings: [...step.findings, ...(groups.get(step.name) ?? [])],
  }))
  const names = new Set(steps.map(({ name }) => name))
  const others = [...groups].filter(([name]) => !names.has(name))
  return [...known, ...others.map(([name, found]) => ({ ...stepOf(name, []), findings: found }))]
}

/** Receipts are counted by their units, and so is what a job's units cannot be checked without. */
const shownIn = ({ code, place }: Finding): BatchStepName => {
  const name = stepOfFinding[code]
  return name === 'receipts' || (name === 'bundle' && place.jobId !== undefined) ? 'units' : name
}
