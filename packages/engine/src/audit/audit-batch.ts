/** Audits one batch: its bundle, what it rests on, and which of its units can be executed again. */
import type { JobId, JobSpec } from '@pumasi/domain'
import type { CreditLeaf, Receipt, Revocations, SigningDomain } from '@pumasi/proof'
import { deriveCredits, deriveLeaves, settleFromReceipts, unitKeyOf } from '@pumasi/rules'
import type { BelievedUnit, Bundle, GridRules } from '@pumasi/rules'
import type { CommittedBatch, LedgerReader } from '../ports/ledger.ts'
import type { Mirror } from '../ports/mirror.ts'
import { checkBundle, delegationsOf } from './check-bundle.ts'
import type { History } from './check-bundle.ts'
import { awaitsSeed, checkTrust } from './check-trust.ts'
import type { TrustHistory } from './check-trust.ts'
import { gap, mismatch } from './finding.ts'
import type { Finding, MismatchCode } from './finding.ts'
import { jobsOf, loadBundle, loadSpecs } from './load-batch.ts'
import type { Reexecution } from './reexecute.ts'

export interface BatchSubject {
  readonly domain: SigningDomain
  readonly ledger: LedgerReader
  readonly mirror: Mirror
  readonly batch: CommittedBatch
  /** Filled as jobs are met. */
  readonly specs: Map<JobId, JobSpec>
  /** Batches that count for nothing, though what they sealed and drew stays history. */
  readonly voided: ReadonlySet<number>
  /** What wallets have revoked. */
  readonly revocations: Revocations
  readonly history: History
}

/** What one batch adds to an audit. */
export interface BatchStep extends Pick<History, 'credits' | 'trust'> {
  readonly findings: readonly Finding[]
  /** Its units, for executing again. */
  readonly candidates: readonly Reexecution[]
  readonly receipts: number
  readonly leaves: number
  /** What it was decided by; null when it was not decided again. */
  readonly rules: GridRules | null
}

/** What a batch establishes for those after it, and the receipts that trust credits in it. */
export interface PassedBatch extends BatchStep {
  /** Null when it is missing or damaged. */
  readonly bundle: Bundle | null
  /** Null behind a gap, where nothing can be folded. */
  readonly credited: readonly Receipt[] | null
}

const nothing = {
  candidates: [],
  credits: null,
  trust: null,
  receipts: 0,
  leaves: 0,
  rules: null,
} as const

/** What a table says that a void made unsound is of no consequence: nobody can ever sync to it. */
const tableCodes: ReadonlySet<Finding['code']> = new Set<MismatchCode>([
  'CREDITS_DIFFER',
  'CREDITS_ROOT_DIFFERS',
  'CREDIT_TOTAL_DIFFERS',
])

/** Decides everything in one batch again; nothing in one that is voided. */
export async function auditBatch(subject: BatchSubject): Promise<BatchStep> {
  const { domain, ledger, mirror, batch, specs, voided, revocations, history } = subject
  if (voided.has(batch.id)) return { ...(await passBatch(subject)), findings: [], receipts: 0 }
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
    ...{ specs, revocations },
    history: drawn.known ? history : { ...history, trust: null },
    seed: drawn.seed,
  })
  const { believed, credited } = check.trust
  const doubtful = voided.size > 0 && check.findings.some(({ code }) => tableCodes.has(code))
  const sound = !doubtful || (await ledger.isTableSound(batch.id))
  const own = check.findings.filter(({ code }) => sound || !tableCodes.has(code))
  return {
    findings: [
      ...missing,
      ...drawn.findings,
      ...(await checkRate(ledger, batch.id, bundle.rules)),
      ...own,
    ],
    candidates: toReexecutions(batch, bundle, believed, specs),
    credits: check.credits,
    trust: drawn.known && credited !== null ? history.trust : null,
    receipts:
      bundle.units.reduce((sum, { receipts }) => sum + receipts.length, 0) +
      (bundle.trust?.opened.length ?? 0),
    leaves: check.leaves.length,
    rules: bundle.rules,
  }
}

/**
 * What a batch establishes for those after it, taken at its word: only what cannot be read is a
 * finding. For an audit of one later batch.
 */
export async function passBatch(subject: BatchSubject): Promise<PassedBatch> {
  const { domain, ledger, mirror, batch, specs, voided, revocations, history } = subject
  const counts = !voided.has(batch.id)
  const loaded = await loadBundle(mirror, batch, domain)
  if (loaded.bundle === null) {
    return { ...loaded, ...nothing, credits: counts ? null : history.credits, credited: null }
  }
  const { bundle } = loaded
  const missing = await loadSpecs(mirror, batch.id, jobsOf(bundle), specs)
  const drawn = await readSeed(ledger, batch.id, history.trust)
  if (counts) for (const unit of bundle.units) history.units.add(unitKeyOf(unit))
  const past = drawn.known ? history.trust : null
  const { credited } = checkTrust({
    ...{ domain, batch, bundle, specs, revocations, seed: drawn.seed },
    ...{ delegations: delegationsOf(bundle), history: past },
  })
  const trust = credited === null ? null : past
  const credits = counts ? creditsAfter(subject, bundle, credited) : history.credits
  return {
    ...{ ...nothing, bundle, credits, trust, credited },
    findings: [...missing, ...drawn.findings],
  }
}

/** The table a batch brings; where any batch is voided, tables may count it, and leaves tell. */
function creditsAfter(
  { voided, history }: BatchSubject,
  { units, rules, credits }: Bundle,
  credited: readonly Receipt[] | null,
): readonly CreditLeaf[] {
  if (voided.size === 0 || history.credits === null || credited === null) return credits
  return deriveCredits(history.credits, deriveLeaves(units, rules, credited))
}

/** Rules may change; what fuel earns is the ledger's own word, and the same for ever. */
async function checkRate(
  ledger: LedgerReader,
  batchId: number,
  { fuelPerCreditMicro: found }: Bundle['rules'],
): Promise<Finding[]> {
  const { fuelPerCreditMicro: expected } = await ledger.identify()
  if (found === expected) return []
  return [mismatch('CREDIT_RATE_DIFFERS', { batchId }, found, expected)]
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
  { id: batchId, digest: batchDigest }: CommittedBatch,
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
    if (spec === undefined) return []
    return [{ batchId, batchDigest, unit, verdict, spec, rewriterVersion }]
  })
}
