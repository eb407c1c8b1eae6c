/** In what state an account is, the strongest word first. */
import type { AccountView } from '@pumasi/protocol'

export type AccountState =
  'blocked' | 'suspended' | 'established' | 'probation' | 'parole' | 'plain'

export const stateColors: Readonly<Record<AccountState, string>> = {
  ...{ blocked: 'red', suspended: 'red', established: 'teal' },
  ...{ probation: 'yellow', parole: 'yellow', plain: 'gray' },
}

export function stateOf({
  blocked,
  suspended,
  trust,
}: Pick<AccountView, 'blocked' | 'suspended' | 'trust'>): AccountState {
  if (blocked !== null) return 'blocked'
  if (suspended !== null || trust?.phase === 'suspended') return 'suspended'
  return trust?.phase ?? 'plain'
}

/** Credited receipts an hour, over the time it was seen; null before there is such a time. */
export function creditedPerHour({
  credited,
  firstSeenMs,
  lastSeenMs,
}: Pick<AccountView, 'credited' | 'firstSeenMs' | 'lastSeenMs'>): number | null {
  const spanMs = lastSeenMs - firstSeenMs
  return spanMs < 60_000 ? null : (credited * 3_600_000) / spanMs
}
