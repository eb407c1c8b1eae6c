/**
 * Turns: whose work this coordinator leases next, kept for as long as it runs.
 *
 * Each coordinator shares out what it grants by itself, so that several over one store share
 * fairly without a word to each other. One that starts again begins with everybody level.
 */
import type { JobId } from '@pumasi/domain'
import { chargeShares, evenShares, orderOf } from '@pumasi/rules'
import type { Requester, Served, Shares } from '@pumasi/rules'
import type { JobRecord, JobStore } from '../ports/job-store.ts'

export interface Turns {
  /** Requesters to come after all others, for the next request. */
  last(): readonly Requester[]
  /** Charges what one request was granted, one job for each lease, in order. */
  charge(jobs: readonly JobRecord[]): void
}

const turnsByStore = new WeakMap<JobStore, Turns>()

/** The turns of a store, the same at every call. */
export function turnsOf(store: JobStore): Turns {
  const known = turnsByStore.get(store) ?? createTurns()
  turnsByStore.set(store, known)
  return known
}

function createTurns(): Turns {
  let shares: Shares = evenShares
  return {
    last: () => orderOf(shares),
    charge: (jobs) => {
      const counts = new Map<JobId, { job: JobRecord; leases: number }>()
      for (const job of jobs) {
        counts.set(job.id, { job, leases: (counts.get(job.id)?.leases ?? 0) + 1 })
      }
      shares = chargeShares(shares, mergeByRequester([...counts.values()]))
    },
  }
}

/** A requester may have several jobs in a request, and is charged once. */
function mergeByRequester(counted: readonly { job: JobRecord; leases: number }[]): Served[] {
  const costs = new Map<Requester, bigint>()
  for (const { job, leases } of counted) {
    const cost = job.spec.limits.fuelMax * BigInt(leases)
    costs.set(job.requester, (costs.get(job.requester) ?? 0n) + cost)
  }
  return [...costs].map(([requester, cost]) => ({ requester, cost }))
}
