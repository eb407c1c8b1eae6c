/**
 * JobStore: everything the coordinator must remember, durable once a call has resolved.
 *
 * Delivery: a resolved write survives kill -9. Ordering: `transactUnits` runs one at a time for
 * each unit; `insertBatch` one at a time in all. Idempotent: inserting what is there is `known`.
 * Errors: `STORE_UNREACHABLE` (retryable), `STORE_SCHEMA_NEWER`, `STORE_BUSY` (retryable),
 * `UNKNOWN_UNIT`. Lost races are answers, never errors.
 * Every adapter passes the conformance suite of the store room.
 */
import type { Account, Hex, JobId, JobSpec, LeaseId } from '@pumasi/domain'
import type { CreditLeaf, SignedDelegation } from '@pumasi/proof'
import type { AttestationRecord, BatchRecord, CommitRecord } from './batch-records.ts'
import type { Entrant, LeaseRequest, Network, SpotChance, Whence } from './lease-request.ts'
import type {
  AccountStatus,
  Silence,
  TrustChanges,
  TrustCounts,
  TrustInput,
} from './trust-records.ts'
import type {
  AddressRecord,
  BundledUnit,
  JobAnswer,
  JobOutcomes,
  JobStep,
  Lease,
  Requester,
  Steering,
  TrackRecord,
  TrustRules,
  UnitChange,
  UnitKey,
  UnitView,
  Usage,
} from '@pumasi/rules'
import type { Healing } from './healing.ts'

export type {
  BatchContent,
  CreditLeaf,
  SignedDelegation,
  SignedReceipt,
  Signature,
} from '@pumasi/proof'
export { isBlameless, newAccountTrust } from '@pumasi/rules'
export type {
  AccountStanding,
  AccountTrust,
  AddressRecord,
  BundledReceipt,
  BundledUnit,
  HeldReceipt,
  JobAnswer,
  JobOutcomes,
  JobStep,
  Lease,
  LeaseState,
  OverruledUnit,
  Overruling,
  ReceiptRecord,
  ReceiptTrust,
  Refusal,
  Requester,
  Standing,
  Steering,
  TrackRecord,
  TrustRules,
  Unit,
  UnitChange,
  UnitFailure,
  UnitKey,
  UnitState,
  UnitView,
  Usage,
  Verdict,
} from '@pumasi/rules'

export * from './lease-request.ts'
export * from './trust-records.ts'

export interface JobRecord extends Steering {
  readonly id: JobId
  readonly spec: JobSpec
  /** Who submitted it, as the coordinator found out, whatever the specification says. */
  readonly requester: Requester
  readonly unitCount: number
  /** Real time a host may spend on one unit; a policy, not part of the work. */
  readonly wallMaxMs: number
  readonly createdAtMs: number
  readonly cancelledAtMs: number | null
}

/** A machine: one session key under one wallet's delegation. */
export interface HostRecord {
  readonly session: Account
  readonly account: Account
  readonly delegation: SignedDelegation
  /** What the host calls itself; shown, never trusted. */
  readonly name: string
  /** Operating system, CPU, engine; shown, never trusted. */
  readonly platform: string
  readonly firstSeenMs: number
  readonly lastSeenMs: number
}

export interface ClosingBatch {
  readonly batch: BatchRecord
  readonly units: readonly UnitKey[]
  readonly trust?: TrustChanges
  /** The whole credit table after this batch. */
  readonly credits: readonly CreditLeaf[]
  /** Voided batches healed when the table before was read, as `fetchTip` said. */
  readonly healed: number
}

/** Whether a batch would be full, and what it may wait for. */
export interface BatchProspect {
  /** Units that may enter a batch, up to as many as one takes. */
  readonly ready: number
  /** There are units that may still join them; not looked for when these fill a batch. */
  readonly pending: boolean
}

