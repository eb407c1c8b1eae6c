/** The interface the router is written against; the coordinator implements it. */
import type { Account, Digest, Hex, JobId, LeaseId, StopSignal } from '@pumasi/domain'
import type { CreditProof, Signature, SignedReceipt } from '@pumasi/proof'
import type { HostRoom, Registration } from './schemas/host.ts'
import type { AccountPage, ActionPage } from './schemas/oversight.ts'
import type { HistoryRange, JobSearchWish, PageWish, SearchWish } from './schemas/pages.ts'
import type { PairingApproval, PairingWish } from './schemas/pairing.ts'
import type { SignInAnswer } from './schemas/sign-in.ts'
import type { Submission } from './schemas/submission.ts'
import type { PageSession, SignInTerms, SignedIn } from './views/account.ts'
import type { WaitingBatchView, WordView } from './views/attestor.ts'
import type {
  GridDescription,
  GridStatus,
  HostView,
  JobDetail,
  JobView,
  Page,
  RefusalView,
  Steered,
  Submitted,
  UnitView,
} from './views/grid.ts'
import type {
  LedgerBatchView,
  LedgerChallengesView,
  LedgerHistoryView,
  LedgerOfficeView,
} from './views/ledger.ts'
import type { AccountView, OperatorActionView, UnitHistoryView } from './views/oversight.ts'
import type { PairingAnswer, PairingTicket, PairingView } from './views/pairing.ts'
import type { WorkView } from './views/work.ts'
import type { Acquired, Challenge, ReceiptAnswer } from './views/host-answers.ts'

/** Who is calling, as far as the coordinator has checked it. */
export interface Caller {
  /** The session key behind a host token, or null. */
  readonly session: Account | null
  /** The wallet that signed in, behind an account token or a browser's session, or null. */
  readonly account: Account | null
  /** True for a bearer of the operator's token, and for an account that is an operator's. */
  readonly operator: boolean
  /** True for whoever may submit jobs; every operator may. */
  readonly submitter: boolean
}

/** A caller of whom nothing is known. */
export const stranger: Caller = {
  session: null,
  account: null,
  operator: false,
  submitter: false,
}

/** The line to a browser, as far as sessions need it. */
export interface BrowserLine {
  /** The session that a page of this grid showed, good or not. */
  readonly session: string | null
  /** Has it keep cookies. */
  readonly keep: (cookies: readonly string[]) => void
}

/** For callers whose answers no browser reads. */
export const noBrowser: BrowserLine = { session: null, keep: () => undefined }

export interface GridService {
  describe(): Promise<GridDescription>
  status(): Promise<GridStatus>
  /** The status now and after each change, until `signal` aborts. */
  watch(signal: StopSignal | undefined): AsyncIterable<GridStatus>

  signInTerms(): Promise<SignInTerms>
  signIn(answer: SignInAnswer): Promise<SignedIn>
  /** Signs in a browser: `cookies` are what it is to keep, in the words of `Set-Cookie`. */
  enterPage(answer: SignInAnswer): Promise<PageSession & { readonly cookies: readonly string[] }>
  /** Ends the session a browser showed, if any; answers with what makes it forget. */
  leavePage(session: string | null): Promise<{ readonly cookies: readonly string[] }>

  challenge(session: Account): Promise<Challenge>
  register(registration: Registration): Promise<{ readonly token: string }>
  /** @param network what stands for where the host asks from, or null */
  acquire(
    session: Account,
    count: number,
    room: HostRoom | null,
    network: Hex | null,
  ): Promise<Acquired>
  renew(session: Account, leaseIds: readonly LeaseId[]): Promise<readonly LeaseId[]>
  returnLease(session: Account, leaseId: LeaseId, reason: string): Promise<'returned' | 'lost'>
  report(session: Account, receipts: readonly SignedReceipt[]): Promise<readonly ReceiptAnswer[]>

  fetchWaiting(): Promise<WaitingBatchView | null>
  /** `over`: the batch waits no more. */
  takeWord(
    word: WordView & { readonly batchId: number; readonly signature: Signature },
  ): Promise<'taken' | 'known' | 'over'>

  /** A machine wants a wallet's delegation; answers with a code for people. */
  beginPairing(wish: PairingWish): Promise<PairingTicket>
  /** What a code stands for; it stays good. */
  lookPairing(code: string): Promise<PairingView>
  /** Hands a delegation to the machine behind a code, once. */
  approvePairing(approval: PairingApproval): Promise<void>
  collectPairing(claim: Digest): Promise<PairingAnswer>

  submit(caller: Caller, submission: Submission): Promise<Submitted>
  /** What is steered must be the caller's own job, or the caller an operator. */
  cancel(caller: Caller, jobId: JobId): Promise<boolean>
  pause(caller: Caller, jobId: JobId, reason: string): Promise<Steered>
  resume(caller: Caller, jobId: JobId): Promise<Steered>
  prioritise(caller: Caller, jobId: JobId, priority: number): Promise<Steered>
  /** Deletes a cancelled job of which nothing was believed. */
  deleteJob(caller: Caller, jobId: JobId): Promise<void>
  fetchJob(jobId: JobId): Promise<JobDetail>
  fetchJobs(): Promise<readonly JobView[]>
  fetchUnits(jobId: JobId, from: number, limit: number): Promise<readonly UnitView[]>
  fetchUnitHistory(jobId: JobId, unitIndex: number): Promise<UnitHistoryView>

  /** Newest first. */
  searchJobs(wish: JobSearchWish): Promise<Page<JobView>>
  /** Last seen first. */
  searchHosts(wish: SearchWish): Promise<Page<HostView>>

  /** Newest first. */
  fetchBatches(wish: PageWish): Promise<Page<LedgerBatchView>>
  fetchLedgerHistory(range: HistoryRange): Promise<LedgerHistoryView>
  /** What the chain says of who has a right there. */
  fetchLedgerOffice(): Promise<LedgerOfficeView>
  fetchLedgerChallenges(): Promise<LedgerChallengesView>

  /** Last seen first. */
  fetchAccounts(page: AccountPage): Promise<Page<AccountView>>
  fetchWork(account: Account): Promise<WorkView>
  /** Newest first. */
  fetchRefusals(account: Account, limit: number): Promise<readonly RefusalView[]>

  /** False when it is so already. Whatever an operator does is logged before it is done. */
  blockAccount(caller: Caller, account: Account, reason: string): Promise<boolean>
  unblockAccount(caller: Caller, account: Account, reason: string): Promise<boolean>
  /** Tries at once what upkeep has left alone for a while after it failed. */
  retryUpkeep(caller: Caller, reason: string): Promise<void>
  /** Newest first. */
  fetchActions(page: ActionPage): Promise<readonly OperatorActionView[]>
  /** The text of a proof file (docs/proof-file.md) of a unit on the chain. */
  /** To be held against a chain, as everything from here. @throws `CREDIT_UNPROVEN` */
  fetchCredit(account: Account, batchId: number | undefined): Promise<CreditProof | null>
  fetchProof(jobId: JobId, unitIndex: number): Promise<string>
}
