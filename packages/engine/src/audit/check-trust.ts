/**
 * Checks what a bundle does for jobs that ask for trust, by folding the same lists with a seed from
 * the auditor's own node: rates, draws, vesting, voids and pay all follow.
 *
 * In: what the batches before established, the bundle, the hash of the block that draws. Out:
 * findings, the receipts to credit, the units believed. `credited` is null when an earlier gap
 * leaves nothing to fold on.
 */
import type { Account, Hex, JobId, JobSpec } from '@pumasi/domain'
import { receiptDigest } from '@pumasi/proof'
import type { Receipt, Revocations, SignedDelegation, SigningDomain } from '@pumasi/proof'
import {
  TrustLedger,
  countUnits,
  deriveLeaves,
  deriveUnitInput,
  foldBatch,
  inputHashOf,
} from '@pumasi/rules'
import type { BelievedUnit, Bundle, BundledReceipt, GridRules, SealedReceipt } from '@pumasi/rules'
import type { SeedBlock, TrustFault } from '@pumasi/rules'
import type { BatchVoid, CommittedBatch } from '../ports/ledger.ts'
import { noteRuling, takeRulings, touchesTrust } from './check-rulings.ts'
import type { RulingHistory } from './check-rulings.ts'
import { checkReceipt } from './check-unit.ts'
import { gap, mismatch } from './finding.ts'
import type { Finding, MismatchCode, Place } from './finding.ts'

/** What was sealed, and under which rules and when. */
interface Sealing {
  readonly entry: SealedReceipt
  readonly rules: GridRules
  readonly committedAt: number
}

/** What the batches before have established about accounts and undecided receipts. */
export interface TrustHistory extends RulingHistory {
  readonly ledger: TrustLedger
  readonly sealings: Map<Hex, Sealing>
  /** Which block draws for the newest batch; null before the first. */
  seedBlock: number | null
}

/** History before the first batch of a ledger with these voids. */
export const newTrustHistory = (voids: readonly BatchVoid[] = []): TrustHistory => ({
  voids,
  rulings: new Map(),
  ledger: new TrustLedger(),
  sealings: new Map(),
  seedBlock: null,
})

export interface TrustSubject {
  readonly domain: SigningDomain
  readonly batch: CommittedBatch
  readonly bundle: Bundle
  readonly specs: ReadonlyMap<JobId, JobSpec>
  readonly delegations: ReadonlyMap<Account, readonly SignedDelegation[]>
  /** What wallets have revoked, over the whole ledger. */
  readonly revocations: Revocations
  /** Null behind a gap. */
  readonly history: TrustHistory | null
  /** The block that draws for the batch before; null when nothing waits for it. */
  readonly seed: SeedBlock | null
}

export interface TrustCheck {
  readonly findings: readonly Finding[]
  readonly credited: readonly Receipt[] | null
  readonly believed: readonly BelievedUnit[]
}

const nothingFound: TrustCheck = { findings: [], credited: [], believed: [] }

/** True when a batch's seed decides anything: whoever audits has to ask for its block. */
export const awaitsSeed = ({ ledger }: TrustHistory): boolean =>
  ledger.undrawn.length > 0 || ledger.closings.length > 0

export function checkTrust(subject: TrustSubject): TrustCheck {
  const { batch, bundle, specs, history } = subject
  const { trust, rules } = bundle
  if (trust === undefined || rules.version === 1) return nothingFound
  const jobs = new Set([...trust.sealed, ...trust.opened.map(({ receipt }) => receipt)])
  const known = [...jobs].every(({ jobId }) => specs.has(jobId))
  if (history === null || !known) {
    if (history === null && !touchesTrust(trust)) return nothingFound
    const found = gap('NOT_FOLDED', { batchId: batch.id }, 'batches missing', 'all before it')
    return { findings: [found], credited: null, believed: [] }
  }
  const findings: Finding[] = [...checkSeed(subject, history), ...checkSealed(subject)]
  for (const entry of trust.sealed) {
    const { committedAt } = batch.header
    if (!history.sealings.has(entry.digest)) {
      history.sealings.set(entry.digest, { entry, rules, committedAt })
    }
  }
  const opened = new Map<Hex, Receipt>()
  for (const signed of trust.opened) {
    const digest = receiptDigest(signed.receipt, subject.domain)
    const found = checkOpened(subject, history, signed, digest)
    findings.push(...found)
    if (found.length === 0) opened.set(digest, signed.receipt)
  }
  const { id } = batch
  const seed = subject.seed?.blockHash ?? null
  const { rulings = [] } = trust
  // Before version 3 no batch knew of rulings.
  const dueUpTo = rules.version === 3 && touchesTrust(trust) ? (history.seedBlock ?? 0) : 0
  const { overruled, findings: unruly } = takeRulings(history, batch, rulings, dueUpTo)
  findings.push(...unruly)
  const outcome = foldBatch(
    history.ledger,
    { ...trust, id, seed, overruled },
    {
      rules: rules.trust,
      demandOf: (jobId) => specs.get(jobId)?.trust ?? null,
      reveal: (digest) => opened.get(digest) ?? null,
    },
  )
  findings.push(...outcome.faults.map((fault) => describeFault(batch.id, fault)))
  const shown = new Set(outcome.opened)
  const states = new Map([...history.ledger.held()].map((one) => [one.digest, one.state]))
  for (const [digest, { jobId, unitIndex, account }] of opened) {
    if (shown.has(digest)) continue
    const place = { batchId: id, jobId, unitIndex, account }
    const state = states.get(digest) ?? 'void'
    findings.push(mismatch('DECIDED_EARLY', place, 'decided', `${state}, not decided yet`))
  }
  for (const { receipt } of outcome.decided) history.sealings.delete(receipt.digest)
  if (rules.version === 3) {
    noteRuling(history, id, deriveLeaves(bundle.units, rules, outcome.credited), outcome)
  }
  history.seedBlock = batch.blockNumber + rules.seedDistance
  return { findings, credited: outcome.credited, believed: outcome.believed }
}

