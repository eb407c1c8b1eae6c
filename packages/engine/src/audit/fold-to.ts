/**
 * The receipts that trust credits in one batch: they follow from all batches before it, which are
 * read from the first on and taken at their word. Whoever holds the outcome against the header's
 * root needs no more: other receipts would have another root.
 */
import type { JobId, JobSpec } from '@pumasi/domain'
import type { Receipt } from '@pumasi/proof'
import type { LedgerReader } from '../ports/ledger.ts'
import type { Mirror } from '../ports/mirror.ts'
import { passBatch } from './audit-batch.ts'
import type { History } from './check-bundle.ts'
import { newTrustHistory } from './check-trust.ts'
import type { Finding } from './finding.ts'
import { followHeaders } from './follow-headers.ts'
import { followRevocations } from './follow-revocations.ts'

export interface Folded {
  /** Null when something before is missing; the findings say what. */
  readonly credited: readonly Receipt[] | null
  readonly findings: readonly Finding[]
}

/** Folds batches 1 to `batchId`. @throws what the ledger reader throws */
export async function foldTo(
  { ledger, mirror }: { readonly ledger: LedgerReader; readonly mirror: Mirror },
  batchId: number,
): Promise<Folded> {
  const { chainId, address, genesis } = await ledger.identify()
  const domain = { chainId, ledger: address }
  const findings: Finding[] = []
  const specs = new Map<JobId, JobSpec>()
  // What trust credits does not depend on what counts.
  const voided = new Set<number>()
  const revocations = await followRevocations(ledger)()
  const reading = { domain, ledger, mirror, specs }
  let history: History = { credits: [], units: new Set(), trust: newTrustHistory() }
  let credited: readonly Receipt[] | null = null
  for await (const batch of followHeaders(ledger, genesis, batchId, findings)) {
    const step = await passBatch({ ...reading, batch, voided, revocations, history })
    findings.push(...step.findings)
    history = { ...history, credits: step.credits, trust: step.trust }
    credited = step.credited
  }
  return { credited: findings.length === 0 ? credited : null, findings }
}
