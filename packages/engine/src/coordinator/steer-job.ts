/** Steers jobs under way: pause, resume, priority; and pauses those whose units fail. */
import { GridError } from '@pumasi/domain'
import type { JobId } from '@pumasi/domain'
import { applyJobEvent, decideErrorPause } from '@pumasi/rules'
import type { ErrorLimit, JobAnswer } from '@pumasi/rules'
import type { Coordinator } from './context.ts'

export type JobWish =
  | { readonly type: 'pause'; /** For whoever looks at it. */ readonly reason: string }
  | { readonly type: 'resume' }
  | { readonly type: 'prioritise'; readonly priority: number }

/** @throws `UNKNOWN_JOB` */
export async function steerJob(
  { store, clock }: Coordinator,
  jobId: JobId,
  wish: JobWish,
): Promise<JobAnswer> {
  const atMs = clock.nowMs()
  const answer = await store.steerJob(jobId, (steering, failed) => {
    switch (wish.type) {
      case 'pause':
        return applyJobEvent(steering, { type: 'paused', atMs, reason: wish.reason })
      case 'resume':
        return applyJobEvent(steering, { type: 'resumed', failed })
      case 'prioritise':
        return applyJobEvent(steering, { type: 'prioritised', priority: wish.priority })
    }
  })
  if (answer === null) throw unknownJob(jobId)
  return answer
}

/** Pauses jobs whose units fail too often; answers their ids. */
export async function pauseFailingJobs(
  coordinator: Coordinator,
  limit: ErrorLimit,
): Promise<readonly JobId[]> {
  const paused: JobId[] = []
  for (const { id, ...outcomes } of await coordinator.store.findFailing(limit.failuresMin)) {
    const reason = decideErrorPause(outcomes, limit)
    if (reason === null) continue
    const answer = await steerJob(coordinator, id, { type: 'pause', reason })
    if (answer === 'applied') paused.push(id)
  }
  return paused
}

export const unknownJob = (jobId: JobId): GridError =>
  new GridError('UNKNOWN_JOB', `found no job ${jobId}`, {
    hint: 'List the jobs with pumasi job list.',
    details: { jobId },
  })
