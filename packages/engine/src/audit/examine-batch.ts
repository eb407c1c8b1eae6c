/**
 * Examines one batch by itself: its place in the header chain, its bundle, every signature and
 * quorum in it, both roots and what it adds to the credit table.
 *
 * In: a ledger, a mirror, a batch. Out: steps, each with what was compared with what, what differs
 * and what could not be compared. Reads two bundles, so it fits where a whole audit does not, such
 * as a browser. What rests on all batches before (that no unit was in one of them, what trust
 * credits) is left to an audit, and named as not compared where it matters. Nothing is executed.
 * Invariant: every lie about a batch that needs no more is found (examine-batch.test.ts).
 */
import { GridError } from '@pumasi/domain'
import type { Account, JobId, JobSpec } from '@pumasi/domain'
import { headerDigest, merkleRoot, packCreditLeaves } from '@pumasi/proof'
import type { BatchContent, Comparison, CreditLeaf, SigningDomain } from '@pumasi/proof'
import { deriveCredits, rulesHashOf, unitKeyOf } from '@pumasi/rules'
import type { Bundle } from '@pumasi/rules'
import type { CommittedBatch, LedgerReader } from '../ports/ledger.ts'
import type { Mirror } from '../ports/mirror.ts'
import { checkBundle } from './check-bundle.ts'
import type { BundleCheck } from './check-bundle.ts'
import { newTrustHistory } from './check-trust.ts'
import { gap, mismatch } from './finding.ts'
import { followRevocations } from './follow-revocations.ts'
import { jobsOf, loadBundle, loadSpecs } from './load-batch.ts'
import { sortedInto, stepOf, stepOfFinding } from './batch-step.ts'
import type { BatchStepName, BatchStepReport } from './batch-step.ts'

/** What a batch adds to one account. */
export interface CreditChange {
  readonly account: Account
  /** Null when the table before could not be read. */
  readonly beforeMicro: bigint | null
  readonly earnedMicro: bigint
  readonly afterMicro: bigint
}

export interface BatchExamination {
  readonly batch: CommittedBatch
  readonly batchCount: number
  readonly voided: boolean
  /** In their order, up to the last that could be taken. */
  readonly steps: readonly BatchStepReport[]
  /** Every row of the table after the batch. */
  readonly credits: readonly CreditChange[]
}

export interface ExaminePorts {
  readonly ledger: LedgerReader
  readonly mirror: Mirror
}

export interface ExamineProgress {
  readonly done: number
  readonly units: number
}

/**
 * @throws `LEDGER_UNKNOWN_BATCH` for a batch there is not, what the ledger reader throws when the
 * chain cannot be read
 */
export async function examineBatch(
  { ledger, mirror }: ExaminePorts,
  batchId: number,
  onProgress: (progress: ExamineProgress) => void = () => {},
): Promise<BatchExamination> {
  const { chainId, address, genesis, fuelPerCreditMicro } = await ledger.identify()
  const batchCount = await ledger.fetchBatchCount()
  if (!(batchId >= 1 && batchId <= batchCount)) throw unknownBatch(batchId, batchCount)
  const [first, second] = await ledger.fetchBatches(Math.max(1, batchId - 1), batchId)
  const [before, batch] = batchId === 1 ? [null, first] : [first ?? null, second]
  if (batch === undefined) throw unknownBatch(batchId, batchCount)
  const voids = new Set((await ledger.fetchVoids()).map((one) => one.batchId))
  const domain = { chainId, ledger: address }
  const place = { batchId }
  const seen = { batch, batchCount, voided: voids.has(batchId) }
  const header = headerStep(batch, before?.digest ?? genesis)

  const loaded = await loadBundle(mirror, batch, domain)
  if (loaded.bundle === null) {
    return { ...seen, steps: sortedInto([header], loaded.findings), credits: [] }
  }
  const { bundle } = loaded
  const specs = new Map<JobId, JobSpec>()
  const missing = await loadSpecs(mirror, batchId, jobsOf(bundle), specs)
  // A table after a void may be summed anew: what it adds up to then, only an audit can tell.
  const disturbed = [...voids].some((id) => id <= batchId)
  const earlier = await readBefore(mirror, before, domain)
  const table = disturbed ? null : earlier.table
  const check = checkBundle({
    ...{ domain, batch, bundle, specs, dataHash: batch.header.dataHash },
    history: {
      ...{ credits: table, units: earlier.units },
      trust: batchId === 1 ? newTrustHistory() : null,
    },
    ...{ revocations: await followRevocations(ledger)(), seed: null },
    onUnit: (done) => onProgress({ done, units: bundle.units.length }),
  })
  const rate =
    bundle.rules.fuelPerCreditMicro === fuelPerCreditMicro
      ? []
      : [
          mismatch(
            'CREDIT_RATE_DIFFERS',
            place,
            bundle.rules.fuelPerCreditMicro,
            fuelPerCreditMicro,
          ),
        ]
  const unfolded =
    table === null ? [gap('NOT_FOLDED', place, 'no table before it', 'the table before it')] : []
  const steps = sortedInto(
    [header, ...bundleSteps({ batch, bundle, check, specs, fuelPerCreditMicro })],
    [...missing, ...rate, ...check.findings, ...unfolded],
  )
  return { ...seen, steps, credits: changesOf(table, check, bundle) }
}

