/**
 * LedgerActions: what anybody may do on a ledger with an account that pays for it.
 *
 * Errors: `LEDGER_REFUSED` (the contract's reason is in the details, nothing was written),
 * `CHAIN_NO_FUNDS`, `CHAIN_UNREACHABLE` and `CHAIN_COMMIT_PENDING` (retryable).
 */
import type { Account, Hex } from '@pumasi/domain'
import type { CreditProof, FaultProof } from '@pumasi/proof'

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

/** The actions there are, each with what it comes to. */
export interface LedgerActs<Outcome> {
  /** Voids a batch whose own leaves cannot be right. */
  proveFault(fault: FaultProof): Promise<Outcome>
  /** Moves an account's balance to what a final batch says, up or down. */
  syncCredit(credit: CreditProof): Promise<Outcome>
  /** Ends every delegation of the sender. */
  revokeSessions(): Promise<Outcome>
}

export interface LedgerActions extends LedgerActs<ActionReport> {
  /** Who sends and pays. */
  readonly account: Account
}
