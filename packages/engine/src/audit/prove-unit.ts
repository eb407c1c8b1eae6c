/**
 * Proves one unit: from a ledger and a mirror, the file that convinces whoever has the chain.
 *
 * In: a ledger reader, a mirror, which unit. Out: a proof file, checked as a reader will check it.
 * The newest batches are searched first; memory holds one bundle at a time. For a job that asks for
 * trust all batches up to that one are read.
 */
import { GridError } from '@pumasi/domain'
import type { JobId, JobSpec } from '@pumasi/domain'
import {
  buildMultiProof,
  buildTree,
  hashUnitLeaf,
  packUnitLeaves,
  recoverSession,
  verifyProofFile,
} from '@pumasi/proof'
import type { ChainEvidence, ProofFile, ProofFault, SigningDomain } from '@pumasi/proof'
import { deriveLeaves, deriveUnitInput } from '@pumasi/rules'
import type { Bundle, BundledReceipt } from '@pumasi/rules'
import type { CommittedBatch, LedgerReader } from '../ports/ledger.ts'
import type { Mirror } from '../ports/mirror.ts'
import type { Finding } from './finding.ts'
import { describePlace } from './finding.ts'
import { foldTo } from './fold-to.ts'
import type { Folded } from './fold-to.ts'
import { loadBundle, loadSpecs } from './load-batch.ts'

export interface WantedUnit {
  readonly jobId: JobId
  readonly unitIndex: number
}

export interface ProofPorts {
  readonly ledger: LedgerReader
  readonly mirror: Mirror
}

/**
 * @throws `UNIT_NOT_PROVEN` when no batch credits the unit, `PROOF_INCOMPLETE` when data are
 * missing or damaged, what the ledger reader throws
 */
export async function proveUnit(
  ports: ProofPorts,
  wanted: WantedUnit,
  onProgress: (searched: number, total: number) => void = () => {},
): Promise<ProofFile> {
  const { ledger, mirror } = ports
  const { chainId, address } = await ledger.identify()
  const domain = { chainId, ledger: address }
  const total = await ledger.fetchBatchCount()
  const missing: Finding[] = []
  const voided = new Set((await ledger.fetchVoids()).map(({ batchId }) => batchId))
  for (let id = total; id > 0; id -= 1) {
    if (voided.has(id)) continue
    const [batch] = await ledger.fetchBatches(id, id)
    if (batch === undefined) continue
    const loaded = await loadBundle(mirror, batch, domain)
    onProgress(total - id + 1, total)
    if (loaded.bundle === null) missing.push(...loaded.findings)
    else if (holds(loaded.bundle, wanted)) {
      const file = await prove(ports, domain, batch, loaded.bundle, wanted)
      if (file !== null) return file
    }
  }
  if (missing.length > 0) throw incomplete(missing)
  throw notProven(wanted, `none of ${total} batches credits it`)
}

/**
 * The same when the batch is known: one bundle is read, so a unit that trust believed, which takes
 * all batches before, is refused.
 * @throws as {@link proveUnit}
 */
export async function proveUnitOf(
  ports: ProofPorts,
  batchId: number,
  wanted: WantedUnit,
): Promise<ProofFile> {
  const { ledger, mirror } = ports
  const { chainId, address } = await ledger.identify()
  const domain = { chainId, ledger: address }
  const known = batchId <= (await ledger.fetchBatchCount())
  const [batch] = known ? await ledger.fetchBatches(batchId, batchId) : []
  if (batch === undefined) throw notProven(wanted, `batch ${batchId} is not on the chain`)
  const voids = await ledger.fetchVoids()
  if (voids.some((one) => one.batchId === batchId))
    throw notProven(wanted, `batch ${batchId} is voided`)
  const loaded = await loadBundle(mirror, batch, domain)
  if (loaded.bundle === null) throw incomplete(loaded.findings)
  if (!holds(loaded.bundle, wanted)) throw notProven(wanted, `batch ${batchId} does not credit it`)
  if (loaded.bundle.trust?.opened.length)
    throw notProven(wanted, `batch ${batchId} credits by trust: run pumasi proof`)
  const file = await prove(ports, domain, batch, loaded.bundle, wanted)
  if (file === null) throw notProven(wanted, `batch ${batchId} does not credit it`)
  return file
}

/** Every receipt a batch shows of a unit. */
const shownOf = ({ units, trust }: Bundle, { jobId, unitIndex }: WantedUnit): BundledReceipt[] =>
  [...units.flatMap(({ receipts }) => receipts), ...(trust?.opened ?? [])].filter(
    ({ receipt }) => receipt.jobId === jobId && receipt.unitIndex === unitIndex,
  )

const holds = (bundle: Bundle, wanted: WantedUnit): boolean => shownOf(bundle, wanted).length > 0

