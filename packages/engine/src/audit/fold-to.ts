/**
 * Batches read from the first on and taken at their word: which receipts trust credits in one
 * follows from all before it. Whoever holds the outcome against a header's root needs no more:
 * other receipts would have another root.
 */
import type { JobId, JobSpec } from '@pumasi/domain'
import type { Receipt } from '@pumasi/proof'
import type { CommittedBatch, LedgerReader } from '../ports/ledger.ts'
import type { Mirror } from '../ports/mirror.ts'
import { passBatch } from './audit-batch.ts'
import type { PassedBatch } from './audit-batch.ts'
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

export interface FoldPorts {
  readonly ledger: LedgerReader
  readonly mirror: Mirror
}

/** Batches 1 to `batchId`, each with what those before it make of it. */
export async function* passLedger(
  { ledger, mirror }: FoldPorts,
  batchId: number,
  findings: Finding[],
): AsyncGenerator<{ readonly batch: CommittedBatch; readonly passed: PassedBatch }> {
  const { chainId, address, genesis } = await ledger.identify()
  const domain = { chainId, ledger: address }
  const specs = new Map<JobId, JobSpec>()
  // What trust credits does not depend on what counts, but on what was ruled wrong.
  const voided = new Set<number>()
  const revocations = await followRevocations(ledger)()
  const reading = { domain, ledger, mirror, specs }
  const trust = newTrustHistory(await ledger.fetchVoids())
  let history: History = { credits: [], units: new Set(), trust }
  for await (const batch of followHeaders(ledger, genesis, batchId, findings)) {
    const passed = await passBatch({ ...reading, batch, voided, revocations, history })
    findings.push(...passed.findings)
    history = { ...history, credits: passed.credits, trust: passed.trust }
    yield { batch, passed }
  }
}

/** Folds batches 1 to `batchId`. @throws what the ledger reader throws */
export async function foldTo(ports: FoldPorts, batchId: number): Promise<Folded> {
  const findings: Finding[] = []
  let credited: readonly Receipt[] | null = null
  for await (const { passed } of passLedger(ports, batchId, findings)) credited = passed.credited
  return { credited: findings.length === 0 ? credited : null, findings }
}
