/**
 * Reputation: which accounts may take work.
 *
 * In: how an account's settled receipts came out. Out: yes, or no with a reason in words.
 * A faulty host must not keep getting work (BOINC #3061).
 */

/** An account's settled receipts. */
export interface TrackRecord {
  readonly credited: number
  readonly refused: number
}

/** Refusals after which an account with no better record is suspended. */
export const REFUSALS_MAX = 5

export type WorkPermit =
  | { readonly allowed: true }
  | { readonly allowed: false; readonly code: 'ACCOUNT_SUSPENDED'; readonly reason: string }

/** Suspends an account once {@link REFUSALS_MAX} receipts, and most of all, were refused. */
export function decidePermit({ credited, refused }: TrackRecord): WorkPermit {
  if (refused < REFUSALS_MAX || refused <= credited) return { allowed: true }
  return {
    allowed: false,
    code: 'ACCOUNT_SUSPENDED',
    reason: `${refused} receipts refused against ${credited} credited`,
  }
}
