/**
 * Series: how one job's counts grew, as points over time.
 *
 * In: each status the coordinator sends. Out: at most {@link POINTS_MAX} points, oldest first, by
 * the coordinator's clock. What happened before the page was opened is taken from the batches.
 */
import type { BatchView, GridStatus, JobView } from '@pumasi/protocol'

export interface Point {
  readonly atMs: number
  readonly believed: number
  readonly committed: number
}

export const POINTS_MAX = 400

/** Appends a point; one that says nothing new only moves the last. Fewer units begin anew. */
export function appendPoint(points: readonly Point[], point: Point): readonly Point[] {
  const last = points.at(-1)
  if (last === undefined) return [point]
  if (point.atMs < last.atMs || point.believed < last.believed) return [point]
  const flat = (a: Point | undefined): boolean =>
    a?.believed === point.believed && a.committed === point.committed
  const kept = flat(last) && flat(points.at(-2)) ? points.slice(0, -1) : points
  return thin([...kept, point])
}

/** Drops every other inner point when there are too many: long runs get coarser, never longer. */
const thin = (points: readonly Point[]): readonly Point[] =>
  points.length <= POINTS_MAX
    ? points
    : points.filter((_, index) => index % 2 === 0 || index === points.length - 1)

/**
 * What the batches tell about the past of the only job. A batch holds units that were believed when
 * it was closed, so each gives a lower bound; with several jobs nothing is known but the start.
 */
export function derivePast(job: JobView, { atMs, jobs, batches }: GridStatus): readonly Point[] {
  const start = { atMs: job.createdAtMs, believed: 0, committed: 0 }
  if (jobs.length !== 1) return [start]
  const growths = inOrder(batches).flatMap(({ units, closedAtMs, commit }) => [
    { atMs: closedAtMs, believed: units, committed: 0 },
    ...(commit ? [{ atMs: commitMs(commit, closedAtMs), believed: 0, committed: units }] : []),
  ])
  const listed = { believed: sum(growths, 'believed'), committed: sum(growths, 'committed') }
  let { believed, committed } = {
    // The list may hold only the newest batches; older units were there before the first of it.
    believed: Math.max(0, job.committed - listed.committed),
    committed: Math.max(0, job.committed - listed.committed),
  }
  const past: Point[] = []
  for (const growth of growths.sort((a, b) => a.atMs - b.atMs)) {
    believed = Math.min(job.believed, believed + growth.believed)
    committed = Math.min(job.committed, committed + growth.committed)
    if (growth.atMs > start.atMs && growth.atMs < atMs) {
      past.push({ atMs: growth.atMs, believed, committed })
    }
  }
  return thin([start, ...past])
}

const inOrder = (batches: readonly BatchView[]): BatchView[] =>
  [...batches].sort((a, b) => a.id - b.id)

/** A chain tells time in seconds and by its own clock: never earlier than the batch was closed. */
const commitMs = (commit: { readonly committedAt: number }, closedAtMs: number): number =>
  Math.max(commit.committedAt * 1000, closedAtMs)

const sum = (points: readonly Point[], key: 'believed' | 'committed'): number =>
  points.reduce((total, point) => total + point[key], 0)
