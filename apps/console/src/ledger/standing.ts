/**
 * Standing: where a batch is on its way from closed to final, and how long that takes.
 *
 * In: a batch with what the chain says, and the time of the newest status. Out: one word, and what
 * is left of the time in which anybody may object.
 */
import type { LedgerBatchView } from '@pumasi/protocol'

export type StandingWord =
  /** Closed, and on no chain. */
  | 'waiting'
  /** Committed; the chain did not say where it stands. */
  | 'unknown'
  | NonNullable<LedgerBatchView['standing']>['state']

export function standingOf(
  { commit, standing }: Pick<LedgerBatchView, 'commit' | 'standing'>,
  atMs: number,
): { readonly state: StandingWord; readonly leftMs: number | null } {
  if (commit === null) return { state: 'waiting', leftMs: null }
  if (standing === null) return { state: 'unknown', leftMs: null }
  const { state, finalAt } = standing
  const isOpen = state === 'pending' || state === 'held' || state === 'frozen'
  // A chain tells time in seconds and by its own clock.
  return { state, leftMs: isOpen ? Math.max(0, finalAt * 1_000 - atMs) : null }
}
