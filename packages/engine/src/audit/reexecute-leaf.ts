/**
 * Executes the unit of one leaf again, as its job has it, and says what came out.
 *
 * In: a committed batch's id, a leaf that is in it. Out: the outcome to sign or to put a bond on;
 * or why there is none: missing data and a machine that cannot finish rule on nothing.
 */
import type { JobId, JobSpec } from '@pumasi/domain'
import { hashUnitLeaf } from '@pumasi/proof'
import type { Outcome, UnitLeaf } from '@pumasi/proof'
import { deriveUnitInput, planJob } from '@pumasi/rules'
import type { Executor } from '../ports/executor.ts'
import type { LedgerReader } from '../ports/ledger.ts'
import type { Mirror } from '../ports/mirror.ts'
import { gap } from './finding.ts'
import type { Finding } from './finding.ts'
import { loadBundle, loadSpecs } from './load-batch.ts'
import { executeInput } from './reexecute.ts'
import { createShelf } from './shelf.ts'

export interface LeafPorts {
  readonly ledger: LedgerReader
  readonly mirror: Mirror
  readonly executor: Executor
}

/** `right` when output and fuel are those of the leaf: all that the contract compares. */
export type LeafExecuted =
  { readonly outcome: Outcome; readonly right: boolean } | { readonly finding: Finding }

export async function reexecuteLeaf(
  { ledger, mirror, executor }: LeafPorts,
  batchId: number,
  leaf: UnitLeaf,
): Promise<LeafExecuted> {
  const { jobId, unitIndex } = leaf
  const place = { batchId, jobId, unitIndex }
  const { chainId, address } = await ledger.identify()
  const [batch] = await ledger.fetchBatches(batchId, batchId)
  if (batch === undefined) return { finding: gap('DATA_MISSING', place, 'no batch', 'a header') }
  const loaded = await loadBundle(mirror, batch, { chainId, ledger: address })
  if (loaded.bundle === null) return { finding: firstOf(loaded.findings) }
  const specs = new Map<JobId, JobSpec>()
  const missing = await loadSpecs(mirror, batchId, new Set([jobId]), specs)
  const spec = specs.get(jobId)
  if (spec === undefined) return { finding: firstOf(missing) }
  const { unitCount } = planJob(spec)
  if (unitIndex >= unitCount)
    return { finding: gap('NOT_REEXECUTED', place, `unit ${unitIndex}`, `below ${unitCount}`) }
  const input = deriveUnitInput(spec, jobId, unitIndex)
  const { rewriterVersion } = loaded.bundle.rules
  const again = await executeInput(executor, createShelf(mirror), { input, rewriterVersion, place })
  if ('finding' in again) return again
  const { outputHash, fuel } = again.execution
  const right = outputHash === leaf.outputHash && fuel === leaf.fuel
  return { outcome: { unit: hashUnitLeaf(leaf), outputHash, fuel }, right }
}

const firstOf = (findings: readonly Finding[]): Finding => findings[0] as Finding
