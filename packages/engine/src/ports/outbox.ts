/**
 * Outbox: what a worker must not forget: the leases it holds, and the units it has finished.
 *
 * `restore` is called once, before anything else. Delivery: what a resolved call kept is restored
 * after kill -9, as far as an adapter outlives its process at all. A finished unit takes the place
 * of its lease. Repeating any call, and forgetting what is not there, changes nothing. A lease that
 * was given back may be restored while others granted with it are held: ask which are still own.
 * Errors: `OUTBOX_FULL` (retryable); a worker goes on without having kept what was refused.
 */
import type { LeaseId } from '@pumasi/domain'
import type { SignedReceipt } from '@pumasi/proof'
import type { LeasedWork } from '../coordinator/lease-work.ts'

/** A unit that was run: what is claimed, and the bytes behind the claim. */
export interface FinishedUnit {
  readonly signed: SignedReceipt
  readonly output: Uint8Array
}

/** What an earlier life of this worker left behind; whatever is damaged is not among it. */
export interface Restored {
  readonly leases: readonly LeasedWork[]
  readonly finished: readonly FinishedUnit[]
}

export interface Outbox {
  restore(): Promise<Restored>
  keepLeases(leases: readonly LeasedWork[]): Promise<void>
  keepFinished(unit: FinishedUnit): Promise<void>
  /** Answered, or given back: there is nothing more to do about these. */
  forget(leaseIds: readonly LeaseId[]): Promise<void>
}

/** An outbox that lives as long as its process: for a browser's tab, and for tests. */
export function createMemoryOutbox(): Outbox {
  const leases = new Map<LeaseId, LeasedWork>()
  const finished = new Map<LeaseId, FinishedUnit>()
  return {
    restore: async () => ({ leases: [...leases.values()], finished: [...finished.values()] }),
    keepLeases: async (granted) => {
      for (const lease of granted) leases.set(lease.leaseId, lease)
    },
    keepFinished: async (unit) => {
      const { leaseId } = unit.signed.receipt
      leases.delete(leaseId)
      finished.set(leaseId, unit)
    },
    forget: async (leaseIds) => {
      for (const leaseId of leaseIds) {
        leases.delete(leaseId)
        finished.delete(leaseId)
      }
    },
  }
}
