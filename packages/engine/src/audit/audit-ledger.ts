/**
 * Audits a ledger: from the chain and a mirror alone, everything is decided again.
 *
 * In: a ledger reader, a mirror, an executor, how many units to run again. Out: a report: a yes, a
 * pinpointed no, or what could not be compared.
 * Does not read: anything the coordinator says about itself.
 */
import { isGridError } from '@pumasi/domain'
import type { Digest, Hex, JobId, JobSpec } from '@pumasi/domain'
import { headerDigest } from '@pumasi/proof'
import type { CreditLeaf, SigningDomain } from '@pumasi/proof'
import { settleFromReceipts } from '@pumasi/rules'
import type { BelievedUnit, Bundle } from '@pumasi/rules'
import type { Executor } from '../ports/executor.ts'
import type { CommittedBatch, LedgerReader } from '../ports/ledger.ts'
import type { Mirror } from '../ports/mirror.ts'
import { checkBundle } from './check-bundle.ts'
import type { History } from './check-bundle.ts'
import { awaitsSeed, newTrustHistory } from './check-trust.ts'
import type { TrustHistory } from './check-trust.ts'
import { gap, mismatch } from './finding.ts'
import type { Finding } from './finding.ts'
import { jobsOf, loadBundle, loadSpecs } from './load-batch.ts'
import { reexecuteUnit } from './reexecute.ts'
import type { Reexecution } from './reexecute.ts'
import { drawSample } from './sample.ts'

export interface AuditPlan {
  /** Units to execute again; `Infinity` for all. */
  readonly sample: number
  /** Where the sample is drawn from; keep it to repeat the audit. */
  readonly seed: Digest
  /** Executions at a time. */
  readonly parallel: number
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
  readonly batches: number
  readonly units: number
  readonly receipts: number
  readonly leaves: number
  readonly unitsReexecuted: number
  /** The credit table after the newest batch; empty when that could not be read. */
  readonly credits: readonly CreditLeaf[]
  readonly findings: readonly Finding[]
  readonly seed: Digest
}

export interface AuditPorts {
  readonly ledger: LedgerReader
  readonly mirror: Mirror
  readonly executor: Executor
}

/** Headers fetched at a time. */
const STRIDE = 100

/** @throws what the ledger reader throws when the chain cannot be read at all */
export async function auditLedger(
  { ledger, mirror, executor }: AuditPorts,
  plan: AuditPlan,
  onProgress: (progress: AuditProgress) => void = () => {},
): Promise<AuditReport> {
  const { chainId, address, genesis } = await ledger.identify()
  const domain = { chainId, ledger: address }
  const total = await ledger.fetchBatchCount()
  const findings: Finding[] = []
  const candidates: Reexecution[] = []
  const specs = new Map<JobId, JobSpec>()
  let history: History = { credits: [], units: new Set(), trust: newTrustHistory() }
  let receipts = 0
  let leaves = 0
  let done = 0
  for await (const batch of readBatches(ledger, genesis, total, findings)) {
    const step = await auditBatch({ domain, ledger, mirror, batch, specs, history })
    findings.push(...step.findings)
    candidates.push(...step.candidates)
    history = { ...history, credits: step.credits, trust: step.trust }
    receipts += step.receipts
    leaves += step.leaves
    done += 1
    onProgress({ stage: 'batches', done, total })
  }
  const chosen = drawSample(candidates.length, plan.sample, plan.seed).map((i) => candidates[i])
  const again = await reexecuteAll(
    chosen as Reexecution[],
    plan.parallel,
    async (unit) => reexecuteUnit(executor, mirror, unit),
    onProgress,
  )
  findings.push(...again)
  const verdict = decideVerdict(findings)
  return {
    ok: verdict === 'clean',
    verdict,
    batches: done,
    units: candidates.length,
    receipts,
    leaves,
    unitsReexecuted: chosen.length - again.filter(({ kind }) => kind === 'gap').length,
    credits: history.credits ?? [],
    findings,
    seed: plan.seed,
  }
}

const decideVerdict = (findings: readonly Finding[]): AuditReport['verdict'] => {
  if (findings.some(({ kind }) => kind === 'mismatch')) return 'mismatch'
  return findings.length > 0 ? 'incomplete' : 'clean'
}

/** Yields the header chain from its genesis; a break in it ends the reading. */
async function* readBatches(
  ledger: LedgerReader,
  genesis: Hex,
  total: number,
  findings: Finding[],
): AsyncGenerator<CommittedBatch> {
  let prev = genesis
  for (let from = 1; from <= total; from += STRIDE) {
    const to = Math.min(total, from + STRIDE - 1)
    const batches = await fetchHeaders(ledger, from, to)
    if ('message' in batches) {
      findings.push(mismatch('HEADER_CHAIN', {}, batches.message, 'headers that hash to digests'))
      return
    }
    for (let id = from; id <= to; id += 1) {
      const batch = batches[id - from]
      const [found, expected] = batch ? breakIn(batch, id, prev) : ['no header', `batch ${id}`]
      if (batch === undefined || found !== expected) {
        findings.push(mismatch('HEADER_CHAIN', { batchId: id }, found, expected))
        return
      }
      yield batch
      prev = batch.digest
    }
  }
}

