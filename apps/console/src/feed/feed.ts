/**
 * Feed: the newest status and what was seen grow since the page was opened.
 *
 * In: statuses in the order they arrive. Out: a value that React shows. Reads no clock.
 */
import type { GridStatus } from '@pumasi/protocol'
import { appendPoint, derivePast } from './series.ts'
import type { Point } from './series.ts'

export interface Feed {
  /** Null until the coordinator was heard for the first time. */
  readonly status: GridStatus | null
  /** Points by job id; jobs the coordinator no longer lists are dropped. */
  readonly series: Readonly<Record<string, readonly Point[]>>
}

export const emptyFeed: Feed = { status: null, series: {} }

export function applyStatus(feed: Feed, status: GridStatus): Feed {
  const series = status.jobs.map((job) => {
    const known = feed.series[job.jobId] ?? derivePast(job, status)
    const { believed, committed } = job
    return [job.jobId, appendPoint(known, { atMs: status.atMs, believed, committed })] as const
  })
  return { status, series: Object.fromEntries(series) }
}
