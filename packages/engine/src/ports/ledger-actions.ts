/**
 * LedgerActions: what anybody may do on a ledger with an account that pays for it.
 *
 * Errors: `LEDGER_REFUSED` (the contract's reason is in the details, nothing was written),
 * `CHAIN_NO_FUNDS`, `CHAIN_UNREACHABLE` and `CHAIN_COMMIT_PENDING` (retryable).
 */
import type { Account, Hex } from '@pumasi/domain'
import type { CompactSignature, CreditProof, FaultProof, Header } from '@pumasi/proof'
import type { Outcome as Executed, UnitLeaf, UnitProof } from '@pumasi/proof'

/** What a transaction came to. */
export interface ActionReport {
  readonly txHash: Hex
  readonly blockNumber: number
  readonly gasUsed: bigint
  readonly feeWei: bigint
}

/** What a transaction would come to, as the chain is now. */
export interface Rehearsal {
  readonly gas: bigint
  /** At the price of gas now. */
  readonly feeWei: bigint
}

/** What a quorum of attestors got from a challenged unit. */
export interface Ruling {
  readonly id: number
  readonly header: Header
  readonly leaf: UnitLeaf
  readonly outcome: Executed
  /** As many as the ledger's ruling quorum, ascending by signer. */
  readonly signatures: readonly CompactSignature[]
}

/** The actions there are, each with what it comes to. */
export interface LedgerActs<Outcome> {
  /** Voids a batch whose own leaves cannot be right. */
  proveFault(fault: FaultProof): Promise<Outcome>
  /** Moves an account's balance to what a final batch says, up or down. */
  syncCredit(credit: CreditProof): Promise<Outcome>
  /** Ends every delegation of the sender. */
  revokeSessions(): Promise<Outcome>
  /** Puts the ledger's bond on a leaf whose output is wrong. */
  challenge(unit: UnitProof, bondWei: bigint): Promise<Outcome>
  /** Decides a challenge: voids the batch, or takes the bond. */
  rule(ruling: Ruling): Promise<Outcome>
  /** Ends a challenge that needs no ruling: its batch is voided, or its horizon has passed. */
  closeChallenge(batch: Pick<UnitProof, 'id' | 'header'>, unit: Hex): Promise<Outcome>
  /** Pays the sender what it may withdraw. */
  withdraw(): Promise<Outcome>
}

export interface LedgerActions extends LedgerActs<ActionReport> {
  /** Who sends and pays. */
  readonly account: Account
}
