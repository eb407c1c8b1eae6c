/**
 * Batch state: how the steps of a batch came out, and the batch with them.
 *
 * In: what an examination found. Out: one word each. What could not be compared is never a yes.
 */
import type { BatchExamination, BatchStepReport } from '@pumasi/engine'
import type { StepState } from './step-item.tsx'

export type BatchVerdict = 'holds' | 'differs' | 'incomplete' | 'voided'

export function stateOfStep(step: Pick<BatchStepReport, 'findings'> | undefined): StepState {
  if (step === undefined) return 'skipped'
  if (step.findings.some(({ kind }) => kind === 'mismatch')) return 'wrong'
  return step.findings.length > 0 ? 'gap' : 'ok'
}

/** What a void took out of what counts is held against nobody any more. */
export function verdictOf({
  voided,
  steps,
}: Pick<BatchExamination, 'voided' | 'steps'>): BatchVerdict {
  const states = new Set(steps.map(stateOfStep))
  if (voided) return 'voided'
  if (states.has('wrong')) return 'differs'
  return states.has('gap') ? 'incomplete' : 'holds'
}
