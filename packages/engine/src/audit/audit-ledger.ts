/**
 * Audits a ledger: from the chain and a mirror alone, everything is decided again.
 *
 * In: a ledger reader, a mirror, an executor, how many units to run again. Out: a report: a yes, a
 * pinpointed no, or what could not be compared.
 * Does not read: anything the coordinator says about itself.
 */
import { GridError } from '@pumasi/domain'
import type { JobId, JobSpec } from '@pumasi/domain'
import type { CreditLeaf } from '@pumasi/proof'
import type { GridRules } from '@pumasi/rules'
import type { ChainHead, CommittedBatch, LedgerReader } from '../ports/ledger.ts'
import { auditBatch, passBatch } from './audit-batch.ts'
import type { History } from './check-bundle.ts'
import { newTrustHistory } from './check-trust.ts'
import { gap } from './finding.ts'
import type { Finding } from './finding.ts'
import { followHeaders } from './follow-headers.ts'
import { followRevocations } from './follow-revocations.ts'
import type { Reexecution } from './reexecute.ts'
import { reexecuteAll } from './reexecute-all.ts'
import type { ReexecutionPorts } from './reexecute-all.ts'
import { checkRules, listRules } from './rules-used.ts'
import type { RulesTaken, RulesUsed } from './rules-used.ts'
import { blockOf, drawSample, fetchDrawingBlocks } from './sample.ts'
import type { Draw } from './sample.ts'

export interface AuditPlan {
  /** Units to execute again, drawn by blocks of the chain; `Infinity` for all. */
  readonly sample: number
  /** Executions at a time. */
  readonly parallel: number
  /** Audit this batch alone: those before are taken at their word, of those after only headers. */
  readonly batch?: number | undefined
  /** Rules that are taken, and no others. */
  readonly rules?: RulesTaken
}

export interface AuditProgress {
  readonly stage: 'batches' | 'units'
  readonly done: number
  readonly total: number
}

export interface AuditReport {
  /** True only when everything was compared and nothing differs. */
  readonly ok: boolean
  readonly verdict: 'clean' | 'mismatch' | 'incomplete'
  /** The node's newest block when the audit began: of what is later it says nothing. */
  readonly head: ChainHead
  /** Batches checked. */
  readonly batches: number
  /** Of these, taken out of what counts: nothing in them is held against anybody any more. */
  readonly voided: readonly number[]
  readonly units: number
  readonly receipts: number
  readonly leaves: number
  readonly unitsReexecuted: number
  /** Of these, executed by the interrupted audit that this one goes on with. */
  readonly unitsResumed: number
  /** The credit table after the newest batch checked; empty when that could not be read. */
  readonly credits: readonly CreditLeaf[]
  /** What the batches checked were decided by, in the order of their first use. */
  readonly rules: readonly RulesUsed[]
  readonly findings: readonly Finding[]
  /** Which units were drawn, and by which blocks; empty when all were to be executed, or none. */
  readonly draws: readonly Draw[]
}

export interface AuditPorts extends ReexecutionPorts {
  readonly ledger: LedgerReader
}

/**
 * @throws `LEDGER_UNKNOWN_BATCH` for a batch there is not, what the ledger reader throws when the
 * chain cannot be read at all
 */