export interface JobStore {
  insertJob(job: JobRecord): Promise<'inserted' | 'known'>
  fetchJob(id: JobId): Promise<JobRecord | null>
  /** Newest first. */
  fetchJobs(limit: number): Promise<readonly JobRecord[]>
  /**
   * Lets a pure function decide, under a lock, how a job is steered from now on, given how many of
   * its units have failed. Null for an unknown job.
   */
  steerJob(
    id: JobId,
    decide: (steering: Steering, failed: number) => JobStep,
  ): Promise<JobAnswer | null>
  /** Notes which jobs are over, all their units settled; answers how many became so. */
  finishJobs(nowMs: number): Promise<number>
  /** Jobs that run and have at least so many failed units that are not forgiven. */
  findFailing(failuresMin: number): Promise<readonly (JobOutcomes & { readonly id: JobId })[]>
  /** What a requester has in the grid, and has submitted since `sinceMs`. */
  fetchUsage(requester: Requester, sinceMs: number): Promise<Usage>
  /**
   * Makes every open unit `cancelled`, and the job finished; believed ones stay. False for an
   * unknown job or again.
   */
  cancelJob(id: JobId, nowMs: number): Promise<boolean>

  /** Inserts a host, or refreshes its delegation, name, platform and last sight. */
  upsertHost(host: HostRecord): Promise<void>
  fetchHost(session: Account): Promise<HostRecord | null>
  /** Those of the sessions that are known, in any order. */
  fetchSessions(sessions: readonly Account[]): Promise<readonly HostRecord[]>
  /**
   * Notes that a host was heard of, to the second, and from which network where one is given, null
   * for none that is known; answers it, or null when it is unknown.
   */
  touchHost(session: Account, nowMs: number, network?: Network | null): Promise<HostRecord | null>
  /** Settled receipts of an account over all its hosts, and how far it is trusted. */
  fetchTrackRecord(account: Account, whence?: Whence | null): Promise<TrackRecord & AccountStatus>
  /**
   * Lets a pure function decide, one account of a network at a time, whether an account may begin
   * with work where trust decides, and remembers that it did. Answers what was decided.
   */
  admitAccount<Decision extends { readonly allowed: boolean }>(
    entrant: Entrant,
    decide: (address: AddressRecord) => Decision,
  ): Promise<Decision>

  /**
   * Grants leases on vacant units of jobs that are neither paused nor over: first of requesters
   * that are not among `requestersLast`, then of these in their order; of one requester's jobs, or
   * those of several that are level, by priority, then the oldest first; the lowest index first.
   * Units come into being as they are needed. Never two live votes of one account on a unit: none
   * whose lease there is active, reported or returned (expired ones do not count, released ones
   * not until there are RELEASES_MAX that would still run). Decrements `vacant` in the same
   * statement.
   */
  acquireLeases(request: LeaseRequest): Promise<readonly Lease[]>
  /**
   * Grants one lease on a unit that is believed already, of a job where trust decides that is
   * neither paused nor over; none whose units the account ever held, or, where the permit says so,
   * that was run from its network. `chance` says where to look; null when there is none near.
   */
  acquireSpot(request: LeaseRequest, chance: SpotChance): Promise<Lease | null>
  /**
   * Extends the active leases among `ids` held by `session`; answers their ids. However often it
   * is renewed, a lease ends 2 `wallMaxMs` and RENEWAL_SLACK_MS after it was granted.
   */
  renewLeases(
    session: Account,
    ids: readonly LeaseId[],
    expiresAtMs: number,
  ): Promise<readonly LeaseId[]>
  fetchLease(id: LeaseId): Promise<Lease | null>
  /** Those of the leases that are known, in any order. */
  fetchLeases(ids: readonly LeaseId[]): Promise<readonly Lease[]>
  /** Units with an active lease past its end, the oldest first. */
  findExpired(nowMs: number, limit: number): Promise<readonly UnitKey[]>

