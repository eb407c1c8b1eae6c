/** Which jobs a visitor wants to see. */
import type { JobView } from '@pumasi/protocol'
import { isRunning } from '../feed/headline.ts'

export const jobStates = ['running', 'done', 'cancelled'] as const
export type JobState = (typeof jobStates)[number]

export function stateOf(job: JobView): JobState {
  if (job.cancelledAtMs !== null) return 'cancelled'
  return isRunning(job) ? 'running' : 'done'
}

export interface JobFilter {
  /** Part of a name or id; capitals do not matter. */
  readonly text: string
  readonly state: JobState | 'all'
}

/** The jobs that fit, newest first. */
export function filterJobs(jobs: readonly JobView[], { text, state }: JobFilter): JobView[] {
  const wanted = text.trim().toLowerCase()
  return jobs
    .filter((job) => state === 'all' || stateOf(job) === state)
    .filter(({ name, jobId }) => name.toLowerCase().includes(wanted) || jobId.includes(wanted))
    .sort((a, b) => b.createdAtMs - a.createdAtMs)
}

/** Jobs as listed, with what the live feed knows better. */
export function mergeJobs(listed: readonly JobView[], live: readonly JobView[]): JobView[] {
  const merged = new Map(listed.map((job) => [job.jobId, job]))
  for (const job of live) merged.set(job.jobId, { ...merged.get(job.jobId), ...job })
  return [...merged.values()]
}
