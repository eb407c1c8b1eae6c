/**
 * Quota: how much one requester may have in the grid.
 *
 * In: what a requester has, and asks for. Out: null, or which bound it would pass.
 * Bounds what is kept, not what is computed: shares see to that (shares.ts).
 */
export interface Usage {
  /** Jobs that are not over. */
  readonly jobsOpen: number
  /** Units of these jobs, settled ones included. */
  readonly unitsOpen: number
  /** Jobs submitted within a day. */
  readonly submissions: number
}

/** The most a requester may have of each, and of units in one job. */
export interface Quota extends Usage {
  readonly unitsPerJob: number
}

export interface QuotaFault {
  readonly bound: keyof Quota
  readonly found: number
  readonly expectedMax: number
}

/** The first bound that a job of so many units more would pass. */
export function findQuotaFault(usage: Usage, unitCount: number, quota: Quota): QuotaFault | null {
  const after: Quota = {
    unitsPerJob: unitCount,
    jobsOpen: usage.jobsOpen + 1,
    unitsOpen: usage.unitsOpen + unitCount,
    submissions: usage.submissions + 1,
  }
  const bounds = ['unitsPerJob', 'submissions', 'jobsOpen', 'unitsOpen'] as const
  const bound = bounds.find((each) => after[each] > quota[each])
  return bound === undefined ? null : { bound, found: after[bound], expectedMax: quota[bound] }
}
