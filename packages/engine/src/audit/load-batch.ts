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
    const located = damaged === null ? [] : locateDamage(id, damaged, domain)
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
  return bundle.units.flatMap(({ jobId, unitIndex, receipts }) =>
    receipts.filter(broken).map(({ receipt: { account } }) => {
      const place = { batchId, jobId, unitIndex, account }
      return mismatch('RECEIPT_BAD_SIGNATURE', place, 'a receipt changed after signing', account)
    }),
  )
}

/** Loads the specifications a bundle needs into `specs`; answers what is missing or damaged. */
export async function loadSpecs(
  mirror: Mirror,
  batchId: number,
  { units }: Bundle,
  specs: Map<JobId, JobSpec>,
): Promise<Finding[]> {
  const findings: Finding[] = []
  const wanted = new Set(units.map(({ jobId }) => jobId).filter((jobId) => !specs.has(jobId)))
  for (const jobId of wanted) {
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
