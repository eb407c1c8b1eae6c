/**
 * Proves one unit: from a ledger and a mirror, the file that convinces whoever has the chain.
 *
 * In: a ledger reader, a mirror, which unit. Out: a proof file, checked as a reader will check it.
 * The newest batches are searched first; memory holds one bundle at a time.
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
import type { Bundle } from '@pumasi/rules'
import type { CommittedBatch, LedgerReader } from '../ports/ledger.ts'
import type { Mirror } from '../ports/mirror.ts'
import type { Finding } from './finding.ts'
import { describePlace } from './finding.ts'
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
  for (let id = total; id > 0; id -= 1) {
    const [batch] = await ledger.fetchBatches(id, id)
    if (batch === undefined) continue
    const loaded = await loadBundle(mirror, batch, domain)
    onProgress(total - id + 1, total)
    if (loaded.bundle === null) missing.push(...loaded.findings)
    else if (holds(loaded.bundle, wanted))
      return prove(mirror, domain, batch, loaded.bundle, wanted)
  }
  if (missing.length > 0) throw incomplete(missing)
  throw notProven(wanted, `none of ${total} batches credits it`)
}

/**
 * The same when the batch is known: one bundle is read.
 * @throws as {@link proveUnit}
 */
export async function proveUnitOf(
  { ledger, mirror }: ProofPorts,
  batchId: number,
  wanted: WantedUnit,
): Promise<ProofFile> {
  const { chainId, address } = await ledger.identify()
  const domain = { chainId, ledger: address }
  const known = batchId <= (await ledger.fetchBatchCount())
  const [batch] = known ? await ledger.fetchBatches(batchId, batchId) : []
  if (batch === undefined) throw notProven(wanted, `batch ${batchId} is not on the chain`)
  const loaded = await loadBundle(mirror, batch, domain)
  if (loaded.bundle === null) throw incomplete(loaded.findings)
  if (!holds(loaded.bundle, wanted)) throw notProven(wanted, `batch ${batchId} does not credit it`)
  return prove(mirror, domain, batch, loaded.bundle, wanted)
}

const holds = ({ units }: Bundle, { jobId, unitIndex }: WantedUnit): boolean =>
  units.some((unit) => unit.jobId === jobId && unit.unitIndex === unitIndex)

async function prove(
  mirror: Mirror,
  domain: SigningDomain,
  batch: CommittedBatch,
  bundle: Bundle,
  wanted: WantedUnit,
): Promise<ProofFile> {
  const { jobId, unitIndex } = wanted
  const specs = new Map<JobId, JobSpec>()
  const units = bundle.units.filter((unit) => unit.jobId === jobId && unit.unitIndex === unitIndex)
  const missing = await loadSpecs(mirror, batch.id, new Set([jobId]), specs)
  const spec = specs.get(jobId)
  if (spec === undefined) throw incomplete(missing)
  const leaves = deriveLeaves(bundle.units, bundle.rules)
  // Leaves credited by trust follow from all batches before, which is an audit's work.
  if (leaves.length !== batch.header.unitCount)
    throw notProven(wanted, `batch ${batch.id} also credits units of jobs that ask for trust`)
  const own = leaves.filter((leaf) => leaf.jobId === jobId && leaf.unitIndex === unitIndex)
  const receipts = own.flatMap(({ account }) =>
    units.flatMap((unit) => unit.receipts.filter(({ receipt }) => receipt.account === account)),
  )
  const [first] = receipts
  if (first === undefined)
    throw notProven(wanted, `batch ${batch.id} has no credited receipt of it`)
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
  const wrong = verifyProofFile(file, { ...domain, batchCount: id, batch })
  if (wrong !== null) throw unsound(wanted, wrong)
  return file
}

/** What a chain holds about the batch a proof file names. */
export async function fetchChainEvidence(
  ledger: LedgerReader,
  { batch: { id } }: Pick<ProofFile, 'batch'>,
): Promise<ChainEvidence> {
  const { chainId, address } = await ledger.identify()
  const batchCount = await ledger.fetchBatchCount()
  const [batch] = id <= batchCount ? await ledger.fetchBatches(id, id) : []
  return { chainId, ledger: address, batchCount, batch: batch ?? null }
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