function checkSeed({ batch, bundle, seed }: TrustSubject, history: TrustHistory): Finding[] {
  const expected = awaitsSeed(history) ? seed : null
  const say = (block: SeedBlock | null): string =>
    block === null ? 'no block' : `block ${block.blockNumber}, ${block.blockHash}`
  const found = say(bundle.trust?.seed ?? null)
  if (found === say(expected)) return []
  return [mismatch('SEED_DIFFERS', { batchId: batch.id }, found, say(expected))]
}

function checkSealed({ batch, bundle, specs }: TrustSubject): Finding[] {
  return (bundle.trust?.sealed ?? []).flatMap(({ jobId, unitIndex, account }) => {
    const spec = specs.get(jobId)
    const units = spec === undefined ? 0 : countUnits(spec)
    const place = { batchId: batch.id, jobId, unitIndex, account }
    return unitIndex < units ? [] : [mismatch('UNIT_UNKNOWN', place, unitIndex, `below ${units}`)]
  })
}

/** Everything wrong with an opened receipt: it must be the one that was sealed, signed well. */
function checkOpened(
  { domain, batch, specs, delegations, revocations }: TrustSubject,
  { sealings }: TrustHistory,
  signed: BundledReceipt,
  digest: Hex,
): Finding[] {
  const { jobId, unitIndex, account } = signed.receipt
  const place: Place = { batchId: batch.id, jobId, unitIndex, account }
  const sealing = sealings.get(digest)
  const spec = specs.get(jobId)
  if (sealing === undefined || spec === undefined) {
    return [mismatch('RECEIPT_UNSEALED', place, digest, 'a receipt that a batch has sealed')]
  }
  const { entry, rules, committedAt } = sealing
  const own = entry.jobId === jobId && entry.unitIndex === unitIndex && entry.account === account
  if (!own) {
    const expected = `${entry.jobId} unit ${entry.unitIndex} by ${entry.account}`
    return [mismatch('RECEIPT_ELSEWHERE', place, `${jobId} unit ${unitIndex}`, expected)]
  }
  if (unitIndex >= countUnits(spec)) return []
  const inputHash = inputHashOf(deriveUnitInput(spec, jobId, unitIndex))
  const unit = { jobId, unitIndex }
  const subject = { domain, committedAt, unit, spec, delegations, revocations }
  const { rewriterVersion } = rules
  return checkReceipt({ ...subject, rewriterVersion }, signed, place, inputHash)
}

const faultCodes: Readonly<Record<TrustFault['code'], readonly [MismatchCode, string, string]>> = {
  SEED_MISSING: ['SEED_DIFFERS', 'no seed', 'the block that draws'],
  SEALED_TWICE: ['RECEIPT_TWICE', 'a second receipt', 'one'],
  SEALED_FOR_NOTHING: ['SEALED_FOR_NOTHING', 'a sealed receipt', 'a unit that waits for one'],
  SEALED_UNASKED: ['SEALED_UNASKED', 'a second receipt', 'none before a check is asked for'],
  RECEIPT_HIDDEN: ['RECEIPT_HIDDEN', 'a receipt not shown', 'what its unit was decided by'],
  SETTLED_LATE: ['SETTLED_LATE', 'votes that agreed before', 'a verdict in the batch of the last'],
}

function describeFault(batchId: number, { code, unit, account }: TrustFault): Finding {
  const [name, found, expected] = faultCodes[code]
  return mismatch(name, { batchId, ...unit, ...(account && { account }) }, found, expected)
}
