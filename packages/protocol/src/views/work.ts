/** What a contributor sees of the work of their machines. */
import type { JobId } from '@pumasi/domain'

export interface JobWorkView {
  readonly jobId: JobId
  readonly name: string
  /** Receipts, by what became of them. */
  readonly pending: number
  readonly credited: number
  readonly refused: number
  /** Metered over all of these: what the machines spent. */
  readonly fuel: bigint
  /** Of believed receipts, and of those whose batch is on the chain. */
  readonly creditMicro: bigint
  readonly committedMicro: bigint
}

export interface WorkView {
  /** Newest job first, over the account's newest receipts. */
  readonly jobs: readonly JobWorkView[]
  /** Receipts looked at, at the most. */
  readonly receiptsMax: number
  /** The account on the ledger; null when the chain did not answer. */
  readonly chain: {
    readonly balanceMicro: bigint
    /** The batch it was synced to; 0 for none. */
    readonly syncedTo: number
  } | null
}
