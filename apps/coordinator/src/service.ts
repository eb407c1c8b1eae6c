/** The grid service: the wire's interface on the engine's use cases. */
import { GridError } from '@pumasi/domain'
import type { JobId } from '@pumasi/domain'
import {
  acquireLeases,
  admitHost,
  createReceiptDesk,
  deleteJob,
  renewLeases,
  returnLease,
  submitJob,
} from '@pumasi/engine'
import type { Coordinator, GridView, Retention } from '@pumasi/engine'
import { PROTOCOL_VERSION, PROTOCOL_VERSION_LEAST, assertVersionSpoken } from '@pumasi/protocol'
import type { GridService } from '@pumasi/protocol'
import type { SignInDesk } from './accounts/sign-in.ts'
import { createStatusFeed } from './status-feed.ts'
import type { Tokens } from './tokens.ts'
import { composeStatus, toJobView, toUnitView } from './views.ts'

export interface ServiceParts {
  readonly coordinator: Coordinator
  readonly view: GridView
  readonly retention: Retention
  readonly tokens: Tokens
  readonly signInDesk: SignInDesk
  readonly rpcUrl: string
  /** What the coordinator cannot do right now, in words. */
  readonly troubles: () => readonly string[]
}

/** How often watchers hear of changes. */
const WATCH_MS = 500

export function createService(parts: ServiceParts): { service: GridService; touch: () => void } {
  const { coordinator, view, retention, tokens, signInDesk, rpcUrl, troubles } = parts
  const { store, clock, rules, domain, settings } = coordinator
  const status = () => composeStatus(view, clock.nowMs(), troubles())
  const feed = createStatusFeed(status, WATCH_MS)
  const desk = createReceiptDesk(coordinator)
  const changing = async <T>(change: Promise<T>): Promise<T> => {
    const answer = await change
    feed.touch()
    return answer
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
    challenge: async (session) => tokens.issueChallenge(session, clock.nowMs()),
    register: async (registration) => {
      assertVersionSpoken(registration.protocolVersion)
      const { session } = registration.delegation.delegation
      tokens.assertChallenge(session, registration.challenge, clock.nowMs())
      const admitted = await changing(admitHost(coordinator, registration))
      return { token: tokens.issueToken(admitted, clock.nowMs()) }
    },
    acquire: async (session, count, room) => {
      const { leases, suspended } = await changing(acquireLeases(coordinator, session, count, room))
      const { leaseMs, idleWaitMs } = settings
      return { leases, suspended, leaseMs, waitMs: suspended ? 20 * idleWaitMs : idleWaitMs }
    },
    renew: (session, leaseIds) => renewLeases(coordinator, session, leaseIds),
    returnLease: (session, leaseId, reason) =>
      changing(returnLease(coordinator, session, leaseId, reason)),
    report: (session, receipts) => changing(desk.report(session, receipts)),
    submit: ({ spec, wallMaxMs }) => changing(submitJob(coordinator, spec, wallMaxMs)),
    cancel: (jobId) => changing(store.cancelJob(jobId, clock.nowMs())),
    deleteJob: (jobId) => changing(deleteJob({ retention, clock }, jobId)),
    fetchJob: async (jobId) => {
      const progress = await view.fetchProgress(jobId)
      if (progress === null) throw unknownJob(jobId)
      return { ...toJobView(progress), spec: progress.spec }
    },
    fetchJobs: async () => (await view.fetchAllProgress(100)).map(toJobView),
    fetchUnits: async (jobId, from, limit) =>
      (await view.fetchUnits(jobId, from, limit)).map(toUnitView),
  }
  return { service, touch: feed.touch }
}

const unknownJob = (jobId: JobId): GridError =>
  new GridError('UNKNOWN_JOB', `found no job ${jobId}`, {
    hint: 'List the jobs with pumasi job list.',
    details: { jobId },
  })
