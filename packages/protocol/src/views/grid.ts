/** What people look at: the state of the grid as the coordinator sees it. */
import type { Account, Digest, ExitClass, Hex, JobId, JobSpec } from '@pumasi/domain'
import type { WordView } from './attestor.ts'

export interface GridDescription {
  readonly protocolVersion: number
  readonly protocolVersionLeast: number
  readonly chainId: bigint
  readonly ledger: Account
  /** An RPC endpoint a visitor may use; auditors choose their own. */
  readonly rpcUrl: string
  readonly rules: {
    readonly rewriterVersion: number
    readonly fuelPerCreditMicro: bigint
    readonly quorumMin: number
  }
}

/** `repeated`: it is so already. `over`: the job is finished, or was cancelled. */
export type Steered = 'applied' | 'repeated' | 'over'

export interface JobView {
  readonly jobId: JobId
  readonly name: string
  /** The account that submitted it; null for the bearer of the operator token. */
  readonly requester: Account | null
  readonly priority: number
  readonly state: 'running' | 'paused' | 'finished' | 'cancelled'
  /** Why it is paused, in words; null unless it is. */
  readonly pauseReason: string | null
  readonly units: number
  readonly believed: number
  readonly failed: number
  readonly cancelled: number
  readonly committed: number
  readonly activeLeases: number
  readonly createdAtMs: number
  readonly cancelledAtMs: number | null
  readonly lastBeliefMs: number | null
}

export interface JobDetail extends JobView {
  readonly spec: JobSpec
}

/** How far an account is trusted, and what happened to it last. */
export interface TrustView {
  readonly phase: 'probation' | 'parole' | 'established' | 'suspended'
  readonly strikes: number
  /** Units believed since the last failed check. */
  readonly history: number
  readonly reason: string
}

export interface HostView {
  readonly session: Account
  readonly account: Account
  readonly name: string
  readonly platform: string
  readonly firstSeenMs: number
  readonly lastSeenMs: number
  readonly activeLeases: number
  readonly received: number
  readonly pending: number
  readonly credited: number
  readonly refused: number
  readonly expired: number
  readonly returned: number
  readonly creditMicro: bigint
  /** How far the account is trusted and why; null where trust never decided. */
  readonly trust: TrustView | null
  /**
   * Why the account gets no work, or null. Where trust alone withholds it, it may still take units
   * that a quorum decides.
   */
  readonly suspended: string | null
}

/** How long a commit took, step by step, as the coordinator that sent it saw it. */
export interface CommitLatencyView {
  /** From closing the batch until a node took it: attestors, order, a chain that was away. */
  readonly sendingMs: number
  /** From then until it was first seen in a block. */
  readonly inclusionMs: number
  /** From then until enough blocks lay on it. */
  readonly confirmationMs: number
  /** More than one when it was replaced for a higher fee, or its block was lost. */
  readonly transactions: number
}

export interface BatchView {
  readonly id: number
  readonly units: number
  readonly unitCount: number
  readonly dataHash: Digest
  readonly unitsRoot: Hex
  readonly closedAtMs: number
  readonly commit: {
    readonly txHash: Hex
    readonly blockNumber: number
    readonly gasUsed: bigint
    readonly committedAt: number
    /** What the committer paid; null for a commit noted before fees were kept. */
    readonly feeWei: bigint | null
    /** Null when the coordinator found it on the chain and had not seen it sent. */
    readonly latency: CommitLatencyView | null
  } | null
  /** When the grid took it out of what counts, because the chain had voided it; null otherwise. */
  readonly healedAtMs: number | null
  /** Who attested or refused it; empty on a ledger without attestors. */
  readonly words: readonly WordView[]
}

export interface RefusalView {
  readonly jobId: JobId
  readonly unitIndex: number
  readonly account: Account
  readonly acceptedAtMs: number
  readonly code: string
  readonly explanation: string
}

export interface HandoverView {
  readonly jobId: JobId
  readonly unitIndex: number
  readonly from: Account
  readonly expiredAtMs: number
  readonly to: Account | null
}

export interface UnitView {
  readonly unitIndex: number
  readonly state: 'open' | 'believed' | 'failed' | 'cancelled'
  readonly outputHash: Digest | null
  readonly exitClass: ExitClass | null
  readonly fuel: bigint | null
  readonly failure: string | null
  readonly batchId: number | null
}

/** A part of a list, and how long the whole of it is. */
export interface Page<Row> {
  readonly rows: readonly Row[]
  readonly total: number
}

/** The grid as a whole, however little of it a status lists. */
export interface GridTotals {
  readonly jobs: number
  /** Units without a verdict, of jobs that were not cancelled. */
  readonly unitsOpen: number
  readonly unitsBelieved: number
  readonly hosts: number
  /** Heard of within the last two minutes. */
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

/** The newest rows of each kind, and the counts over all there are. */
export interface GridStatus {
  readonly atMs: number
  readonly totals: GridTotals
  readonly jobs: readonly JobView[]
  readonly hosts: readonly HostView[]
  readonly batches: readonly BatchView[]
  readonly refusals: readonly RefusalView[]
  readonly handovers: readonly HandoverView[]
  /** What the coordinator cannot do right now, in words; empty when all is well. */
  readonly troubles: readonly string[]
}

export interface Submitted {
  readonly jobId: JobId
  readonly unitCount: number
  readonly state: 'inserted' | 'known'
}
