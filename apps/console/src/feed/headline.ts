/** Headline: what the grid is doing now, as a kind that a catalogue turns into a sentence. */
import type { GridStatus, JobView } from '@pumasi/protocol'
import { openUnits } from './pace.ts'

export type Headline =
  | { readonly kind: 'empty' }
  | { readonly kind: 'cancelled'; readonly job: JobView }
  /** Units are open and nobody works on them. */
  | { readonly kind: 'waiting'; readonly job: JobView }
  | { readonly kind: 'computing'; readonly job: JobView; readonly hosts: number }
  /** Every unit is settled; the chain does not have all of them yet. */
  | { readonly kind: 'committing'; readonly job: JobView }
  | { readonly kind: 'done'; readonly job: JobView }

/** The job a visitor cares about most: the newest with open units, else the newest of all. */
export function focusOf(jobs: readonly JobView[]): JobView | null {
  const newest = [...jobs].sort((a, b) => b.createdAtMs - a.createdAtMs)
  return newest.find((job) => isRunning(job)) ?? newest[0] ?? null
}

export const isRunning = (job: JobView): boolean => job.cancelledAtMs === null && openUnits(job) > 0

export function deriveHeadline({ jobs, totals }: GridStatus): Headline {
  const job = focusOf(jobs)
  if (job === null) return { kind: 'empty' }
  if (job.cancelledAtMs !== null) return { kind: 'cancelled', job }
  if (openUnits(job) > 0) {
    const busy = totals.hostsBusy
    return busy > 0 ? { kind: 'computing', job, hosts: busy } : { kind: 'waiting', job }
  }
  return job.committed < job.believed ? { kind: 'committing', job } : { kind: 'done', job }
}