export async function auditLedger(
  { ledger, ...ports }: AuditPorts,
  plan: AuditPlan,
  onProgress: (progress: AuditProgress) => void = () => {},
): Promise<AuditReport> {
  const { chainId, address, genesis } = await ledger.identify()
  const domain = { chainId, ledger: address }
  const head = await ledger.fetchHead()
  const total = await ledger.fetchBatchCount()
  const revocations = await followRevocations(ledger)()
  const voids = await ledger.fetchVoids()
  const voided = new Set(voids.map(({ batchId }) => batchId))
  assertBatch(plan.batch, total)
  const findings: Finding[] = []
  const candidates: Reexecution[] = []
  const checked: CommittedBatch[] = []
  const specs = new Map<JobId, JobSpec>()
  let history: History = { credits: [], units: new Set(), trust: newTrustHistory(voids) }
  const decided: { id: number; rules: GridRules }[] = []
  let receipts = 0
  let leaves = 0
  let done = 0
  for await (const batch of followHeaders(ledger, genesis, total, findings)) {
    const { batch: only = batch.id } = plan
    if (batch.id <= only) {
      const audit = batch.id < only ? passBatch : auditBatch
      const reading = { domain, ledger, mirror: ports.mirror, specs }
      const step = await audit({ ...reading, batch, voided, revocations, history })
      findings.push(...step.findings)
      findings.push(...checkRules(plan.rules, batch.id, step.rules))
      if (step.rules !== null) decided.push({ id: batch.id, rules: step.rules })
      candidates.push(...step.candidates)
      history = { ...history, credits: step.credits, trust: step.trust }
      receipts += step.receipts
      leaves += step.leaves
      if (batch.id === only) checked.push(batch)
    }
    done += 1
    onProgress({ stage: 'batches', done, total })
  }
  const chosen = await choose(ledger, checked, candidates, plan.sample)
  // The last that is asked of the node: what is executed needs it no more.
  const behind = await checkHead(ledger, head)
  const again = await reexecuteAll(ports, chosen.units, plan.parallel, (ran, all) =>
    onProgress({ stage: 'units', done: ran, total: all }),
  )
  findings.push(...chosen.findings, ...again.findings, ...behind)
  const verdict = decideVerdict(findings)
  const gaps = again.findings.filter(({ kind }) => kind === 'gap')
  return {
    ok: verdict === 'clean',
    verdict,
    head,
    batches: checked.length,
    voided: checked.map(({ id }) => id).filter((id) => voided.has(id)),
    units: candidates.length,
    receipts,
    leaves,
    unitsReexecuted: chosen.units.length - gaps.length,
    unitsResumed: again.resumed,
    credits: history.credits ?? [],
    rules: listRules(decided),
    findings,
    draws: chosen.draws,
  }
}

/** A node whose blocks went back may have answered of either history. */
async function checkHead(ledger: LedgerReader, before: ChainHead): Promise<Finding[]> {
  const { blockNumber } = await ledger.fetchHead()
  if (blockNumber >= before.blockNumber) return []
  const expected = `block ${before.blockNumber}, as it showed before, or a later one`
  return [gap('CHAIN_BEHIND', {}, `block ${blockNumber}`, expected)]
}

function assertBatch(wanted: number | undefined, total: number): void {
  if (wanted === undefined || (wanted >= 1 && wanted <= total)) return
  throw new GridError('LEDGER_UNKNOWN_BATCH', `found ${total} batches, asked for batch ${wanted}`, {
    hint: 'Ask for ids from 1 to the batch count.',
    details: { batchId: wanted, batchCount: total },
  })
}

const decideVerdict = (findings: readonly Finding[]): AuditReport['verdict'] => {
  if (findings.some(({ kind }) => kind === 'mismatch')) return 'mismatch'
  return findings.length > 0 ? 'incomplete' : 'clean'
}

/** The units to execute again: all of them, or those that the blocks of their batches draw. */
async function choose(
  ledger: LedgerReader,
  batches: readonly CommittedBatch[],
  candidates: readonly Reexecution[],
  sample: number,
) {
  const nothing = { draws: [] as Draw[], findings: [] as readonly Finding[] }
  if (sample >= candidates.length) return { ...nothing, units: candidates }
  if (sample === 0) return { ...nothing, units: [] }
  const settling = new Set(candidates.map(({ batchId }) => batchId))
  const drawing = batches.filter(({ id }) => settling.has(id))
  const { hashes, findings } = await fetchDrawingBlocks(ledger, drawing)
  const units = drawSample(candidates, sample, hashes).map(
    (position) => candidates[position] as Reexecution,
  )
  const drawn = Map.groupBy(units, ({ batchId }) => batchId)
  const draws = drawing.flatMap((batch): Draw[] => {
    const [own, blockHash] = [drawn.get(batch.id), hashes.get(batch.id)]
    if (own === undefined || blockHash === undefined) return []
    const keys = own.map(({ unit: { jobId, unitIndex } }) => ({ jobId, unitIndex }))
    return [{ batchId: batch.id, blockNumber: blockOf(batch), blockHash, units: keys }]
  })
  return { draws, findings, units }
}
