/** The interface the router is written against; the coordinator implements it. */
import type { Account, JobId, LeaseId, StopSignal } from '@pumasi/domain'
import type { SignedReceipt } from '@pumasi/proof'
import type { HostRoom, Registration } from './schemas/host.ts'
import type { Submission } from './schemas/submission.ts'
import type {
  GridDescription,
  GridStatus,
  JobDetail,
  JobView,
  Submitted,
  UnitView,
} from './views/grid.ts'
import type { Acquired, Challenge, ReceiptAnswer } from './views/host-answers.ts'

/** Who is calling, as far as the coordinator has checked it. */
export interface Caller {
  /** The session key behind a host token, or null. */
  readonly session: Account | null
  /** True for a bearer of the operator's token. */
  readonly operator: boolean
}

export interface GridService {
  describe(): Promise<GridDescription>
  status(): Promise<GridStatus>
  /** The status now and after each change, until `signal` aborts. */
  watch(signal: StopSignal | undefined): AsyncIterable<GridStatus>

  challenge(session: Account): Promise<Challenge>
  register(registration: Registration): Promise<{ readonly token: string }>
  acquire(session: Account, count: number, room: HostRoom | null): Promise<Acquired>
  renew(session: Account, leaseIds: readonly LeaseId[]): Promise<readonly LeaseId[]>
  returnLease(session: Account, leaseId: LeaseId, reason: string): Promise<'returned' | 'lost'>
  report(session: Account, receipts: readonly SignedReceipt[]): Promise<readonly ReceiptAnswer[]>

  submit(submission: Submission): Promise<Submitted>
  cancel(jobId: JobId): Promise<boolean>
  fetchJob(jobId: JobId): Promise<JobDetail>
  fetchJobs(): Promise<readonly JobView[]>
  fetchUnits(jobId: JobId, from: number, limit: number): Promise<readonly UnitView[]>
}
