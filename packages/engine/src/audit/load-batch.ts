/** Loads what a batch refers to: its bundle, and the specifications of the jobs in it. */
import { decodeJobSpec, toErrorShape } from '@pumasi/domain'
import type { Digest, JobId, JobSpec } from '@pumasi/domain'
import { recoverSession } from '@pumasi/proof'
import type { SigningDomain } from '@pumasi/proof'
import { decodeBundle, planJob } from '@pumasi/rules'
import type { Bundle, BundledReceipt } from '@pumasi/rules'
import type { CommittedBatch } from '../ports/ledger.ts'
import type { Mirror } from '../ports/mirror.ts'
import { fetchEvidence } from './evidence.ts'
import { mismatch } from './finding.ts'
import type { Finding } from './finding.ts'

/** Bytes a bundle, or a job specification, may have. */
export const BUNDLE_BYTES_MAX = 512 * 1024 * 1024
export const SPEC_BYTES_MAX = 64 * 1024 * 1024
/**
 * Damaged bytes that are still searched for the place: nobody answers for them, and a mirror may
 * send what takes fifty times its size once it is parsed.
 */
const LOCATED_BYTES_MAX = 16 * 1024 * 1024

export type LoadedBundle =
  { readonly bundle: Bundle } | { readonly bundle: null; readonly findings: readonly Finding[] }

/** The bundle behind a header, or why there is none and, when it was damaged, where. */
export async function loadBundle(
  mirror: Mirror,
  { id, header }: CommittedBatch,
  domain: SigningDomain,
): Promise<LoadedBundle> {
  const place = { batchId: id }
  const evidence = await fetchEvidence(mirror, {
    digest: header.dataHash,
    sizeMax: BUNDLE_BYTES_MAX,
    place,
    damage: 'BUNDLE_DAMAGED',
  })
  if (evidence.bytes === null) {
    const { finding, damaged } = evidence
    const small = damaged !== null && damaged.length <= LOCATED_BYTES_MAX
    const located = small ? locateDamage(id, damaged, domain) : []
    return { bundle: null, findings: [finding, ...located] }
  }
  try {
    return { bundle: decodeBundle(evidence.bytes) }
  } catch (error) {
    const finding = mismatch('BUNDLE_UNREADABLE', place, toErrorShape(error).message, 'a bundle')
    return { bundle: null, findings: [finding] }
  }
}

/** Names the receipts of damaged bytes that no longer verify; empty when that does not tell. */
function locateDamage(batchId: number, damaged: Uint8Array, domain: SigningDomain): Finding[] {
  let bundle: Bundle
  try {
    bundle = decodeBundle(damaged)
  } catch (error) {
    const { message } = toErrorShape(error)
    return [mismatch('BUNDLE_UNREADABLE', { batchId }, message, 'a bundle')]
  }
  const sessions = new Set(bundle.delegations.map(({ delegation }) => delegation.session))
  const broken = (signed: BundledReceipt): boolean => {
    const session = recoverSession(signed, domain)
    return session === null || !sessions.has(session)
  }
  const receipts = [
    ...bundle.units.flatMap((unit) => unit.receipts),
    ...(bundle.trust?.opened ?? []),
  ]
  return receipts.filter(broken).map(({ receipt: { jobId, unitIndex, account } }) => {
    const place = { batchId, jobId, unitIndex, account }
    return mismatch('RECEIPT_BAD_SIGNATURE', place, 'a receipt changed after signing', account)
  })
}

/** The jobs whose specifications a bundle needs. */
export const jobsOf = ({ units, trust }: Bundle): ReadonlySet<JobId> =>
  new Set([
    ...units.map(({ jobId }) => jobId),
    ...(trust?.sealed ?? []).map(({ jobId }) => jobId),
    ...(trust?.opened ?? []).map(({ receipt }) => receipt.jobId),
  ])

/** Loads specifications into `specs`; answers what is missing or damaged. */
export async function loadSpecs(
  mirror: Mirror,
  batchId: number,
  jobs: ReadonlySet<JobId>,
  specs: Map<JobId, JobSpec>,
): Promise<Finding[]> {
  const findings: Finding[] = []
  for (const jobId of jobs) {
    if (specs.has(jobId)) continue
    const place = { batchId, jobId }
    // A job's id is the digest of its specification.
    const digest = jobId as string as Digest
    const evidence = await fetchEvidence(mirror, {
      digest,
      sizeMax: SPEC_BYTES_MAX,
      place,
      damage: 'JOB_DAMAGED',
    })
    if (evidence.bytes === null) {
      findings.push(evidence.finding)
      continue
    }
    try {
      const spec = decodeJobSpec(evidence.bytes)
      // No coordinator may accept a job whose units cannot all be derived.
      planJob(spec)
      specs.set(jobId, spec)
    } catch (error) {
      findings.push(mismatch('JOB_DAMAGED', place, toErrorShape(error).message, 'a specification'))
    }
  }
  return findings
}
