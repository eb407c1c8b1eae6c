/**
 * Whereabouts: where a unit is on its way to the chain, and why it is there.
 *
 * In: the unit with its leases and receipts, whether its job is paused, its batch. Out: a code with
 * the counts behind it. Decides nothing: it says what the other functions of this folder decided.
 */
import type { Lease, ReceiptRecord, Unit, UnitFailure } from './records.ts'

export interface UnitPlace {
  readonly unit: Unit
  readonly leases: readonly Pick<Lease, 'state'>[]
  readonly receipts: readonly (Pick<ReceiptRecord, 'standing'> & {
    readonly trust: Pick<NonNullable<ReceiptRecord['trust']>, 'state'> | null
  })[]
  readonly paused: boolean
  readonly batch: { readonly id: number; readonly committed: boolean } | null
}

export type Whereabouts =
  /** The job is paused: nothing of it is handed out. */
  | { readonly code: 'PAUSED' }
  /** Nobody has asked for it yet, or those who did let it go. */
  | { readonly code: 'WAITS_FOR_HOSTS'; readonly vacant: number; readonly votes: number }
  | { readonly code: 'RUNNING'; readonly running: number; readonly votes: number }
  /** Reported by an account that is trusted: believed once later checks agree. */
  | { readonly code: 'PROVISIONAL'; readonly votes: number }
  /** All runs that were asked for are in, and the next decision is due. */
  | { readonly code: 'DECIDING'; readonly votes: number }
  /** Somebody still runs it, and may still join the batch. */
  | { readonly code: 'WAITS_FOR_LATE'; readonly running: number }
  | { readonly code: 'WAITS_FOR_BATCH' }
  | { readonly code: 'WAITS_FOR_CHAIN'; readonly batchId: number }
  | { readonly code: 'ON_CHAIN'; readonly batchId: number }
  | { readonly code: 'FAILED'; readonly failure: UnitFailure | null }
  | { readonly code: 'CANCELLED' }

export function decideWhereabouts(place: UnitPlace): Whereabouts {
  const { unit, leases, receipts, paused, batch } = place
  const running = leases.filter(({ state }) => state === 'active').length
  if (unit.state === 'failed') return { code: 'FAILED', failure: unit.failure }
  if (unit.state === 'cancelled') return { code: 'CANCELLED' }
  if (unit.state === 'believed') {
    if (batch !== null) {
      return { code: batch.committed ? 'ON_CHAIN' : 'WAITS_FOR_CHAIN', batchId: batch.id }
    }
    return running > 0 ? { code: 'WAITS_FOR_LATE', running } : { code: 'WAITS_FOR_BATCH' }
  }
  const pending = receipts.filter(({ standing }) => standing === 'pending')
  const votes = pending.length
  if (running > 0) return { code: 'RUNNING', running, votes }
  if (paused) return { code: 'PAUSED' }
  if (unit.vacant > 0) return { code: 'WAITS_FOR_HOSTS', vacant: unit.vacant, votes }
  const trusts = pending.some(({ trust }) => trust !== null)
  return trusts ? { code: 'PROVISIONAL', votes } : { code: 'DECIDING', votes }
}
