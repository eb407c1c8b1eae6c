/**
 * LedgerActions: what anybody may do on a ledger with an account that pays for it.
 *
 * Errors: `LEDGER_REFUSED` (the contract's reason is in the details, nothing was written),
 * `CHAIN_NO_FUNDS`, `CHAIN_UNREACHABLE` and `CHAIN_COMMIT_PENDING` (retryable).
 */
import type { Account, Hex } from '@pumasi/domain'
import type { CreditLeaf, Header, UnitLeaf } from '@pumasi/proof'

/** A unit leaf with its way to the chain: through the tree of its batch into the header. */
export interface UnitProof {
  readonly id: number
  readonly header: Header
  readonly leaf: UnitLeaf
  readonly proof: readonly Hex[]
}

/** What one or two leaves prove against their batch; of two, the batch of the later is voided. */
export type FaultProof =
  | { readonly fault: 'wrong-credit' | 'index-out-of-range'; readonly units: readonly [UnitProof] }
  | {
      readonly fault: 'index-reused' | 'duplicate-unit'
      readonly units: readonly [earlier: UnitProof, later: UnitProof]
    }

/** An account's credit in the table of a batch. */
export interface CreditProof {
  readonly id: number
  readonly header: Header
  readonly leaf: CreditLeaf
  readonly proof: readonly Hex[]
}

/** What a transaction came to. */
export interface ActionReport {
  readonly txHash: Hex
  readonly blockNumber: number
  readonly gasUsed: bigint
  readonly feeWei: bigint
}

export interface LedgerActions {
  /** Who sends and pays. */
  readonly account: Account
  /** Voids a batch whose own leaves cannot be right. */
  proveFault(fault: FaultProof): Promise<ActionReport>
  /** Moves an account's balance to what a final batch says, up or down. */
  syncCredit(credit: CreditProof): Promise<ActionReport>
  /** Ends every delegation of the sender. */
  revokeSessions(): Promise<ActionReport>
}