const compare = (field: string, found: unknown, expected: unknown): Comparison => ({
  field,
  found: String(found),
  expected: String(expected),
})

function headerStep(batch: CommittedBatch, before: string): BatchStepReport {
  const { header, digest, id } = batch
  const links = [
    compare('header', headerDigest(header), digest),
    compare('header.prev', header.prev, before),
  ]
  const findings = links
    .filter(({ found, expected }) => found !== expected)
    .map(({ found, expected }) => mismatch('HEADER_CHAIN', { batchId: id }, found, expected))
  return { ...stepOf('header', links), findings }
}

interface Checked {
  readonly batch: CommittedBatch
  readonly bundle: Bundle
  readonly check: BundleCheck
  readonly specs: ReadonlyMap<JobId, JobSpec>
  readonly fuelPerCreditMicro: bigint
}

function bundleSteps({
  batch,
  bundle,
  check,
  specs,
  fuelPerCreditMicro,
}: Checked): BatchStepReport[] {
  const { header, id } = batch
  const { rules, units, delegations } = bundle
  const { content, findings } = check
  const wrongIn = (...names: readonly BatchStepName[]): Set<string> =>
    new Set(
      findings
        .filter(({ code }) => names.includes(stepOfFinding[code]))
        .map(({ place: { jobId, unitIndex, account } }) =>
          unitIndex === undefined ? `${account}` : `${jobId} ${unitIndex}`,
        ),
    )
  const agreeing = (all: number, wrong: number) => ({ agree: Math.max(0, all - wrong), all })
  const unchecked = units.filter(({ jobId }) => !specs.has(jobId)).length
  const notAgreeing = wrongIn('receipts', 'units').size + unchecked
  const derived = (...fields: readonly (keyof BatchContent)[]): Comparison[] =>
    content === null ? [] : fields.map((field) => compare(field, content[field], header[field]))
  return [
    stepOf('bundle', [
      // Its bytes were hashed when they came.
      compare('dataHash', header.dataHash, header.dataHash),
      compare('batchId', bundle.batchId, id),
    ]),
    stepOf('rules', [
      compare('rulesHash', rulesHashOf(rules), header.rulesHash),
      compare('fuelPerCreditMicro', rules.fuelPerCreditMicro, fuelPerCreditMicro),
    ]),
    stepOf('delegations', [], agreeing(delegations.length, wrongIn('delegations').size)),
    stepOf('units', [], agreeing(units.length, notAgreeing)),
    // What trust credits follows from all batches before: then nothing is said of the leaves.
    ...(check.trust.credited === null ? [] : [stepOf('leaves', derived('unitCount', 'unitsRoot'))]),
    stepOf('credits', derived('creditsRoot', 'cumulativeCreditMicro')),
  ]
}

/** What the batch before established, by its header; no table when that cannot be had. */
async function readBefore(
  mirror: Mirror,
  before: CommittedBatch | null,
  domain: SigningDomain,
): Promise<{ readonly table: readonly CreditLeaf[] | null; readonly units: Set<string> }> {
  if (before === null) return { table: [], units: new Set() }
  const { bundle } = await loadBundle(mirror, before, domain)
  if (bundle === null) return { table: null, units: new Set() }
  const { credits } = bundle
  const sound =
    credits.length > 0 && merkleRoot(packCreditLeaves(credits)) === before.header.creditsRoot
  return { table: sound ? credits : null, units: new Set(bundle.units.map(unitKeyOf)) }
}

function changesOf(
  table: readonly CreditLeaf[] | null,
  { leaves }: BundleCheck,
  { credits }: Bundle,
): readonly CreditChange[] {
  const before = new Map(table?.map((row) => [row.account, row.cumulativeCreditMicro]))
  const earned = new Map(
    deriveCredits([], leaves).map((row) => [row.account, row.cumulativeCreditMicro]),
  )
  return credits.map(({ account, cumulativeCreditMicro: afterMicro }) => ({
    account,
    beforeMicro: table === null ? null : (before.get(account) ?? 0n),
    earnedMicro: earned.get(account) ?? 0n,
    afterMicro,
  }))
}

const unknownBatch = (batchId: number, batchCount: number): GridError =>
  new GridError('LEDGER_UNKNOWN_BATCH', `found ${batchCount} batches, asked for batch ${batchId}`, {
    hint: 'Ask for ids from 1 to the batch count.',
    details: { batchId, batchCount },
  })
