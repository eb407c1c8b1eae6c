/**
 * Ledger: the contract that keeps the chain of batch headers.
 *
 * Order: batch ids are 1, 2, 3, ... without gaps. Idempotent: committing the content a batch id
 * already has answers with the old commit. Errors: `CHAIN_UNREACHABLE` (retryable),
 * `CHAIN_NO_CONTRACT`, `CHAIN_WRONG_CONTRACT`, `CHAIN_WRONG_ID`, `LEDGER_CONTRADICTS` (the id holds
 * other content, never overwritten), `LEDGER_DAMAGED` (an event does not hash to its digest).
 */
import type { Account, Hex } from '@pumasi/domain'
import type { BatchContent, Header } from '@pumasi/proof'

export interface LedgerIdentity {
  readonly chainId: bigint
  readonly address: Account
  /** `prev` of the first header: zero, or the tip of the ledger this one succeeds. */
  readonly genesis: Hex
}

/** One batch as the chain has it. */
export interface CommittedBatch {
  readonly id: number
  readonly header: Header
  readonly digest: Hex
  readonly txHash: Hex
  readonly blockNumber: number
}

/** A commit as its sender saw it. */
export interface CommitReport extends CommittedBatch {
  readonly gasUsed: bigint
  /** What the sender paid for it. */
  readonly feeWei: bigint
}

/** What an auditor needs: nothing here trusts the coordinator. */
export interface LedgerReader {
  identify(): Promise<LedgerIdentity>
  /** Number of batches committed; 0 for none. */
  fetchBatchCount(): Promise<number>
  /** Batches `from`..`to` inclusive, in order, each re-hashed against its digest on chain. */
  fetchBatches(from: number, to: number): Promise<readonly CommittedBatch[]>
  /** Hash of a block, or null while the chain has none with this number. */
  fetchBlockHash(blockNumber: number): Promise<Hex | null>
}

export interface Ledger extends LedgerReader {
  /** Commits batch `id`, or finds it committed already; resolves once it is in a block. */
  commitBatch(id: number, content: BatchContent): Promise<CommitReport>
  /** Asks a chain of one's own, which makes blocks on demand, for one; elsewhere does nothing. */
  hastenBlock(): Promise<void>
}
