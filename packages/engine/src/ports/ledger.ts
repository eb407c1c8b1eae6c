/**
 * Ledger: the contract that keeps the chain of batch headers.
 *
 * Order: batch ids are 1, 2, 3, ... without gaps. Idempotent: committing the content a batch id
 * already has answers with the old commit. Errors: `CHAIN_UNREACHABLE` (retryable),
 * `CHAIN_NO_CONTRACT`, `CHAIN_WRONG_CONTRACT`, `CHAIN_WRONG_ID`, `LEDGER_CONTRADICTS` (the id holds
 * other content, never overwritten), `LEDGER_DAMAGED` (an event does not hash to its digest),
 * `LEDGER_UNATTESTED` (fewer attestors signed than the ledger asks for).
 */
import type { Account, Hex } from '@pumasi/domain'
import type { BatchContent, CompactSignature, Header, Revocation } from '@pumasi/proof'

export interface LedgerIdentity {
  readonly chainId: bigint
  readonly address: Account
  /** `prev` of the first header: zero, or the tip of the ledger this one succeeds. */
  readonly genesis: Hex
  /** Fuel that earns one micro-credit, for ever: another rate means another ledger. */
  readonly fuelPerCreditMicro: bigint
}

/** One batch as the chain has it. */
export interface CommittedBatch {
  readonly id: number
  readonly header: Header
  readonly digest: Hex
  readonly txHash: Hex
  readonly blockNumber: number
}

/** A batch that was taken out of what counts. */
export interface BatchVoid {
  readonly batchId: number
  readonly fault:
    'wrong-credit' | 'index-out-of-range' | 'index-reused' | 'duplicate-unit' | 'wrong-output'
  /** Nodes of the leaves whose outputs were ruled wrong; empty for the other faults. */
  readonly units: readonly Hex[]
  readonly blockNumber: number
}

/** How long a commit took, as its sender saw it: spans by a clock that never jumps. */
export interface CommitTiming {
  /** When a node first took it, Unix milliseconds. */
  readonly sentAtMs: number
  /** From then until its sender first saw it in a block. */
  readonly inclusionMs: number
  /** From then until as many blocks lay on it as were asked for. */
  readonly confirmationMs: number
  /** More than one when one was replaced for a higher fee, or its block was lost. */
  readonly transactions: number
}

/** A commit as its sender saw it. */
export interface CommitReport extends CommittedBatch {
  readonly gasUsed: bigint
  /** What the sender paid for it. */
  readonly feeWei: bigint
  /** Null when it was found on the chain: an earlier life sent it, or another coordinator. */
  readonly timing: CommitTiming | null
}

/** The newest block a node has: what is later, it cannot know. */
export interface ChainHead {
  readonly blockNumber: number
  /** Its time, Unix seconds. */
  readonly minedAt: number
}

/** What an auditor needs: nothing here trusts the coordinator. */
export interface LedgerReader {
  identify(): Promise<LedgerIdentity>
  fetchHead(): Promise<ChainHead>
  /** Number of batches committed; 0 for none. */
  fetchBatchCount(): Promise<number>
  /** Batches `from`..`to` inclusive, in order, each re-hashed against its digest on chain. */
  fetchBatches(from: number, to: number): Promise<readonly CommittedBatch[]>
  /** Hash of a block, or null while the chain has none with this number. */
  fetchBlockHash(blockNumber: number): Promise<Hex | null>
  /** Raises of epochs in blocks from `fromBlock` on, in order, and the block to go on from. */
  fetchRevocations(
    fromBlock: number,
  ): Promise<{ readonly revocations: readonly Revocation[]; readonly nextBlock: number }>
  /** Every void so far, in order. */
  fetchVoids(): Promise<readonly BatchVoid[]>
  /** True when the credit table of a batch counts no voided batch. */
  isTableSound(batchId: number): Promise<boolean>
}

/** Who has a right on a ledger now; replaced as a whole, after a delay. */
export interface Staff {
  readonly committer: Account
  /** Whose signatures count, ascending. */
  readonly attestors: readonly Account[]
  /** Attestors who must have signed a batch for it to be committed; 0 for none. */
  readonly commitQuorum: number
}

/** Where a batch stands: `final` and `voided` stay. */
export interface BatchStanding {
  readonly state: 'pending' | 'held' | 'frozen' | 'final' | 'voided'
  /** When it is or was final as things stand, Unix seconds; says nothing of a voided batch. */
  readonly finalAt: number
}

/** What a commit took, and who had signed it before. */
export interface CommitWitness {
  readonly gasUsed: bigint
  readonly feeWei: bigint
  /** Who attested the batch, ascending; null when another contract sent it and hides them. */
  readonly attestors: readonly Account[] | null
}

/** An account on a ledger. */
export interface LedgerAccount {
  /** What it had earned at the latest final batch it was synced to, in micro-credit. */
  readonly balanceMicro: bigint
  /** The batch it was synced to; 0 for none. */
  readonly syncedTo: number
  /** Delegations of lower epochs are revoked. */
  readonly epoch: number
}

/** What a ledger says of itself now, beside its history. */
export interface LedgerOffice {
  fetchStaff(): Promise<Staff>
  /** The batch voided last; 0 for none. */
  fetchLastVoided(): Promise<number>
  fetchStanding(batch: Pick<CommittedBatch, 'id' | 'header'>): Promise<BatchStanding>
  /** Null when the node does not keep the transaction. */
  fetchWitness(batch: CommittedBatch): Promise<CommitWitness | null>
  fetchAccount(account: Account): Promise<LedgerAccount>
}

/** What a commit needs beside its content. */
export interface Sanction {
  /** The batch voided last that the credit table takes into account; 0 for none. */
  readonly voided: number
  /** Of as many attestors as the quorum asks for, ascending by signer. */
  readonly signatures: readonly CompactSignature[]
}

/** Enough for a ledger without attestors on which nothing was voided. */
export const unattested: Sanction = { voided: 0, signatures: [] }

export interface Ledger extends LedgerReader, LedgerOffice {
  /**
   * Commits batch `id`, or finds it committed already; resolves once it is in a block. What is
   * committed already needs no sanction: {@link unattested} when none is given.
   */
  commitBatch(id: number, content: BatchContent, sanction?: Sanction): Promise<CommitReport>
  /** Asks a chain of one's own, which makes blocks on demand, for one; elsewhere does nothing. */
  hastenBlock(): Promise<void>
}
