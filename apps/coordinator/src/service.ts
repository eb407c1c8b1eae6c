/** The grid service: the wire's interface on the engine's use cases. */
import { GridError } from '@pumasi/domain'
import type { Account, JobId } from '@pumasi/domain'
import {
  acquireLeases,
  admitHost,
  createReceiptDesk,
  deleteJob,
  renewLeases,
  returnLease,
  steerJob,
  submitJob,
  unknownJob,
} from '@pumasi/engine'
import type { Coordinator, GridView, OperatorDeed, Oversight } from '@pumasi/engine'
import type { Retention } from '@pumasi/engine'
import { jobIdOf } from '@pumasi/rules'
import type { Quota } from '@pumasi/rules'
import { PROTOCOL_VERSION, PROTOCOL_VERSION_LEAST, assertVersionSpoken } from '@pumasi/protocol'
import type { Caller, GridService } from '@pumasi/protocol'
import { emptyCookies, sessionCookie } from './accounts/page-cookie.ts'
import type { PageSessions } from './accounts/page-sessions.ts'
import type { SignInDesk } from './accounts/sign-in.ts'
import type { AttestorDesk } from './attestor-desk.ts'
import { composeHistory } from './ledger/history.ts'
import type { ChallengeDesk } from './ledger/challenge-desk.ts'
import type { LedgerDesk } from './ledger/ledger-desk.ts'
import type { PairingDesk } from './pairing/pairing-desk.ts'
import type { ProofDesk } from './proofs/proof-desk.ts'
import { createStatusFeed } from './status-feed.ts'
import type { Tokens } from './tokens.ts'
import { toAccountView, toHostView } from './account-views.ts'
import {
  composeStatus,
  shownLive,
  toActionView,
  toJobView,
  toRefusalView,
  toUnitHistoryView,
  toUnitView,
  toWorkView,
} from './views.ts'

export interface ServiceParts {
  readonly coordinator: Coordinator
  readonly view: GridView
  readonly oversight: Oversight
  readonly retention: Retention
  readonly tokens: Tokens
  readonly signInDesk: SignInDesk
  readonly attestorDesk: AttestorDesk
  readonly pageSessions: PageSessions
  readonly proofDesk: ProofDesk
  readonly ledgerDesk: LedgerDesk
  readonly challengeDesk: ChallengeDesk
  readonly pairingDesk: PairingDesk
  readonly rpcUrl: string
  /** What a requester may have who is no operator. */
  readonly quota: Quota
  /** What the coordinator cannot do right now, in words. */
  readonly troubles: () => readonly string[]
  /** Lets upkeep try at once what it has left alone. */
  readonly retryUpkeep: () => void
}

/** An account's receipts that are looked at for what its machines did. */
const RECEIPTS_MAX = 10_000
/** How often watchers hear of changes. */
const WATCH_MS = 500

