/**
 * Submits a job: the specification is checked, kept as a blob for auditors, and stored once.
 *
 * In: a specification whose shape the wire has checked. Out: the job's id and number of units.
 * Safe to repeat: the same specification is the same job.
 */
import { GridError, encodeCanonical } from '@pumasi/domain'
import type { Canonical, Digest, JobId, JobSpec } from '@pumasi/domain'
import { planJob } from '@pumasi/rules'
import type { Coordinator } from './context.ts'

export interface SubmittedJob {
  readonly jobId: JobId
  readonly unitCount: number
  readonly state: 'inserted' | 'known'
}

/** @throws `JOB_QUORUM_TOO_LOW`, `JOB_MISSING_BLOB`, and what `planJob` throws */
export async function submitJob(
  { store, blobs, clock, rules }: Coordinator,
  spec: JobSpec,
  wallMaxMs: number,
): Promise<SubmittedJob> {
  const { jobId, unitCount } = planJob(spec)
  if (spec.quorum < rules.quorumMin) {
    throw new GridError(
      'JOB_QUORUM_TOO_LOW',
      `found a quorum of ${spec.quorum}, expected at least ${rules.quorumMin}`,
      { hint: 'Raise replication.quorum in the job file.' },
    )
  }
  await assertBlobs(spec, (digest) => blobs.renewBlob(digest))
  await blobs.putBlob(encodeCanonical(spec as unknown as Canonical))
  const state = await store.insertJob({
    id: jobId,
    spec,
    unitCount,
    wallMaxMs,
    createdAtMs: clock.nowMs(),
    cancelledAtMs: null,
  })
  return { jobId, unitCount, state }
}

async function assertBlobs(
  spec: JobSpec,
  has: (digest: Digest) => Promise<boolean>,
): Promise<void> {
  const named = [
    { what: 'the program', digest: spec.program },
    ...spec.stdin.map((digest, index) => ({ what: `standard input ${index}`, digest })),
    ...spec.files.map(({ name, digest }) => ({ what: `the file ${name}`, digest })),
  ]
  for (const { what, digest } of named) {
    if (await has(digest)) continue
    throw new GridError('JOB_MISSING_BLOB', `found no bytes for ${what}, ${digest}`, {
      hint: 'Upload every blob a job names before submitting it.',
      details: { what, digest },
    })
  }
}
