/** Follows a job to its end: progress for people, and the story of the vanishing worker. */
import { setTimeout as sleep } from 'node:timers/promises'
import { isComplete } from '@pumasi/client'
import { isGridError } from '@pumasi/domain'
import type { JobId } from '@pumasi/domain'
import type { GridStatus, JobView } from '@pumasi/protocol'
import { startProgress } from '../terminal/progress.ts'
import type { LocalGrid } from './grid.ts'
import type { Vanishing } from './vanish.ts'

const POLL_MS = 500

/** Resolves with the last status once every unit is settled and committed; null when stopped. */
export async function finishJob(
  { connection }: LocalGrid,
  jobId: JobId,
  tell: (say: (text: string) => void) => Vanishing,
  signal: AbortSignal,
): Promise<GridStatus | null> {
  const progress = startProgress('units believed')
  const vanishing = tell(progress.say)
  try {
    while (!signal.aborted) {
      const status = await connection.call((client) => client.status.query()).catch(orNull)
      const job = status?.jobs.find((each) => each.jobId === jobId)
      if (status && job) {
        vanishing.follow(status)
        progress.update(job.believed, job.units, describe(status, job))
        if (isComplete(job)) return status
      }
      await sleep(POLL_MS, undefined, { signal }).catch(() => undefined)
    }
    return null
  } finally {
    progress.end()
  }
}

/** A coordinator that is being started again answers soon. */
function orNull(error: unknown): null {
  if (isGridError(error) && error.retryable) return null
  throw error
}

function describe({ hosts, batches }: GridStatus, { committed }: JobView): string {
  const refused = hosts.reduce((sum, host) => sum + host.refused, 0)
  return `on the chain ${committed}, receipts refused ${refused}, batches ${batches.length}`
}
