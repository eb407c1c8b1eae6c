/**
 * Fitting jobs: which jobs a host has no room for, remembered by what all their units ask for.
 *
 * What a job asks for never changes, so each is looked at once, when its first unit is granted; a
 * unit that turns out not to fit goes back at once, and from then on the job is passed over for
 * hosts as small. Bounded: the jobs that were granted least lately are forgotten.
 */
import type { JobId } from '@pumasi/domain'
import { fitsRoom } from '@pumasi/rules'
import type { JobTerms, Room } from '@pumasi/rules'
import type { JobRecord, JobStore } from '../ports/job-store.ts'

const JOBS_MAX = 1_000
const memories = new WeakMap<JobStore, FittingJobs>()

export interface FittingJobs {
  /** Remembers a job; true when its units fit. */
  note(job: JobRecord, room: Room): boolean
  /** Of the jobs remembered, those that do not fit. */
  misfits(room: Room): readonly JobId[]
}

/** The memory of a store's jobs, the same at every call. */
export function fittingJobsOf(store: JobStore): FittingJobs {
  const known = memories.get(store) ?? createFittingJobs()
  memories.set(store, known)
  return known
}

export function createFittingJobs(): FittingJobs {
  const known = new Map<JobId, JobTerms>()
  return {
    note: ({ id, spec, wallMaxMs }, room) => {
      const terms = { id, limits: spec.limits, wallMaxMs }
      known.delete(id)
      known.set(id, terms)
      const [oldest] = known.keys()
      if (known.size > JOBS_MAX && oldest !== undefined) known.delete(oldest)
      return fitsRoom(terms, room)
    },
    misfits: (room) =>
      [...known.values()].filter((terms) => !fitsRoom(terms, room)).map(({ id }) => id),
  }
}