/** Headers, or how the chain's own records disagree with them. */
async function fetchHeaders(ledger: LedgerReader, from: number, to: number) {
  try {
    return await ledger.fetchBatches(from, to)
  } catch (error) {
    if (!isGridError(error, 'LEDGER_DAMAGED')) throw error
    return error
  }
}

/** The first link of the chain that does not hold, as found and expected; equal when all do. */
function breakIn({ id, header, digest }: CommittedBatch, nextId: number, prev: Hex) {
  if (id !== nextId) return [`batch ${id}`, `batch ${nextId}`] as const
  if (header.prev !== prev) return [`prev ${header.prev}`, `prev ${prev}`] as const
  return [headerDigest(header), digest] as const
}

interface BatchSubject {
  readonly domain: SigningDomain
  readonly ledger: LedgerReader
  readonly mirror: Mirror
  readonly batch: CommittedBatch
  readonly specs: Map<JobId, JobSpec>
  readonly history: History
}

async function auditBatch({ domain, ledger, mirror, batch, specs, history }: BatchSubject) {
  const nothing = { candidates: [], credits: null, trust: null, receipts: 0, leaves: 0 }
  const loaded = await loadBundle(mirror, batch, domain)
  if (loaded.bundle === null) return { ...nothing, findings: loaded.findings }
  const { bundle } = loaded
  const missing = await loadSpecs(mirror, batch.id, jobsOf(bundle), specs)
  const drawn = await readSeed(ledger, batch.id, history.trust)
  const check = checkBundle({
    domain,
    batch,
    bundle,
    dataHash: batch.header.dataHash,
    specs,
    history: drawn.known ? history : { ...history, trust: null },
    seed: drawn.seed,
  })
  const { believed, credited } = check.trust
  return {
    findings: [...missing, ...drawn.findings, ...check.findings],
    candidates: toReexecutions(batch.id, bundle, believed, specs),
    credits: check.credits,
    trust: drawn.known && credited !== null ? history.trust : null,
    receipts:
      bundle.units.reduce((sum, { receipts }) => sum + receipts.length, 0) +
      (bundle.trust?.opened.length ?? 0),
    leaves: check.leaves.length,
  }
}

/** The block that draws for the batch before, from the auditor's own node. */
async function readSeed(ledger: LedgerReader, batchId: number, trust: TrustHistory | null) {
  if (trust === null || trust.seedBlock === null || !awaitsSeed(trust)) {
    return { known: true, seed: null, findings: [] }
  }
  const { seedBlock: blockNumber } = trust
  const blockHash = await ledger.fetchBlockHash(blockNumber)
  if (blockHash !== null) return { known: true, seed: { blockNumber, blockHash }, findings: [] }
  const found = gap('SEED_UNREACHABLE', { batchId }, 'no such block', `block ${blockNumber}`)
  return { known: false, seed: null, findings: [found] }
}

const toReexecutions = (
  batchId: number,
  { units, rules }: Bundle,
  believed: readonly BelievedUnit[],
  specs: ReadonlyMap<JobId, JobSpec>,
): Reexecution[] => {
  const { rewriterVersion: inForce } = rules
  const settled = units.map((unit) => ({
    ...{ unit, verdict: settleFromReceipts(unit).verdict, rewriterVersion: inForce },
  }))
  const vested = believed.map(({ verdict, jobId, unitIndex }) => ({
    ...{ unit: { jobId, unitIndex }, verdict, rewriterVersion: verdict.rewriterVersion },
  }))
  return [...settled, ...vested].flatMap(({ unit, verdict, rewriterVersion }) => {
    const spec = specs.get(unit.jobId)
    return spec === undefined ? [] : [{ batchId, unit, verdict, spec, rewriterVersion }]
  })
}

async function reexecuteAll(
  chosen: readonly Reexecution[],
  parallel: number,
  run: (unit: Reexecution) => Promise<Finding | null>,
  onProgress: (progress: AuditProgress) => void,
): Promise<Finding[]> {
  const findings: (Finding | null)[] = []
  const queue = chosen.values()
  let done = 0
  const lane = async (): Promise<void> => {
    for (const unit of queue) {
      findings.push(await run(unit))
      done += 1
      onProgress({ stage: 'units', done, total: chosen.length })
    }
  }
  await Promise.all(Array.from({ length: Math.max(1, parallel) }, lane))
  return findings.filter((finding) => finding !== null)
}
