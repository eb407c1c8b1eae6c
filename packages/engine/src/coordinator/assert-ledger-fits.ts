/** May this coordinator commit to this ledger at all? Told before anybody works for it. */
import { GridError } from '@pumasi/domain'
import type { Account } from '@pumasi/domain'
import type { GridRules } from '@pumasi/rules'
import type { CommitTarget } from './context.ts'

/**
 * What is wrong for good is refused: a rate never changes, and batches at another one can be voided
 * by anybody. Who commits may change; then the one who starts has to know.
 * @throws `LEDGER_OTHER_RATE`, `CHAIN_NOT_COMMITTER`
 */
export async function assertLedgerFits(
  { ledger, identity }: CommitTarget,
  { fuelPerCreditMicro: expected }: Pick<GridRules, 'fuelPerCreditMicro'>,
  account: Account,
): Promise<void> {
  const { address, chainId, fuelPerCreditMicro: found } = identity
  if (found !== expected)
    throw new GridError(
      'LEDGER_OTHER_RATE',
      `found a ledger where ${found} fuel earn a micro-credit, expected ${expected}`,
      {
        hint:
          'A ledger keeps its rate for ever: deploy one at the rate of these rules, or run the ' +
          'version of Pumasi that this ledger was made for.',
        details: { ledger: address, chainId, found, expected },
      },
    )
  const { committer } = await ledger.fetchStaff()
  if (committer === account) return
  throw new GridError('CHAIN_NOT_COMMITTER', `${account} may not commit to ${address}`, {
    hint: `Give the key of ${committer}, or have the ledger's admin appoint ${account}.`,
    details: { found: account, expected: committer, ledger: address },
  })
}
