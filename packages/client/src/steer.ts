/** Steering a job: of one's own, or of anybody for an operator. */
import type { JobId } from '@pumasi/domain'
import type { Steered } from '@pumasi/protocol'
import type { GridConnection } from './connect.ts'

/** Leases nothing more of it; what runs may end. Everybody sees the reason. */
export const pauseJob = (grid: GridConnection, jobId: JobId, reason: string): Promise<Steered> =>
  grid.call((client) => client.job.pause.mutate({ jobId, reason }))

/** Goes on; failures so far are forgiven. */
export const resumeJob = (grid: GridConnection, jobId: JobId): Promise<Steered> =>
  grid.call((client) => client.job.resume.mutate({ jobId }))

/** Lets it go before or after others of the same requester. */
export const prioritiseJob = (
  grid: GridConnection,
  jobId: JobId,
  priority: number,
): Promise<Steered> => grid.call((client) => client.job.prioritise.mutate({ jobId, priority }))

/** Cancels its open units; believed ones stay. False when there was nothing to cancel. */
export const cancelJob = (grid: GridConnection, jobId: JobId): Promise<boolean> =>
  grid.call((client) => client.job.cancel.mutate({ jobId }))

/** Deletes a cancelled job of which nothing was believed. */
export const deleteJob = (grid: GridConnection, jobId: JobId): Promise<void> =>
  grid.call((client) => client.job.delete.mutate({ jobId }))
