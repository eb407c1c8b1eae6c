/** Refusals by whom and why: a liar's hundred receipts are one thing to know, not a hundred. */
import type { Account } from '@pumasi/domain'
import type { RefusalView } from '@pumasi/protocol'

export interface RefusalGroup {
  readonly account: Account
  readonly code: string
  /** Of the newest refusal. */
  readonly explanation: string
  readonly newestMs: number
  /** Newest first; of the refusals the coordinator lists. */
  readonly unitIndexes: readonly number[]
}

/** Groups by account and code, the group with the newest refusal first. */
export function groupRefusals(refusals: readonly RefusalView[]): readonly RefusalGroup[] {
  const newestFirst = [...refusals].sort((a, b) => b.acceptedAtMs - a.acceptedAtMs)
  const groups = Map.groupBy(newestFirst, ({ account, code }) => `${account} ${code}`)
  return [...groups.values()].flatMap((group) => {
    const [newest] = group
    if (newest === undefined) return []
    const { account, code, explanation, acceptedAtMs } = newest
    const unitIndexes = group.map(({ unitIndex }) => unitIndex)
    return [{ account, code, explanation, newestMs: acceptedAtMs, unitIndexes }]
  })
}
