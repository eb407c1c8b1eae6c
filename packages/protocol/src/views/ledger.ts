/** What people see of the ledger: batches with where they stand, who has a right, what it cost. */
import type { Account, JobId } from '@pumasi/domain'
import type { BatchView } from './grid.ts'

export interface LedgerBatchView extends BatchView {
  /**
   * Where the chain says it stands, and when it is or was final as things stand, Unix seconds; null
   * while it is on no chain, or the chain did not answer.
   */
  readonly standing: {
    readonly state: 'pending' | 'held' | 'frozen' | 'final' | 'voided'
    readonly finalAt: number
  } | null
}

/** Who has a right on the ledger now. */
export interface LedgerOfficeView {
  readonly committer: Account
  readonly attestors: readonly Account[]
  /** Attestors who must have signed a batch; 0 for none. */
  readonly commitQuorum: number
  /** The batch voided last; 0 for none. */
  readonly lastVoided: number
}

/** Units of committed batches that somebody put a bond on, and what becomes of them. */
export interface LedgerChallengesView {
  readonly bondWei: bigint
  /** Attestors who must have got the same for a ruling; 0 on a ledger without challenges. */
  readonly rulingQuorum: number
  /** Seconds after its commit at which nothing can be ruled on a batch any more. */
  readonly horizonSeconds: number
  /** Open ones, by batch, the newest first: the first hundred. */
  readonly open: readonly {
    readonly batchId: number
    readonly challenger: Account
    /** Null when another contract brought the challenge, and hides it. */
    readonly unit: { readonly jobId: JobId; readonly unitIndex: number } | null
  }[]
  /** How many are open in all. */
  readonly total: number
}

/** What was committed within steps of time. */
export interface LedgerHistoryView {
  /** Unix milliseconds. */
  readonly fromMs: number
  readonly toMs: number
  readonly stepMs: number
  /** Oldest first; steps without a batch are left out. */
  readonly steps: readonly {
    readonly atMs: number
    readonly batches: number
    readonly units: number
    readonly gasUsed: bigint
    /** Null when the fee of one of them was not kept. */
    readonly feeWei: bigint | null
  }[]
}
