/**
 * A job's progress as it comes, by server-sent events.
 *
 * What was missed while the line was broken does not matter: each step is the whole truth of its
 * moment, and a slow reader gets the newest only. A line that breaks is opened again; a coordinator
 * that went away after it had answered once is waited for.
 */
import { isGridError } from '@pumasi/domain'
import type { JobId } from '@pumasi/domain'
import type { GridStatus, JobDetail, JobView } from '@pumasi/protocol'
import type { GridConnection } from './connect.ts'
import { pause } from './pause.ts'

const AGAIN_MS = 1_000

/** True when every unit is settled and every believed one is on the chain. */
export const isComplete = ({ units, believed, failed, cancelled, committed }: JobView): boolean =>
  believed + failed + cancelled >= units && committed >= believed

/** True when nothing more will happen. */
export const isOver = (job: JobView): boolean => isComplete(job) || job.cancelledAtMs !== null

/**
 * The job now and after each change, until it is complete or cancelled, or `signal` aborts.
 * @throws `UNKNOWN_JOB`; `COORDINATOR_UNREACHABLE` only when it never answered
 */
export async function* watchJob(
  grid: GridConnection,
  jobId: JobId,
  signal: AbortSignal = new AbortController().signal,
): AsyncGenerator<JobView, void> {
  let job: JobView = plain(await fetchJob(grid, jobId))
  yield job
  while (!isOver(job) && !signal.aborted) {
    for await (const status of statuses(grid, signal)) {
      // A coordinator tells of its newest jobs only.
      const listed = status.jobs.find((each) => each.jobId === jobId)
      const seen = listed ?? (await fetchPatiently(grid, jobId))
      if (seen === null || same(seen, job)) continue
      yield (job = seen)
      if (isOver(job)) return
    }
    if (!(await pause(AGAIN_MS, signal))) return
    const seen = await fetchPatiently(grid, jobId)
    if (seen !== null && !same(seen, job)) yield (job = seen)
  }
}

const fetchJob = ({ call }: GridConnection, jobId: JobId): Promise<JobDetail> =>
  call((client) => client.job.fetch.query({ jobId }))

/** Null while the coordinator is not there. */
async function fetchPatiently(grid: GridConnection, jobId: JobId): Promise<JobView | null> {
  try {
    return plain(await fetchJob(grid, jobId))
  } catch (error) {
    if (isGridError(error) && error.retryable) return null
    throw error
  }
}

/** Without the specification, which does not change. */
const plain = ({ spec: _, ...job }: JobDetail): JobView => job

const same = (a: JobView, b: JobView): boolean =>
  (Object.keys(b) as (keyof JobView)[]).every((key) => a[key] === b[key])

/** What the coordinator tells, the newest only; ends when the line does. */
async function* statuses(
  { client }: GridConnection,
  signal: AbortSignal,
): AsyncGenerator<GridStatus, void> {
  let newest: GridStatus | null = null
  let over = signal.aborted
  let wake = (): void => undefined
  const end = (): void => {
    over = true
    wake()
  }
  signal.addEventListener('abort', end, { once: true })
  const line = client.watch.subscribe(undefined, {
    onData: (status) => {
      newest = status
      wake()
    },
    onError: end,
    onComplete: end,
    // A broken or silent line: one way to go on is enough, and the caller has it.
    onConnectionStateChange: ({ error }) => {
      if (error) end()
    },
  })
  try {
    for (;;) {
      const status = newest as GridStatus | null
      newest = null
      if (over) return
      if (status !== null) yield status
      else await new Promise<void>((resolve) => (wake = resolve))
    }
  } finally {
    line.unsubscribe()
    signal.removeEventListener('abort', end)
  }
}