export function createService(parts: ServiceParts): { service: GridService; touch: () => void } {
  const { coordinator, view, oversight, retention, tokens, signInDesk, pageSessions } = parts
  const { attestorDesk, proofDesk, ledgerDesk, challengeDesk, pairingDesk } = parts
  const { rpcUrl, quota, troubles, retryUpkeep } = parts
  const { store, clock, rules, domain, settings } = coordinator
  const status = () => composeStatus(view, clock.nowMs(), troubles(), rules)
  const live = () => composeStatus(view, clock.nowMs(), troubles(), rules, shownLive)
  const feed = createStatusFeed(live, WATCH_MS)
  const desk = createReceiptDesk(coordinator)
  const changing = async <T>(change: Promise<T>): Promise<T> => {
    const answer = await change
    feed.touch()
    return answer
  }
  const assertOwn = async ({ account, operator }: Caller, jobId: JobId): Promise<void> => {
    if (operator) return
    const job = await store.fetchJob(jobId)
    if (job === null) throw unknownJob(jobId)
    if (account === null || job.requester !== account) throw notYours(jobId, job.requester)
  }
  /** Logs what an operator is about to do: nothing is done that is not written down. */
  const log = async (
    { account, operator }: Caller,
    deed: OperatorDeed,
    subject: string,
    reason: string | null = null,
  ): Promise<void> => {
    if (!operator) return
    const atMs = clock.nowMs()
    await oversight.appendAction({ atMs, operator: account, deed, subject, reason })
  }
  const service: GridService = {
    describe: async () => ({
      protocolVersion: PROTOCOL_VERSION,
      protocolVersionLeast: PROTOCOL_VERSION_LEAST,
      ...domain,
      rpcUrl,
      rules: {
        rewriterVersion: rules.rewriterVersion,
        fuelPerCreditMicro: rules.fuelPerCreditMicro,
        quorumMin: rules.quorumMin,
      },
    }),
    status,
    watch: feed.watch,
    signInTerms: async () => signInDesk.terms(),
    signIn: async (answer) => signInDesk.signIn(answer),
    enterPage: async (answer) => {
      const { account, expiresAtMs, origin } = signInDesk.verify(answer)
      const session = pageSessions.open(account, expiresAtMs)
      const secondsLeft = Math.floor((expiresAtMs - clock.nowMs()) / 1_000)
      const cookies = [sessionCookie(session, secondsLeft, origin)]
      return { account, expiresAtMs, cookies }
    },
    leavePage: async (session) => {
      if (session === null) return { cookies: [] }
      pageSessions.close(session, clock.nowMs())
      return { cookies: emptyCookies }
    },
    beginPairing: pairingDesk.begin,
    lookPairing: pairingDesk.look,
    approvePairing: pairingDesk.approve,
    collectPairing: pairingDesk.collect,
    challenge: async (session) => tokens.issueChallenge(session, clock.nowMs()),
    register: async (registration) => {
      assertVersionSpoken(registration.protocolVersion)
      const { delegation } = registration.delegation
      tokens.assertChallenge(delegation.session, registration.challenge, clock.nowMs())
      const admitted = await changing(admitHost(coordinator, registration))
      return { token: tokens.issueToken(admitted, clock.nowMs()) }
    },
    acquire: async (session, count, room, network) => {
      const asked = acquireLeases(coordinator, session, count, room, network)
      const { leases, suspended } = await changing(asked)
      const { leaseMs, idleWaitMs } = settings
      return { leases, suspended, leaseMs, waitMs: suspended ? 20 * idleWaitMs : idleWaitMs }
    },
    renew: (session, leaseIds) => renewLeases(coordinator, session, leaseIds),
    returnLease: (session, leaseId, reason) =>
      changing(returnLease(coordinator, session, leaseId, reason)),
    report: (session, receipts) => changing(desk.report(session, receipts)),
    fetchWaiting: attestorDesk.fetchWaiting,
    takeWord: (word) => changing(attestorDesk.takeWord(word)),
    submit: async (caller, { spec, ...terms }) => {
      const { account, operator } = caller
      assertOwnName(spec, account, operator)
      if (operator) await log(caller, 'job.submit', jobIdOf(spec))
      const by = { requester: account, quota: operator ? null : quota }
      return changing(submitJob(coordinator, spec, terms, by))
    },
    cancel: async (caller, jobId) => {
      await assertOwn(caller, jobId)
      await log(caller, 'job.cancel', jobId)
      return changing(store.cancelJob(jobId, clock.nowMs()))
    },
    pause: async (caller, jobId, reason) => {
      await assertOwn(caller, jobId)
      await log(caller, 'job.pause', jobId, reason)
      return changing(steerJob(coordinator, jobId, { type: 'pause', reason }))
    },
    resume: async (caller, jobId) => {
      await assertOwn(caller, jobId)
      await log(caller, 'job.resume', jobId)
      return changing(steerJob(coordinator, jobId, { type: 'resume' }))
    },
    prioritise: async (caller, jobId, priority) => {
      await assertOwn(caller, jobId)
      await log(caller, 'job.prioritise', jobId, `priority ${priority}`)
      return changing(steerJob(coordinator, jobId, { type: 'prioritise', priority }))
    },
    deleteJob: async (caller, jobId) => {
      await assertOwn(caller, jobId)
      await log(caller, 'job.delete', jobId)
      return changing(deleteJob({ retention, clock }, jobId))
    },
    fetchJob: async (jobId) => {
      const progress = await view.fetchProgress(jobId)
      if (progress === null) throw unknownJob(jobId)
      return { ...toJobView(progress), spec: progress.spec }
    },
    fetchJobs: async () => (await view.fetchAllProgress(100)).map(toJobView),
    searchJobs: async (wish) => {
      const { rows, total } = await view.fetchJobPage(wish)
      return { rows: rows.map(toJobView), total }
    },
    searchHosts: async (wish) => {
      const { rows, total } = await view.fetchHostPage(wish)
      return { rows: rows.map((host) => toHostView(host, rules)), total }
    },
    fetchBatches: async (wish) => {
      const { rows, total } = await view.fetchBatchPage(wish)
      return { rows: await ledgerDesk.standings(rows), total }
    },
    fetchLedgerHistory: (range) => composeHistory(view, range, clock.nowMs()),
    fetchLedgerOffice: () => ledgerDesk.office(),
    fetchLedgerChallenges: () => challengeDesk.open(),
    fetchUnits: async (jobId, from, limit) =>
      (await view.fetchUnits(jobId, from, limit)).map(toUnitView),
    fetchUnitHistory: async (jobId, unitIndex) => {
      const job = await view.fetchProgress(jobId)
      if (job === null) throw unknownJob(jobId)
      const history = await view.fetchUnitHistory(jobId, unitIndex)
      if (history === null) throw unknownUnit(unitIndex, job.unitCount)
      return toUnitHistoryView(history, job)
    },
    fetchAccounts: async (page) => {
      const { rows, total } = await view.fetchAccounts(page)
      return { rows: rows.map((account) => toAccountView(account, rules)), total }
    },
    fetchWork: async (account) => ({
      jobs: (await view.fetchWork({ account, receiptsMax: RECEIPTS_MAX })).map(toWorkView),
      receiptsMax: RECEIPTS_MAX,
      chain: await ledgerDesk.account(account),
    }),
    fetchRefusals: async (account, limit) =>
      (await view.fetchReceipts({ account, standing: 'refused', limit })).map(toRefusalView),
    blockAccount: async (caller, account, reason) => {
      await log(caller, 'account.block', account, reason)
      const block = { account, reason, atMs: clock.nowMs(), operator: caller.account }
      return changing(oversight.blockAccount(block))
    },
    unblockAccount: async (caller, account, reason) => {
      await log(caller, 'account.unblock', account, reason)
      return changing(oversight.unblockAccount(account))
    },
    retryUpkeep: async (caller, reason) => {
      await log(caller, 'ledger.retry', domain.ledger, reason)
      retryUpkeep()
    },
    fetchActions: async ({ before, limit }) => {
      const page = { limit, ...(before === undefined ? {} : { before }) }
      return (await oversight.fetchActions(page)).map(toActionView)
    },
    fetchCredit: (account, batchId) => proofDesk.proveCredit(account, batchId),
    fetchProof: (jobId, unitIndex) => proofDesk.prove({ jobId, unitIndex }),
  }
  return { service, touch: feed.touch }
}

/**
 * The specification, and so the job's id, names whoever submits it: nobody can submit another's job
 * before them. @throws `JOB_REQUESTER_WRONG`
 */
function assertOwnName(
  { requester }: { readonly requester: Account | null },
  account: Account | null,
  operator: boolean,
): void {
  if (requester === account || (operator && requester === null)) return
  throw new GridError(
    'JOB_REQUESTER_WRONG',
    `found a job of ${requester ?? 'nobody'}, expected one of ${account ?? 'nobody'}`,
    { hint: 'Name the account that is signed in as the requester in the specification.' },
  )
}

const unknownUnit = (unitIndex: number, unitCount: number): GridError =>
  new GridError('UNKNOWN_UNIT', `found unit ${unitIndex} of a job of ${unitCount}`, {
    hint: 'Units are numbered from 0.',
    details: { unitIndex, unitCount },
  })

const notYours = (jobId: JobId, requester: Account | null): GridError =>
  new GridError('NOT_YOUR_JOB', `found a job of ${requester ?? 'the operator'}`, {
    hint: 'Only its requester and operators steer a job: sign in as one of them.',
    details: { jobId, requester },
  })
