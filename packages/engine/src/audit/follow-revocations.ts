/**
 * All raises of epochs on a ledger, read once and then followed: asking again costs the blocks that
 * came since, and a few before them that a reorganisation may have changed.
 */
import type { Account } from '@pumasi/domain'
import type { Revocation, Revocations } from '@pumasi/proof'
import type { LedgerReader } from '../ports/ledger.ts'

/** Blocks read again each time. */
const OVERLAP = 64

type Source = Pick<LedgerReader, 'fetchRevocations'>

/** Answers what there is now; a raise that was seen is never forgotten. */
export function followRevocations(ledger: Source): () => Promise<Revocations> {
  const known = new Map<Account, Revocation[]>()
  let nextBlock = 0
  return async () => {
    const news = await ledger.fetchRevocations(Math.max(0, nextBlock - OVERLAP))
    for (const raise of news.revocations) {
      const { account, epoch, revokedAt } = raise
      const others = (known.get(account) ?? []).filter((one) => one.epoch !== epoch)
      known.set(account, [...others, { account, epoch, revokedAt }])
    }
    nextBlock = news.nextBlock
    return known
  }
}
