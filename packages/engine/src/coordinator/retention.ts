/**
 * What a coordinator forgets, in small steps: blobs nobody needs, leases and hosts long gone, jobs
 * that were cancelled. Nothing that a commit refers to; safe to repeat, and to break off anywhere.
 *
 * A blob goes only when it is both old and needed by nothing. Whoever is about to need an old one
 * puts or renews it first (`submitJob`, uploads), so it is not old when it is looked at again.
 */
import { GridError } from '@pumasi/domain'
import type { JobId } from '@pumasi/domain'
import type { Clock } from '../ports/environment.ts'
import type { Retention, SweptBlobs } from '../ports/retention.ts'
import { unknownJob } from './steer-job.ts'

/** How long things are kept, in milliseconds. */
export interface RetentionTimes {
  /** Blobs that nothing needs, after they were last put. */
  readonly unusedMs: number
  /** Outputs that were refused. */
  readonly refusedMs: number
  /** Leases that expired, hosts that never had a receipt accepted, where silent accounts began. */
  readonly idleMs: number
  /** Jobs that were cancelled before anything of them was believed. */
  readonly cancelledMs: number
}

export interface Forgetting {
  readonly retention: Retention
  readonly clock: Clock
}

/** Rows of one statement: others wait for no more than that. */
const ROWS_MAX = 5_000
const JOBS_MAX = 10

/** Deletes the blobs of one slice that nothing needs; answers how many. */
export async function sweepBlobs(
  { retention, clock, blobs }: Forgetting & { readonly blobs: SweptBlobs },
  { unusedMs, refusedMs }: RetentionTimes,
  slice: number,
): Promise<number> {
  const nowMs = clock.nowMs()
  const putBeforeMs = nowMs - unusedMs
  const old = (await blobs.listSlice(slice)).filter(({ putAtMs }) => putAtMs < putBeforeMs)
  if (old.length === 0) return 0
  const needed = await retention.findNeededBlobs(slice, nowMs - refusedMs)
  let deleted = 0
  for (const { digest } of old) {
    if (needed.has(digest)) continue
    if (await blobs.deleteBlob(digest, putBeforeMs)) deleted += 1
  }
  return deleted
}

/** Forgets rows that only tell of the past; answers how many. */
export async function dropOldRows(
  { retention, clock }: Forgetting,
  { idleMs }: RetentionTimes,
): Promise<number> {
  const beforeMs = clock.nowMs() - idleMs
  const leases = await retention.dropExpiredLeases(beforeMs, ROWS_MAX)
  const hosts = await retention.dropIdleHosts(beforeMs, ROWS_MAX)
  return leases + hosts + (await retention.dropIdleAdmissions(beforeMs, ROWS_MAX))
}

/** Deletes jobs that were cancelled long ago; answers how many. */
export async function deleteCancelledJobs(
  forgetting: Forgetting,
  { cancelledMs }: RetentionTimes,
): Promise<number> {
  const beforeMs = forgetting.clock.nowMs() - cancelledMs
  const ids = await forgetting.retention.findDeletableJobs(beforeMs, JOBS_MAX)
  for (const id of ids) await deleteJob(forgetting, id)
  return ids.length
}

/**
 * Deletes a cancelled job with its units, leases and receipts; its blobs go with the next sweeps.
 * @throws `UNKNOWN_JOB`, `JOB_RUNNING`, `JOB_BELIEVED`
 */
export async function deleteJob({ retention, clock }: Forgetting, id: JobId): Promise<void> {
  for (;;) {
    const deletion = await retention.deleteJob(id, clock.nowMs(), ROWS_MAX)
    switch (deletion.kind) {
      case 'more':
        continue
      case 'deleted':
        return
      case 'unknown':
        throw unknownJob(id)
      case 'running':
        throw new GridError(
          'JOB_RUNNING',
          `found the job ${id} running, expected a cancelled one`,
          {
            hint: 'Cancel it first.',
            details: { jobId: id },
          },
        )
      case 'kept':
        throw new GridError(
          'JOB_BELIEVED',
          `found ${deletion.units} believed units of the job ${id}, expected none`,
          {
            hint: 'What was believed stays: the ledger refers to it, and auditors need it.',
            details: { jobId: id, units: deletion.units },
          },
        )
    }
  }
}
