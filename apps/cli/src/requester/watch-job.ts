/** Waiting for a job, with progress. */
import { setTimeout as sleep } from 'node:timers/promises'
import { isGridError } from '@pumasi/domain'
import type { JobId } from '@pumasi/domain'
import type { JobDetail, JobView } from '@pumasi/protocol'
import { startProgress } from '../terminal/progress.ts'
import type { Connection } from './connection.ts'

const POLL_MS = 1_000

/** True when every unit is settled and every believed one is on the chain. */
export const isComplete = ({ units, believed, failed, cancelled, committed }: JobView): boolean =>
  believed + failed + cancelled >= units && committed >= believed

/** Resolves when a job is complete or cancelled; a lost coordinator is waited for. */
export async function waitForJob(connection: Connection, jobId: JobId): Promise<JobDetail> {
  const progress = startProgress('believed')
  try {
    for (;;) {
      const job = await fetchPatiently(connection, jobId)
      if (job !== null) {
        progress.update(job.believed, job.units, `${job.committed} committed`)
        if (isComplete(job) || job.cancelledAtMs !== null) return job
      }
      await sleep(POLL_MS)
    }
  } finally {
    progress.end()
  }
}

async function fetchPatiently({ call }: Connection, jobId: JobId): Promise<JobDetail | null> {
  try {
    return await call((client) => client.job.fetch.query({ jobId }))
  } catch (error) {
    if (isGridError(error) && error.retryable) return null
    throw error
  }
}
