/**
 * Checks one bundle against its header: signatures, quorums, credits and both roots, all decided
 * again by the rules the coordinator should have used.
 *
 * In: header and bundle of one batch, what earlier batches established, job specifications.
 * Out: findings, and what this batch adds to the history.
 */
import type { Account, Digest, JobId, JobSpec } from '@pumasi/domain'
import { verifyDelegation } from '@pumasi/proof'
import type {
  BatchContent,
  CreditLeaf,
  Revocations,
  SignedDelegation,
  SigningDomain,
  UnitLeaf,
} from '@pumasi/proof'
import { deriveContent, deriveCredits, deriveLeaves } from '@pumasi/rules'
import type { Bundle, BundledUnit, SeedBlock } from '@pumasi/rules'
import type { CommittedBatch } from '../ports/ledger.ts'
import { mismatch } from './finding.ts'
import type { Finding, MismatchCode } from './finding.ts'
import { checkTrust } from './check-trust.ts'
import type { TrustCheck, TrustHistory } from './check-trust.ts'
import { checkUnit } from './check-unit.ts'

/** What the batches before have established. */
export interface History {
  /** The credit table; null when the bundle before could not be read. */
  readonly credits: readonly CreditLeaf[] | null
  /** `jobId unitIndex` of every unit already in a batch. */
  readonly units: Set<string>
  /** What trust rests on; null when a bundle before could not be read. */
  readonly trust: TrustHistory | null
}

export interface BundleCheck {
  readonly findings: readonly Finding[]
  readonly leaves: readonly UnitLeaf[]
  readonly credits: readonly CreditLeaf[]
  readonly trust: TrustCheck
  /** What the header must say; null when no leaf follows from the bundle. */
  readonly content: BatchContent | null
}

export interface BundleSubject {
  readonly domain: SigningDomain
  readonly batch: CommittedBatch
  readonly bundle: Bundle
  readonly dataHash: Digest
  readonly specs: ReadonlyMap<JobId, JobSpec>
  readonly history: History
  /** What wallets have revoked, over the whole ledger. */
  readonly revocations: Revocations
  /** The block that draws for the batch before; null when nothing waits for it. */
  readonly seed: SeedBlock | null
  /** Told after each unit: checking signatures is what takes long. */
  readonly onUnit?: ((done: number) => void) | undefined
}

/** Decides everything in a bundle again. */
export function checkBundle(subject: BundleSubject): BundleCheck {
  const { domain, batch, bundle, history } = subject
  const place = { batchId: batch.id }
  const findings: Finding[] = []
  if (bundle.batchId !== batch.id) {
    findings.push(
      mismatch('BUNDLE_ELSEWHERE', place, `batch ${bundle.batchId}`, `batch ${batch.id}`),
    )
  }
  for (const signed of bundle.delegations) {
    const { account } = signed.delegation
    if (verifyDelegation(signed, domain)) continue
    findings.push(mismatch('DELEGATION_FORGED', { ...place, account }, 'another signer', account))
  }
  const delegations = delegationsOf(bundle)
  findings.push(...checkOrder(batch.id, bundle.units, history.units))
  for (const [position, unit] of bundle.units.entries()) {
    subject.onUnit?.(position)
    const spec = subject.specs.get(unit.jobId)
    if (spec === undefined) continue
    const { committedAt } = batch.header
    const { rules } = bundle
    const { revocations } = subject
    const place = { domain, batchId: batch.id, committedAt, revocations }
    findings.push(...checkUnit({ ...place, unit, spec, rules, delegations }))
  }
  const trust = checkTrust({ ...subject, history: history.trust, delegations })
  findings.push(...trust.findings)
  const leaves = deriveLeaves(bundle.units, bundle.rules, trust.credited ?? [])
  // Behind a gap there is nothing to add to: the table is held against the header alone.
  const known = history.credits !== null && trust.credited !== null
  const credits = known ? deriveCredits(history.credits, leaves) : bundle.credits
  const leavesKnown = trust.credited !== null
  if (leaves.length === 0 && bundle.version === 1) {
    findings.push(mismatch('QUORUM_NOT_REACHED', place, 'no agreeing receipt', 'at least one'))
    return { findings, leaves, credits, trust, content: null }
  }
  const content = deriveContent({ ...bundle, credits }, leaves, subject.dataHash)
  findings.push(...checkCredits(batch.id, bundle.credits, credits))
  findings.push(...checkContent(batch, content, leavesKnown))
  return { findings, leaves, credits, trust, content }
}

/** Delegations of a bundle by session key. */
export const delegationsOf = ({
  delegations,
}: Bundle): ReadonlyMap<Account, readonly SignedDelegation[]> =>
  Map.groupBy(delegations, ({ delegation }) => delegation.session)

function checkOrder(batchId: number, units: readonly BundledUnit[], seen: Set<string>): Finding[] {
  const findings: Finding[] = []
  let before: BundledUnit | null = null
  for (const unit of units) {
    const { jobId, unitIndex } = unit
    const place = { batchId, jobId, unitIndex }
    const key = `${jobId} ${unitIndex}`
    if (seen.has(key)) findings.push(mismatch('UNIT_TWICE', place, 'a second time', 'once'))
    seen.add(key)
    const ordered =
      before === null ||
      before.jobId < jobId ||
      (before.jobId === jobId && before.unitIndex < unitIndex)
    if (!ordered)
      findings.push(mismatch('UNITS_UNORDERED', place, 'out of order', 'by job and unit'))
    before = unit
  }
  return findings
}

function checkContent(
  { id, header }: CommittedBatch,
  expected: BatchContent,
  leavesKnown: boolean,
): Finding[] {
  const place = { batchId: id }
  const findings: Finding[] = []
  const fields: readonly (readonly [keyof BatchContent, MismatchCode])[] = [
    ['rulesHash', 'RULES_DIFFER'],
    ['unitCount', 'UNIT_COUNT_DIFFERS'],
    ['unitsRoot', 'UNITS_ROOT_DIFFERS'],
    ['creditsRoot', 'CREDITS_ROOT_DIFFERS'],
    ['cumulativeCreditMicro', 'CREDIT_TOTAL_DIFFERS'],
  ]
  for (const [field, code] of fields) {
    const found = header[field]
    if (!leavesKnown && (field === 'unitCount' || field === 'unitsRoot')) continue
    if (found !== expected[field]) findings.push(mismatch(code, place, found, expected[field]))
  }
  return findings
}

/** Compares the bundle's credit table with the one recomputed from all batches. */
function checkCredits(
  batchId: number,
  found: readonly CreditLeaf[],
  expected: readonly CreditLeaf[],
): Finding[] {
  const table = new Map(found.map((row) => [row.account, row.cumulativeCreditMicro]))
  const wrong = expected
    .filter(({ account, cumulativeCreditMicro }) => table.get(account) !== cumulativeCreditMicro)
    .map(({ account, cumulativeCreditMicro }) =>
      mismatch(
        'CREDITS_DIFFER',
        { batchId, account },
        table.get(account) ?? 'no row',
        cumulativeCreditMicro,
      ),
    )
  const known = new Set(expected.map(({ account }) => account))
  const extra = found
    // A row that is known is taken off the list, so that a second one is too many.
    .filter(({ account }) => !known.delete(account))
    .map(({ account, cumulativeCreditMicro }) =>
      mismatch('CREDITS_DIFFER', { batchId, account }, cumulativeCreditMicro, 'no such row'),
    )
  return [...wrong, ...extra]
}
