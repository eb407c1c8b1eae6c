/** Waiting for a job, with progress. */
import { watchJob } from '@pumasi/client'
import type { GridConnection } from '@pumasi/client'
import type { JobId } from '@pumasi/domain'
import type { JobDetail } from '@pumasi/protocol'
import { startProgress } from '../terminal/progress.ts'

/** Resolves when a job is complete or cancelled; a coordinator that is lost is waited for. */
export async function waitForJob(grid: GridConnection, jobId: JobId): Promise<JobDetail> {
  const progress = startProgress('believed')
  try {
    for await (const { believed, units, committed } of watchJob(grid, jobId)) {
      progress.update(believed, units, `${committed} committed`)
    }
  } finally {
    progress.end()
  }
  return grid.call((client) => client.job.fetch.query({ jobId }))
}