/** Null when the batch shows receipts of the unit and credits none of them. */
async function prove(
  { ledger, mirror }: ProofPorts,
  domain: SigningDomain,
  batch: CommittedBatch,
  bundle: Bundle,
  wanted: WantedUnit,
): Promise<ProofFile | null> {
  const { jobId, unitIndex } = wanted
  const specs = new Map<JobId, JobSpec>()
  const missing = await loadSpecs(mirror, batch.id, new Set([jobId]), specs)
  const spec = specs.get(jobId)
  if (spec === undefined) throw incomplete(missing)
  // Which receipts trust credits follows from all batches before.
  const folded = bundle.trust?.opened.length ? await foldTo({ ledger, mirror }, batch.id) : nothing
  if (folded.credited === null) throw incomplete(folded.findings)
  const leaves = deriveLeaves(bundle.units, bundle.rules, folded.credited)
  const own = leaves.filter((leaf) => leaf.jobId === jobId && leaf.unitIndex === unitIndex)
  const receipts = own.flatMap(({ account }) =>
    shownOf(bundle, wanted).filter(({ receipt }) => receipt.account === account),
  )
  const [first] = receipts
  if (first === undefined) return null
  const sessions = new Set(receipts.map((signed) => recoverSession(signed, domain)))
  const { programHash, inputHash, outputHash, exitClass, fuel } = first.receipt
  const path = buildMultiProof(buildTree(packUnitLeaves(leaves)), own.map(hashUnitLeaf))
  const { id, header, txHash, blockNumber } = batch
  const file: ProofFile = {
    ...{ format: 'pumasi-proof', version: 1, chain: domain },
    batch: { id, header, txHash, blockNumber },
    unit: { jobId, unitIndex, programHash, inputHash, outputHash, exitClass, fuel },
    input: deriveUnitInput(spec, jobId, unitIndex),
    receipts: receipts.map(({ receipt, signature }) => ({ receipt, signature })),
    delegations: bundle.delegations.filter(({ delegation }) => sessions.has(delegation.session)),
    inclusion: {
      leaves: own.map(({ index, creditMicro }) => ({ index, creditMicro })),
      proof: path.proof,
      proofFlags: path.proofFlags,
    },
  }
  const wrong = verifyProofFile(file, { ...domain, batchCount: id, voided: false, batch })
  if (wrong !== null) throw unsound(wanted, wrong)
  return file
}

const nothing: Folded = { credited: [], findings: [] }

/** What a chain holds about the batch a proof file names. @throws `CHAIN_BEHIND` */
export async function fetchChainEvidence(
  ledger: LedgerReader,
  { batch: { id, blockNumber } }: Pick<ProofFile, 'batch'>,
): Promise<ChainEvidence> {
  const { chainId, address } = await ledger.identify()
  const batchCount = await ledger.fetchBatchCount()
  // A node that has not got so far yet says nothing about the file.
  if (id > batchCount) await assertReached(ledger, blockNumber)
  const [batch] = id <= batchCount ? await ledger.fetchBatches(id, id) : []
  const voided = (await ledger.fetchVoids()).some(({ batchId }) => batchId === id)
  return { chainId, ledger: address, batchCount, voided, batch: batch ?? null }
}

/** @throws `CHAIN_BEHIND` when the node has not got this block yet */
async function assertReached(ledger: LedgerReader, blockNumber: number): Promise<void> {
  const head = await ledger.fetchHead()
  if (head.blockNumber >= blockNumber) return
  throw new GridError(
    'CHAIN_BEHIND',
    `found block ${head.blockNumber} as the node’s newest, expected block ${blockNumber}`,
    {
      hint: 'Wait until the node has caught up, or ask another one.',
      retryable: true,
      details: { found: head.blockNumber, expected: blockNumber },
    },
  )
}

const nameOf = ({ jobId, unitIndex }: WantedUnit): string => `unit ${unitIndex} of job ${jobId}`

const notProven = (wanted: WantedUnit, found: string): GridError =>
  new GridError('UNIT_NOT_PROVEN', `cannot prove ${nameOf(wanted)}: ${found}`, {
    hint: 'Wait until the unit is believed and its batch is committed, or check job and index.',
    details: { ...wanted },
  })

const incomplete = (findings: readonly Finding[]): GridError => {
  const { code, place, found } = findings[0] ?? { code: '', place: {}, found: '' }
  const text = `${code} at ${describePlace(place)}: ${found}`
  return new GridError('PROOF_INCOMPLETE', `data are missing or damaged: ${text}`, {
    hint: 'Give another mirror.',
    details: { findings },
  })
}

const unsound = (wanted: WantedUnit, { field, found, expected }: ProofFault): GridError =>
  new GridError(
    'PROOF_UNSOUND',
    `the grid’s own records do not prove ${nameOf(wanted)}: ${field} is ${found}, expected ${expected}`,
    { hint: 'Run pumasi audit: the ledger or the bundle is wrong.', details: { field } },
  )
