/**
 * Submits a job: the specification is checked, kept as a blob for auditors, and stored once.
 *
 * In: a specification whose shape the wire has checked. Out: the job's id and number of units.
 * Safe to repeat: the same specification is the same job.
 */
import { GridError } from '@pumasi/domain'
import type { Digest, JobId, JobSpec } from '@pumasi/domain'
import { findQuotaFault, planJob, unsteered } from '@pumasi/rules'
import type { Quota, Requester } from '@pumasi/rules'
import type { Coordinator } from './context.ts'

/** Who submits, and how much of the grid they may have. */
export interface Submitter {
  readonly requester: Requester
  /** Null where nothing bounds them, as with operators. */
  readonly quota: Quota | null
}

const DAY_MS = 86_400_000

export interface SubmittedJob {
  readonly jobId: JobId
  readonly unitCount: number
  readonly state: 'inserted' | 'known'
}

/**
 * @throws `JOB_QUORUM_TOO_LOW`, `JOB_TRUST_UNKNOWN`, `JOB_MISSING_BLOB`, `QUOTA_REACHED`, and what
 * `planJob` throws
 */
export async function submitJob(
  coordinator: Coordinator,
  spec: JobSpec,
  {
    wallMaxMs,
    priority = 0,
  }: { readonly wallMaxMs: number; readonly priority?: number | undefined },
  { requester, quota }: Submitter,
): Promise<SubmittedJob> {
  const { store, blobs, clock, rules } = coordinator
  const { jobId, unitCount, canonical } = planJob(spec)
  if (spec.version === 2 && rules.version === 1) throw noTrust()
  if (spec.version === 1 && spec.quorum < rules.quorumMin) {
    throw new GridError(
      'JOB_QUORUM_TOO_LOW',
      `found a quorum of ${spec.quorum}, expected at least ${rules.quorumMin}`,
      { hint: 'Raise replication.quorum in the job file.' },
    )
  }
  if (quota !== null) await assertQuota(coordinator, { jobId, unitCount }, { requester, quota })
  await assertBlobs(spec, (digest) => blobs.renewBlob(digest))
  await blobs.putBlob(canonical)
  const state = await store.insertJob({
    id: jobId,
    spec,
    unitCount,
    wallMaxMs,
    createdAtMs: clock.nowMs(),
    cancelledAtMs: null,
    ...{ ...unsteered, priority, requester },
  })
  return { jobId, unitCount, state }
}

/** A job that is known takes nothing more; two new ones at once may pass the bound by one. */
async function assertQuota(
  { store, clock }: Coordinator,
  { jobId, unitCount }: Pick<SubmittedJob, 'jobId' | 'unitCount'>,
  { requester, quota }: { readonly requester: Requester; readonly quota: Quota },
): Promise<void> {
  const usage = await store.fetchUsage(requester, clock.nowMs() - DAY_MS)
  const fault = findQuotaFault(usage, unitCount, quota)
  if (fault === null || (await store.fetchJob(jobId)) !== null) return
  const { bound, found, expectedMax } = fault
  const { what, hint } = quotaWords[bound]
  throw new GridError('QUOTA_REACHED', `found ${found} ${what}, expected at most ${expectedMax}`, {
    hint,
    details: { bound, found, expectedMax },
  })
}

const quotaWords: Readonly<Record<keyof Quota, { what: string; hint: string }>> = {
  unitsPerJob: {
    what: 'units in one job',
    hint: 'Let each unit do more, or split the job; an operator may raise units-per-job-max.',
  },
  jobsOpen: {
    what: 'jobs of one requester that are not over',
    hint: 'Wait until a job is over or cancel one; an operator may raise jobs-open-max.',
  },
  unitsOpen: {
    what: 'units in jobs of one requester that are not over',
    hint: 'Let each unit do more, or wait for a job; an operator may raise units-open-max.',
  },
  submissions: {
    what: 'jobs of one requester within a day',
    hint: 'Put more units into one job; an operator may raise submissions-per-day.',
  },
}

const noTrust = (): GridError =>
  new GridError('JOB_TRUST_UNKNOWN', 'found a job that asks for trust, expected a quorum', {
    hint: 'The rules of this grid know quorums alone: give replication.quorum in the job file.',
  })

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
