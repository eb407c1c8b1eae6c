/** LedgerActions over JSON-RPC: one transaction each, followed into a block. */
import { GridError } from '@pumasi/domain'
import type { Hex } from '@pumasi/domain'
import type { ActionReport, LedgerActions } from '@pumasi/engine'
import { encodeFault, encodeRevocation, encodeSync } from './contract.ts'
import { openAccess } from './reader.ts'
import type { LedgerLocation } from './reader.ts'
import { createSender } from './sender.ts'
import type { TransactionSigner } from './signing/signer.ts'

export interface ActingAccount extends LedgerLocation {
  readonly signer: TransactionSigner
  /** Time a transaction may take to get into a block; two minutes by default. */
  readonly waitMs?: number
}

/** A ledger to act on. @throws `CHAIN_BAD_URL`, `BAD_HEX` */
export function openActions({
  signer,
  waitMs = 120_000,
  ...location
}: ActingAccount): LedgerActions {
  const access = openAccess(location)
  const sender = createSender(access.node, signer, waitMs)

  const perform = async (data: Hex): Promise<ActionReport> => {
    const { chainId } = await access.verified()
    const call = { chainId, to: access.address, data }
    const { txHash, wait } = await sender.send(call, await sender.settle())
    const { succeeded, blockNumber, gasUsed, feeWei } = await wait()
    if (succeeded) return { txHash, blockNumber, gasUsed, feeWei }
    throw new GridError('LEDGER_REFUSED', `the transaction ${txHash} was reverted`, {
      hint: 'The ledger changed between sending and mining: look again at what it holds.',
      details: { txHash },
    })
  }

  return {
    account: sender.account,
    proveFault: (fault) => perform(encodeFault(fault)),
    syncCredit: (credit) => perform(encodeSync(credit)),
    revokeSessions: () => perform(encodeRevocation()),
  }
}
