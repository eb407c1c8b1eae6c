/** Pace: how fast a job's units are believed, and how long the rest takes at that pace. */
import type { JobView } from '@pumasi/protocol'
import type { Point } from './series.ts'

const WINDOW_MS = 60_000
/** Shorter stretches are noise. */
const STRETCH_LEAST_MS = 5_000

export interface Pace {
  readonly unitsPerMinute: number
  /** Null when nothing is left or nothing moves. */
  readonly remainingMs: number | null
}

export const openUnits = ({ units, believed, failed, cancelled }: JobView): number =>
  Math.max(0, units - believed - failed - cancelled)

/** The last minute's pace while units are open; else, or when little was seen, the whole job's. */
export function derivePace(job: JobView, points: readonly Point[]): Pace | null {
  const open = job.cancelledAtMs === null ? openUnits(job) : 0
  const unitsPerMinute = (open > 0 ? recentPace(points) : null) ?? overallPace(job)
  if (unitsPerMinute === null) return null
  const remainingMs = open > 0 && unitsPerMinute > 0 ? (open / unitsPerMinute) * 60_000 : null
  return { unitsPerMinute, remainingMs }
}

function recentPace(points: readonly Point[]): number | null {
  const last = points.at(-1)
  if (last === undefined) return null
  const first = points.find(({ atMs }) => atMs >= last.atMs - WINDOW_MS)
  const spanMs = first ? last.atMs - first.atMs : 0
  if (first === undefined || spanMs < STRETCH_LEAST_MS) return null
  return ((last.believed - first.believed) * 60_000) / spanMs
}

function overallPace({ believed, createdAtMs, lastBeliefMs }: JobView): number | null {
  const spanMs = (lastBeliefMs ?? createdAtMs) - createdAtMs
  return spanMs > 0 ? (believed * 60_000) / spanMs : null
}