  /**
   * Loads units with all their leases and receipts under a lock, lets a pure function decide about
   * each item in turn, and writes all changes, or none, before it resolves. Several items of one
   * unit see what those before them changed. Units are locked in one order, whatever order the
   * items have, so that transactions that overlap wait for each other and never for ever.
   * Receipts of a unit come in the order of their acceptance; a change keeps its leases' ids.
   * @throws `UNKNOWN_UNIT`, also for a unit that has not come into being yet
   */
  transactUnits<Item extends UnitKey, Step extends { readonly change: UnitChange | null }>(
    items: readonly Item[],
    decide: (view: UnitView, item: Item) => Step,
  ): Promise<readonly Step[]>
  /** The same for one unit. */
  transactUnit<Step extends { readonly change: UnitChange | null }>(
    key: UnitKey,
    decide: (view: UnitView) => Step,
  ): Promise<Step>

  /**
   * Believed units without a batch and without active leases, oldest belief first: up to
   * `unitsMax`, and no more than have `receiptsMax` receipts together, but one at least.
   */
  findBatchable(unitsMax: number, receiptsMax?: number): Promise<readonly BundledUnit[]>
  /** Number of such units, and of those that may still join them. */
  countBatchable(): Promise<{ readonly ready: number; readonly pending: number }>
  /**
   * As much of these as closing a batch of `unitsMax` units takes to know, in time that is bounded
   * by it however many wait: `ready` is counted no further, and nobody looks for a pending one
   * where that many are ready.
   */
  peekBatchable(unitsMax: number): Promise<BatchProspect>
  /** What waits for a batch where trust decides; receipts to seal are counted up to `sealedMax`. */
  countTrust(silence: Silence, sealedMax: number): Promise<TrustCounts>
  /** What the next batch folds: up to `limit` receipts to seal. Read after `fetchTip`. */
  fetchTrustInput(limit: number, silence: Silence, rules: TrustRules): Promise<TrustInput>
  fetchDelegations(sessions: readonly Account[]): Promise<readonly SignedDelegation[]>
  /** The credit table after the newest batch, that batch, and how many voided ones are healed. */
  fetchTip(): Promise<{
    readonly batch: BatchRecord | null
    readonly credits: readonly CreditLeaf[]
    readonly healed: number
  }>
  /**
   * `lost` when the id is not the next one, a unit may not join, one has moved on since the batch
   * was made, a void was healed since, or a ruling was taken in before: nothing was written.
   */
  insertBatch(closing: ClosingBatch): Promise<'inserted' | 'lost'>
  /** Batches `from`..`to` inclusive, in order. */
  fetchBatches(from: number, to: number): Promise<readonly BatchRecord[]>
  insertCommit(commit: CommitRecord): Promise<'inserted' | 'known'>
  hasCommit(batchId: number, txHash: Hex): Promise<boolean>
  /** Voided batches that the credit table counts no more, in the order of their voids. */
  fetchHealed(): Promise<readonly number[]>
  /** Units in a batch that a quorum decided, with every receipt, by job and index. */
  fetchBatchUnits(batchId: number): Promise<readonly BundledUnit[]>
  /**
   * Takes voided batches out of what counts. `lost` when a batch was closed or a void healed since
   * it was made, or a unit has moved on: nothing was written.
   */
  heal(healing: Healing): Promise<'healed' | 'lost'>
  /** Keeps an attestor's word on a batch that is closed, in place of an earlier one. */
  upsertAttestation(attestation: AttestationRecord): Promise<void>
  /** Every attestor's last word on a batch, ascending by attestor. */
  fetchAttestations(batchId: number): Promise<readonly AttestationRecord[]>

  /** A value kept across restarts, such as the ledger this store belongs to. */
  fetchSetting(key: string): Promise<string | null>
  /** Sets a value once; answers the value in force, which may be an older one. */
  claimSetting(key: string, value: string): Promise<string>

  /**
   * Takes a duty that one coordinator at a time need do, such as closing batches; answers how to
   * give it back, or null while another has it. It ends with its holder, a minute later at most
   * when only the line to the holder is cut. It saves work and is no fence: a holder that lost it
   * unawares goes on, and what it does must be harmless by itself.
   */
  claimDuty(name: string): Promise<(() => Promise<void>) | null>

  /** True when the store answers. */
  ping(): Promise<boolean>
  close(): Promise<void>
}
