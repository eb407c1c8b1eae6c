/**
 * Proposals: what to send to a ledger, for whoever signs elsewhere, a browser's wallet for one.
 * Each is tried on the chain as it is now, and what was sent is followed by one's own node.
 *
 * Nothing of Node here: pages run it.
 */
import { GridError } from '@pumasi/domain'
import type { Account, Hex } from '@pumasi/domain'
import type { ActionReport, LedgerActs, Rehearsal } from '@pumasi/engine'
import { encodeChallenge, encodeClosing, encodeFault, encodeRevocation } from './contract.ts'
import { encodeRuling, encodeSync, encodeWithdrawal, namedRefusal } from './contract.ts'
import { openAccess } from './reader.ts'
import type { LedgerLocation } from './reader.ts'

/** A transaction to be signed, and what it would come to. */
export interface Proposal extends Rehearsal {
  readonly chainId: bigint
  readonly to: Account
  readonly data: Hex
  /** Wei it hands over. */
  readonly value: bigint
}

export interface Proposer extends LedgerLocation {
  /** Who would send. */
  readonly from: Account
}

/** What is done with calldata, and with the wei it hands over: none when not given. */
type Act<Outcome> = (data: Hex, value?: bigint) => Promise<Outcome>

/** The actions as calls: nothing is signed, nothing is sent. */
export const proposeActions = (proposer: Proposer): LedgerActs<Proposal> =>
  actsBy(proposing(proposer))

/** Tries calldata on the chain as it is now. */
export function proposing({ from, ...location }: Proposer): Act<Proposal> {
  const { node, address: to, verified } = openAccess(location)
  return async (data, value = 0n) => {
    const { chainId } = await verified()
    const gas = await node.estimateGas({ from, to, data, value }).catch((error: unknown) => {
      throw namedRefusal(error)
    })
    const price = (await node.fetchBaseFee()) + (await node.fetchPriorityFee())
    return { chainId, to, data, value, gas, feeWei: gas * price }
  }
}

/** Each action, given what to do with its calldata. */
export const actsBy = <Outcome>(act: Act<Outcome>): LedgerActs<Outcome> => ({
  proveFault: (fault) => act(encodeFault(fault)),
  syncCredit: (credit) => act(encodeSync(credit)),
  revokeSessions: () => act(encodeRevocation()),
  challenge: (unit, bondWei) => act(encodeChallenge(unit), bondWei),
  rule: (ruling) => act(encodeRuling(ruling)),
  closeChallenge: (batch, unit) => act(encodeClosing(batch, unit)),
  withdraw: () => act(encodeWithdrawal()),
})

/** How often a node is asked for a receipt. */
const lookMs = 1_000

/**
 * Waits for somebody's transaction to get into a block.
 * @throws `CHAIN_COMMIT_PENDING` when none takes it within `waitMs`, `LEDGER_REFUSED` when it was
 *   reverted, `CHAIN_UNREACHABLE`
 */
export async function followTransaction(
  location: LedgerLocation,
  txHash: Hex,
  waitMs: number,
): Promise<ActionReport> {
  const { node } = openAccess(location)
  for (let waitedMs = 0; ; waitedMs += lookMs) {
    const receipt = await node.fetchReceipt(txHash)
    if (receipt !== null) return reportOf(txHash, receipt)
    if (waitedMs >= waitMs) throw pending(txHash, waitMs)
    await new Promise((resolve) => setTimeout(resolve, lookMs))
  }
}

type Mined = Omit<ActionReport, 'txHash'> & { readonly succeeded: boolean }

/** What a mined transaction came to. @throws `LEDGER_REFUSED` */
export function reportOf(
  txHash: Hex,
  { succeeded, blockNumber, gasUsed, feeWei }: Mined,
): ActionReport {
  if (succeeded) return { txHash, blockNumber, gasUsed, feeWei }
  throw new GridError('LEDGER_REFUSED', `the transaction ${txHash} was reverted`, {
    hint: 'The ledger changed between sending and mining: look again at what it holds.',
    details: { txHash },
  })
}

const pending = (txHash: Hex, waitMs: number): GridError =>
  new GridError('CHAIN_COMMIT_PENDING', `the transaction ${txHash} is in no block yet`, {
    hint: 'Look at it in the wallet, which may speed it up; then ask the chain again.',
    retryable: true,
    details: { txHash, waitMs },
  })
