/** What anybody may do on a ledger, over JSON-RPC: done, or only rehearsed. */
import type { Hex } from '@pumasi/domain'
import type { ActionReport, LedgerActions, LedgerActs, Rehearsal } from '@pumasi/engine'
import { actsBy, proposing, reportOf } from './proposals.ts'
import type { Proposer } from './proposals.ts'
import { openAccess } from './reader.ts'
import type { LedgerLocation } from './reader.ts'
import { createSender } from './sender.ts'
import type { TransactionSigner } from './signing/signer.ts'

export interface ActingAccount extends LedgerLocation {
  readonly signer: TransactionSigner
  /** Time a transaction may take to get into a block; two minutes by default. */
  readonly waitMs?: number
}

/**
 * A ledger to act on: one transaction each, followed into a block.
 * @throws `CHAIN_BAD_URL`, `BAD_HEX`
 */
export function openActions({
  signer,
  waitMs = 120_000,
  ...location
}: ActingAccount): LedgerActions {
  const access = openAccess(location)
  const sender = createSender(access.node, signer, waitMs)

  const perform = async (data: Hex, value = 0n): Promise<ActionReport> => {
    const { chainId } = await access.verified()
    const call = { chainId, to: access.address, data, value }
    const { txHash, wait } = await sender.send(call, await sender.settle())
    return reportOf(txHash, await wait())
  }

  return { account: sender.account, ...actsBy(perform) }
}

/** The same actions tried on the chain as it is now: nothing is signed, nothing is sent. */
export function rehearseActions(proposer: Proposer): LedgerActs<Rehearsal> {
  const propose = proposing(proposer)
  return actsBy(async (data, value) => {
    const { gas, feeWei } = await propose(data, value)
    return { gas, feeWei }
  })
}
