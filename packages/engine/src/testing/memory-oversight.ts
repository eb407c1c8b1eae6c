/** Oversight in memory: a list that grows, and who is blocked. */
import type { Account } from '@pumasi/domain'
import type { AccountBlock, OperatorAction, Oversight } from '../ports/oversight.ts'

export function oversightOf(blocks: Map<Account, AccountBlock>): Oversight {
  const actions: OperatorAction[] = []
  return {
    appendAction: async (action) => {
      actions.push({ id: actions.length + 1, ...action })
    },
    fetchActions: async ({ before = Infinity, limit }) =>
      actions
        .filter(({ id }) => id < before)
        .toReversed()
        .slice(0, limit),
    blockAccount: async (block) => {
      if (blocks.has(block.account)) return false
      blocks.set(block.account, block)
      return true
    },
    unblockAccount: async (account) => blocks.delete(account),
  }
}
