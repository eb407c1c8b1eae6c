/**
 * Judges a batch before it is committed, as an audit judges it afterwards.
 *
 * In: a ledger reader, a mirror, an executor, what a coordinator says the next batch is. Out: what
 * an attestor would sign, and what speaks against it. History is audited once and then followed, so
 * a batch costs what is in it. Believes of the coordinator: nothing; place in history, voids and
 * blocks come from the attestor's own node. Holds by judge-batch.test.ts.
 */
import { toHex } from '@pumasi/domain'
import type { Hex, JobId, JobSpec } from '@pumasi/domain'
import { attestationDigest, headerDigest } from '@pumasi/proof'
import type { Attestation, BatchContent, Revocations } from '@pumasi/proof'
import { auditBatch } from '../audit/audit-batch.ts'
import type { History } from '../audit/check-bundle.ts'
import { newTrustHistory } from '../audit/check-trust.ts'
import type { Finding } from '../audit/finding.ts'
import { followRevocations } from '../audit/follow-revocations.ts'
import { reexecuteAll } from '../audit/reexecute-all.ts'
import type { ReexecutionPorts } from '../audit/reexecute-all.ts'
import { checkRules } from '../audit/rules-used.ts'
import type { RulesTaken } from '../audit/rules-used.ts'
import { drawSample } from '../audit/sample.ts'
import { firstDifference } from '../coordinator/commit-batches.ts'
import type { Clock, Randomness } from '../ports/environment.ts'
import type { BatchVoid, CommittedBatch, LedgerReader } from '../ports/ledger.ts'

export interface JudgePorts extends Omit<ReexecutionPorts, 'journal'> {
  readonly ledger: LedgerReader
  readonly clock: Clock
  readonly randomness: Randomness
}

export interface JudgePlan {
  /** Units of each batch to execute again, drawn by the judge's own chance; `Infinity` for all. */
  readonly sample: number
  /** Executions at a time. */
  readonly parallel: number
  /** Rules that are taken, and no others. */
  readonly rules?: RulesTaken
}

/** What a coordinator says the next batch is. */
export interface Proposal {
  readonly batchId: number
  readonly content: BatchContent
}

export interface Judgement {
  readonly attestation: Attestation
  /** What to sign, should nothing speak against it. */
  readonly digest: Hex
  /** Of this batch, and of any before it that still counts; empty for a batch that is right. */
  readonly findings: readonly Finding[]
  readonly receipts: number
  readonly unitsReexecuted: number
}

/** What the batches so far establish. */
interface Past {
  /** The last batch followed, with its digest; the genesis for none. */
  id: number
  tip: Hex
  history: History
  readonly specs: Map<JobId, JobSpec>
  readonly findings: Finding[]
  /** As they were when history was begun: another void changes what all of it comes to. */
  readonly voids: readonly BatchVoid[]
  /** A batch judged right before it was committed: history counts it already. */
  ahead: Proposal | null
}

/** Batches fetched at a time, and findings remembered. */
const STRIDE = 100
const FINDINGS_MAX = 1_000

/** Answers null for a proposal that is not the next batch of the chain as it is now. */
export type Judge = (proposal: Proposal) => Promise<Judgement | null>

export function createJudge(ports: JudgePorts, plan: JudgePlan): Judge {
  const { ledger, mirror, clock, randomness } = ports
  const readRevocations = followRevocations(ledger)
  let revocations: Revocations = new Map()
  let past: Past | null = null

  const audit = async (from: Past, batch: CommittedBatch) => {
    const { chainId, address } = await ledger.identify()
    const domain = { chainId, ledger: address }
    const { specs, history } = from
    const voided = new Set(from.voids.map((one) => one.batchId))
    const reading = { domain, ledger, mirror, specs, revocations }
    const step = await auditBatch({ ...reading, batch, voided, history })
    from.history = { ...history, credits: step.credits, trust: step.trust }
    return step
  }

  /** Follows the chain to its newest batch; null when it is not the one followed so far. */
  const follow = async (from: Past, count: number): Promise<Past | null> => {
    if (from.id > count || (from.ahead !== null && from.id === count)) return null
    while (from.id < count) {
      const batches = await ledger.fetchBatches(from.id + 1, Math.min(count, from.id + STRIDE))
      for (const batch of batches) {
        if (batch.header.prev !== from.tip) return null
        const { ahead } = from
        from.ahead = null
        if (ahead !== null && firstDifference(ahead.content, batch.header) !== null) return null
        if (ahead !== null) placeSeed(from.history, batch.blockNumber)
        const { findings } = ahead === null ? await audit(from, batch) : { findings: [] }
        from.findings.push(...findings.slice(0, FINDINGS_MAX - from.findings.length))
        from.id = batch.id
        from.tip = batch.digest
      }
    }
    return from
  }

  return async ({ batchId, content }) => {
    const { chainId, address, genesis } = await ledger.identify()
    const count = await ledger.fetchBatchCount()
    if (batchId !== count + 1) return null
    revocations = await readRevocations()
    const voids = await ledger.fetchVoids()
    const known = past !== null && placesOf(past.voids) === placesOf(voids) ? past : null
    past = (known && (await follow(known, count))) ?? (await follow(newPast(genesis, voids), count))
    if (past === null) return null
    const now = past
    const attestation = { batchId, prev: now.tip, content, voided: voids.at(-1)?.batchId ?? 0 }
    const batch = asIfCommitted(attestation, Math.floor(clock.nowMs() / 1_000))
    const step = await audit(now, batch)
    // The block that draws for audits comes after the commit: until then the chance is one's own.
    const chance = new Map([[batchId, toHex(randomness.randomBytes(32))]])
    const chosen = drawSample(step.candidates, plan.sample, chance).flatMap(
      (position) => step.candidates[position] ?? [],
    )
    const again = await reexecuteAll(ports, chosen, plan.parallel, () => undefined)
    const refused = checkRules(plan.rules, batchId, step.rules)
    const findings = [...now.findings, ...step.findings, ...refused, ...again.findings]
    now.ahead = { batchId, content }
    // Whatever speaks against it may be mended: it is judged from the beginning then.
    if (findings.length > 0) past = null
    return {
      attestation,
      digest: attestationDigest(attestation, { chainId, ledger: address }),
      findings,
      receipts: step.receipts,
      unitsReexecuted: chosen.length,
    }
  }
}

const placesOf = (voids: readonly BatchVoid[]): string =>
  voids.map(({ batchId, blockNumber }) => `${batchId} in ${blockNumber}`).join()

const newPast = (genesis: Hex, voids: readonly BatchVoid[]): Past => ({
  ...{ id: 0, tip: genesis, specs: new Map(), findings: [], voids, ahead: null },
  history: { credits: [], units: new Set(), trust: newTrustHistory(voids) },
})

/** The block that draws is counted from the commit, which had no block when it was judged. */
function placeSeed({ trust }: History, blockNumber: number): void {
  if (trust !== null && trust.seedBlock !== null) trust.seedBlock += blockNumber
}

/** The batch as the chain would have it, were it committed now. */
function asIfCommitted(
  { batchId: id, prev, content }: Attestation,
  committedAt: number,
): CommittedBatch {
  const header = { ...content, prev, committedAt }
  const digest = headerDigest(header)
  return { id, header, digest, txHash: digest, blockNumber: 0 }
}
