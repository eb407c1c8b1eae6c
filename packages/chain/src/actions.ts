/** What anybody may do on a ledger, over JSON-RPC: done, or only rehearsed. */
import { GridError } from '@pumasi/domain'
import type { Account, Hex } from '@pumasi/domain'
import type { ActionReport, LedgerActions, LedgerActs, Rehearsal } from '@pumasi/engine'
import { encodeFault, encodeRevocation, encodeSync, namedRefusal } from './contract.ts'
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

  return { account: sender.account, ...actsBy(perform) }
}

/** The same actions tried on the chain as it is now: nothing is signed, nothing is sent. */
export function rehearseActions({
  from,
  ...location
}: LedgerLocation & {
  /** Who would send. */
  readonly from: Account
}): LedgerActs<Rehearsal> {
  const { node, address, verified } = openAccess(location)
  return actsBy(async (data) => {
    await verified()
    const gas = await node.estimateGas(from, address, data).catch((error: unknown) => {
      throw namedRefusal(error)
    })
    const price = (await node.fetchBaseFee()) + (await node.fetchPriorityFee())
    return { gas, feeWei: gas * price }
  })
}

const actsBy = <Outcome>(act: (data: Hex) => Promise<Outcome>): LedgerActs<Outcome> => ({
  proveFault: (fault) => act(encodeFault(fault)),
  syncCredit: (credit) => act(encodeSync(credit)),
  revokeSessions: () => act(encodeRevocation()),
})
