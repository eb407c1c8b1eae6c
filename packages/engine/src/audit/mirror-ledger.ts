/**
 * Mirrors a ledger: copies everything it refers to, checked, so that the coordinator can vanish.
 *
 * In: a ledger reader, a mirror to copy from, a blob store to copy into. Safe to interrupt and to
 * repeat: what is there already is not fetched again. Out: what was copied and what is missing.
 */
import type { Digest, JobId, JobSpec } from '@pumasi/domain'
import { deriveUnitInput, settleFromReceipts } from '@pumasi/rules'
import type { BundledReceipt, UnitKey } from '@pumasi/rules'
import type { BlobStore } from '../ports/blob-store.ts'
import type { CommittedBatch, LedgerReader } from '../ports/ledger.ts'
import type { Mirror } from '../ports/mirror.ts'
import { fetchEvidence } from './evidence.ts'
import type { Wanted } from './evidence.ts'
import type { Finding, MismatchCode, Place } from './finding.ts'
import { BUNDLE_BYTES_MAX, SPEC_BYTES_MAX, jobsOf, loadBundle, loadSpecs } from './load-batch.ts'
import { BLOB_BYTES_MAX } from './reexecute.ts'

export interface MirrorPorts {
  readonly ledger: LedgerReader
  readonly source: Mirror
  readonly target: Omit<BlobStore, 'renewBlob'>
}

export interface MirrorReport {
  readonly batches: number
  readonly copied: number
  readonly present: number
  readonly findings: readonly Finding[]
}

/** Batches fetched at a time. */
const STRIDE = 100

/** @throws what the ledger reader throws when the chain cannot be read */
export async function mirrorLedger(
  { ledger, source, target }: MirrorPorts,
  onProgress: (done: number, total: number) => void = () => {},
): Promise<MirrorReport> {
  const { chainId, address } = await ledger.identify()
  const total = await ledger.fetchBatchCount()
  const findings: Finding[] = []
  const specs = new Map<JobId, JobSpec>()
  /** Whether each digest met so far is in the copy. */
  const held = new Map<Digest, boolean>()
  const tally = { copied: 0, present: 0 }
  // What refers to more is read from the copy, so that no second fetch can differ from the first.
  const copied: Mirror = {
    place: 'the copy',
    fetchBytes: (digest, sizeMax) => target.fetchBlob(digest, sizeMax),
  }

  const fetchInto = async (wanted: Wanted): Promise<boolean> => {
    if (await target.hasBlob(wanted.digest)) {
      tally.present += 1
      return true
    }
    const evidence = await fetchEvidence(source, wanted)
    if (evidence.bytes === null) {
      findings.push(evidence.finding)
      return false
    }
    await target.putBlob(evidence.bytes)
    tally.copied += 1
    return true
  }

  /** Resolves to whether the copy has it; each digest is tried, and missed, once. */
  const copy = async (digest: Digest, place: Place, damage: MismatchCode, sizeMax: number) => {
    const isHeld = held.get(digest) ?? (await fetchInto({ digest, sizeMax, place, damage }))
    held.set(digest, isHeld)
    return isHeld
  }

  const copyUnit = async (
    batchId: number,
    { jobId, unitIndex }: UnitKey,
    outputHash: Digest | null,
  ): Promise<void> => {
    const spec = specs.get(jobId)
    if (spec === undefined) return
    const place = { batchId, jobId, unitIndex }
    const input = deriveUnitInput(spec, jobId, unitIndex)
    await copy(input.program, place, 'PROGRAM_DAMAGED', BLOB_BYTES_MAX)
    const inputs = [input.stdin, ...input.files.map(({ digest }) => digest)]
    for (const digest of inputs) {
      if (digest !== null) await copy(digest, place, 'INPUT_DAMAGED', BLOB_BYTES_MAX)
    }
    if (outputHash !== null) await copy(outputHash, place, 'OUTPUT_DAMAGED', BLOB_BYTES_MAX)
  }

  const copyBatch = async (batch: CommittedBatch): Promise<void> => {
    const place = { batchId: batch.id }
    const { dataHash } = batch.header
    if (!(await copy(dataHash, place, 'BUNDLE_DAMAGED', BUNDLE_BYTES_MAX))) return
    const loaded = await loadBundle(copied, batch, { chainId, ledger: address })
    if (loaded.bundle === null) {
      findings.push(...loaded.findings)
      return
    }
    const here = new Set<JobId>()
    for (const jobId of jobsOf(loaded.bundle)) {
      const digest = jobId as string as Digest
      if (await copy(digest, { ...place, jobId }, 'JOB_DAMAGED', SPEC_BYTES_MAX)) here.add(jobId)
    }
    findings.push(...(await loadSpecs(copied, batch.id, here, specs)))
    for (const unit of loaded.bundle.units.filter(({ jobId }) => here.has(jobId))) {
      await copyUnit(batch.id, unit, settleFromReceipts(unit).verdict?.outputHash ?? null)
    }
    // Which of them were believed follows from all batches; what most say is the one to keep.
    for (const [unit, outputHash] of outputsOf(loaded.bundle.trust?.opened ?? [])) {
      if (here.has(unit.jobId)) await copyUnit(batch.id, unit, outputHash)
    }
  }

  let done = 0
  for (let from = 1; from <= total; from += STRIDE) {
    for (const batch of await ledger.fetchBatches(from, Math.min(total, from + STRIDE - 1))) {
      await copyBatch(batch)
      done += 1
      onProgress(done, total)
    }
  }
  return { batches: done, ...tally, findings }
}

/** The units of opened receipts, each with the output that most of them claim. */
function outputsOf(opened: readonly BundledReceipt[]): readonly (readonly [UnitKey, Digest])[] {
  const units = Map.groupBy(opened, ({ receipt }) => `${receipt.jobId} ${receipt.unitIndex}`)
  return [...units.values()].flatMap((receipts) => {
    const [first] = receipts
    if (first === undefined) return []
    const { jobId, unitIndex } = first.receipt
    const claims = Map.groupBy(receipts, ({ receipt }) => receipt.outputHash)
    const [most] = [...claims].sort(([, a], [, b]) => b.length - a.length)
    return most === undefined ? [] : [[{ jobId, unitIndex }, most[0]] as const]
  })
}
