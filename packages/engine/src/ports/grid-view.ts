/**
 * GridView: what people look at. Read only, may lag behind by one call, never feeds a decision.
 */
import type { Account, Digest, ExitClass, JobId, LeaseId } from '@pumasi/domain'
import type { Lease, ReceiptTrust, Refusal, Standing, Unit, UnitFailure } from '@pumasi/rules'
import type { BatchRecord, CommitRecord } from './batch-records.ts'
import type { AccountRecord, HostRecord } from './job-store.ts'
import type { AttestationRecord } from './batch-records.ts'
import type { JobRecord } from './job-store.ts'
import type { AccountBlock } from './oversight.ts'

export interface JobProgress extends JobRecord {
  readonly believed: number
  readonly failed: number
  readonly cancelled: number
  /** Believed units whose batch is on the chain. */
  readonly committed: number
  readonly activeLeases: number
  readonly lastBeliefMs: number | null
}

export interface HostActivity extends HostRecord {
  readonly activeLeases: number
  readonly received: number
  readonly pending: number
  readonly credited: number
  readonly refused: number
  /** Leases that ran out. */
  readonly expired: number
  readonly returned: number
  /** Credit of this host's believed receipts, committed or not. */
  readonly creditMicro: bigint
  /** Why an operator keeps its account out, or null. */
  readonly blocked: string | null
  /** What batches established about its account; null where trust never decided. */
  readonly record: AccountRecord | null
}

export interface BatchStatus extends BatchRecord {
  readonly units: number
  /** The newest commit, or null while it waits. */
  readonly commit: CommitRecord | null
  /** Who attested or refused it, ascending by attestor. */
  readonly words: readonly Pick<AttestationRecord, 'attestor' | 'refusal'>[]
  /** When the credit table was healed of it, which the chain had voided; null while it counts. */
  readonly healedAtMs: number | null
}

/** One receipt as its contributor sees it. */
export interface ReceiptStatus {
  readonly jobId: JobId
  readonly unitIndex: number
  readonly leaseId: LeaseId
  readonly account: Account
  readonly session: Account
  readonly acceptedAtMs: number
  readonly standing: Standing
  readonly refusal: Refusal | null
  readonly creditMicro: bigint
  /** How far it has come where trust decides, and why; null where a quorum does. */
  readonly trust: Pick<ReceiptTrust, 'state' | 'reason'> | null
}

/** An expired lease and who has, or had, the next one on the same unit. */
export interface Handover {
  readonly jobId: JobId
  readonly unitIndex: number
  readonly from: Account
  readonly expiredAtMs: number
  readonly to: Account | null
}

export interface UnitStatus extends Unit {
  readonly batchId: number | null
}

/** An account as people look at it: all its hosts together. */
export interface AccountActivity {
  readonly account: Account
  readonly hosts: number
  /** Name of the host seen last. */
  readonly name: string
  readonly firstSeenMs: number
  readonly lastSeenMs: number
  readonly received: number
  readonly credited: number
  readonly refused: number
  /** Leases that ran out, and that were given back. */
  readonly expired: number
  readonly returned: number
  readonly creditMicro: bigint
  /** What batches established about it; null where trust never decided. */
  readonly record: AccountRecord | null
  readonly blocked: AccountBlock | null
}

/** A receipt with what it claims. */
export interface ReceiptDetail extends ReceiptStatus {
  readonly outputHash: Digest
  readonly exitClass: ExitClass
  readonly fuel: bigint
}

/** All that ever happened to one unit. */
export interface UnitHistory {
  readonly unit: UnitStatus
  /** In the order they were granted. */
  readonly leases: readonly Lease[]
  /** In the order they were accepted. */
  readonly receipts: readonly ReceiptDetail[]
  readonly batch: BatchStatus | null
}

export interface UnitCounts {
  readonly jobs: number
  readonly open: number
  readonly believed: number
  readonly failed: number
  readonly failures: Readonly<Partial<Record<UnitFailure, number>>>
}

