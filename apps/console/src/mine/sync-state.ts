/**
 * Sync state: whether an account's balance can be raised, and what the proof was held against.
 *
 * In: what the chain and the prover said. Out: one word, and the comparisons behind it.
 */
import { creditsRootBy } from '@pumasi/proof'
import type { Comparison } from '@pumasi/proof'
import type { SyncOutlook } from '../chain/questions.ts'

export type SyncState =
  /** A wallet may send it. */
  | 'ready'
  /** No batch that names the account is final yet. */
  | 'early'
  /** No batch names the account. */
  | 'nothing'
  /** The balance is what the newest final batch says. */
  | 'level'

export function stateOf({
  final,
  newest,
  proposal,
}: Pick<SyncOutlook, 'final' | 'newest' | 'proposal'>): SyncState {
  if (proposal !== null) return 'ready'
  if (final !== null) return 'level'
  return newest === null ? 'nothing' : 'early'
}

/** What the coordinator's proof says beside what the chain says; nothing when there is no proof. */
export function compareOutlook({ final }: Pick<SyncOutlook, 'final'>): readonly Comparison[] {
  if (final === null) return []
  const { header } = final
  return [
    { field: 'creditsRoot', found: String(creditsRootBy(final)), expected: header.creditsRoot },
  ]
}