/** A part of a list, and how long the whole of it is. */
export interface Page<Row> {
  readonly rows: readonly Row[]
  readonly total: number
}

/** The grid as a whole, however much of it a list shows. */
export interface GridTotals {
  readonly jobs: number
  /** Units without a verdict, of jobs that were not cancelled. */
  readonly unitsOpen: number
  readonly unitsBelieved: number
  readonly hosts: number
  /** Heard of since the time asked about. */
  readonly hostsAlive: number
  /** With a lease. */
  readonly hostsBusy: number
  /** Receipts that count for or against somebody. */
  readonly receipts: number
  readonly batches: number
  /** Closed, and on no chain. */
  readonly batchesWaiting: number
  /** When the first of these was closed; null for none. */
  readonly waitingSinceMs: number | null
}

/** What went onto the chain within one step of time. */
export interface LedgerStep {
  /** Begin of the step, Unix milliseconds; steps without a batch are left out. */
  readonly atMs: number
  readonly batches: number
  readonly units: number
  readonly gasUsed: bigint
  /** Null when the fee of one of them was not kept. */
  readonly feeWei: bigint | null
}

/** What an account's machines did for one job. */
export interface JobWork {
  readonly jobId: JobId
  readonly name: string
  /** Receipts, by what became of them. */
  readonly pending: number
  readonly credited: number
  readonly refused: number
  /** Metered over all of these, whatever became of them: what the machines spent. */
  readonly fuel: bigint
  /** Of believed receipts, and of those whose batch is on a chain. */
  readonly creditMicro: bigint
  readonly committedMicro: bigint
}

export interface GridView {
  /** By job, newest job first, over the newest `receiptsMax` receipts of the account. */
  fetchWork(query: {
    readonly account: Account
    readonly receiptsMax: number
  }): Promise<readonly JobWork[]>
  fetchTotals(query: { readonly aliveSinceMs: number }): Promise<GridTotals>
  /** Newest first, those with this in their name or id. */
  fetchJobPage(query: {
    readonly text: string
    readonly state: 'all' | 'running' | 'done' | 'cancelled'
    readonly from: number
    readonly limit: number
  }): Promise<Page<JobProgress>>
  /**
   * Last seen first, those with this in their account or name. A store may look for a part of one
   * among the thousands seen last only; a whole address finds every host of it.
   */
  fetchHostPage(query: {
    readonly text: string
    readonly from: number
    readonly limit: number
  }): Promise<Page<HostActivity>>
  /** Newest first. */
  fetchBatchPage(query: {
    readonly from: number
    readonly limit: number
  }): Promise<Page<BatchStatus>>
  /** Committed batches by when they were closed, oldest first. */
  fetchLedgerSteps(query: {
    readonly sinceMs: number
    readonly stepMs: number
  }): Promise<readonly LedgerStep[]>
  fetchProgress(id: JobId): Promise<JobProgress | null>
  fetchAllProgress(limit: number): Promise<readonly JobProgress[]>
  fetchHosts(limit: number): Promise<readonly HostActivity[]>
  /** Last seen first; what is searched is said at {@link GridView.fetchHostPage}. */
  fetchAccounts(query: {
    readonly text: string
    readonly from: number
    readonly limit: number
  }): Promise<Page<AccountActivity>>
  /** Null for a unit that no job has; one that has not come into being yet has an empty history. */
  fetchUnitHistory(id: JobId, unitIndex: number): Promise<UnitHistory | null>
  /** Newest first. */
  fetchBatchStatus(limit: number): Promise<readonly BatchStatus[]>
  fetchUnits(id: JobId, from: number, limit: number): Promise<readonly UnitStatus[]>
  /** Newest first, of one account or of all. */
  fetchReceipts(query: {
    readonly account?: Account
    readonly standing?: Standing
    readonly limit: number
  }): Promise<readonly ReceiptStatus[]>
  fetchHandovers(limit: number): Promise<readonly Handover[]>
  fetchCounts(): Promise<UnitCounts>
}
