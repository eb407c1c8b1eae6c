/** The tRPC router: schemas in front, the service behind, nothing between. */
import { initTRPC } from '@trpc/server'
import type { Hex } from '@pumasi/domain'
import { GridError, accountSchema, countSchema, jobIdSchema } from '@pumasi/domain'
import { transformer } from './transformer.ts'
import { z } from 'zod'
import { attestorWordSchema } from './schemas/attestor.ts'
import {
  BUNDLE_MAX,
  acquireSchema,
  registrationSchema,
  renewSchema,
  reportSchema,
  returnSchema,
} from './schemas/host.ts'
import {
  accountPageSchema,
  accountRefusalsSchema,
  actionPageSchema,
  byAccountSchema,
  blockSchema,
  creditSchema,
  retrySchema,
} from './schemas/oversight.ts'
import { approvalSchema, claimSchema, lookSchema, pairingSchema } from './schemas/pairing.ts'
import { historySchema, jobSearchSchema, pageSchema, searchSchema } from './schemas/pages.ts'
import { signInSchema } from './schemas/sign-in.ts'
import { pauseSchema, prioritySettingSchema, submissionSchema } from './schemas/submission.ts'
import type { BrowserLine, Caller, GridService } from './service.ts'
import { shapeOf, toTrpcError } from './wire-errors.ts'

export interface RouterContext {
  readonly service: GridService
  readonly caller: Caller
  /** What stands for the network of the caller; null when nothing is known of it. */
  readonly network: Hex | null
  readonly browser: BrowserLine
}

const t = initTRPC.context<RouterContext>().create({
  transformer,
  // A line that looks open but is dead, as after sleep, is noticed by its missing pings.
  sse: {
    ping: { enabled: true, intervalMs: 5_000 },
    client: { reconnectAfterInactivityMs: 15_000 },
  },
  errorFormatter: ({ shape, error }) => {
    const { code, httpStatus } = shape.data
    const grid = shapeOf(error)
    // tRPC's own message is whatever was thrown; only what the shape lets out may leave.
    return { ...shape, message: grid.message, data: { code, httpStatus, grid } }
  },
})

const anyone = t.procedure.use(async ({ next }) => {
  const answer = await next()
  if (!answer.ok) throw toTrpcError(answer.error)
  return answer
})

const host = anyone.use(({ ctx, next }) => {
  const { session } = ctx.caller
  if (session === null) {
    throw new GridError('HOST_TOKEN_MISSING', 'found no valid host token', {
      hint: 'Register the host and send its token as a bearer token.',
    })
  }
  return next({ ctx: { ...ctx, session } })
})

/** Whoever has a name, so that a job can be theirs. */
const member = anyone.use(({ ctx, next }) => {
  if (ctx.caller.operator || ctx.caller.account !== null) return next()
  throw new GridError('SIGN_IN_REQUIRED', 'found nobody signed in, and no operator token', {
    hint: "Sign in with a wallet (pumasi login), or send the token kept in the coordinator's data directory (operator.token).",
  })
})

const submitter = member.use(({ ctx, next }) => {
  if (ctx.caller.submitter) return next()
  throw new GridError(
    'SUBMITTER_REQUIRED',
    `found ${ctx.caller.account}, who may not submit here`,
    {
      hint: 'Ask an operator to add the account to submitters.',
      details: { account: ctx.caller.account },
    },
  )
})

const operator = member.use(({ ctx, next }) => {
  if (ctx.caller.operator) return next()
  throw new GridError('OPERATOR_REQUIRED', `found ${ctx.caller.account}, who is no operator`, {
    hint: 'Whoever runs the coordinator names operators in its settings.',
    details: { account: ctx.caller.account },
  })
})

const byJob = z.strictObject({ jobId: jobIdSchema })

export const gridRouter = t.router({
  describe: anyone.query(({ ctx }) => ctx.service.describe()),
  status: anyone.query(({ ctx }) => ctx.service.status()),
  watch: anyone.subscription(async function* ({ ctx, signal }) {
    yield* ctx.service.watch(signal)
  }),
  account: t.router({
    /** Who the coordinator takes the caller for. */
    whoami: anyone.query(({ ctx }) => ctx.caller),
    /** A mutation, since each answer is good once and must come from no cache. */
    signInTerms: anyone.mutation(({ ctx }) => ctx.service.signInTerms()),
    signIn: anyone.input(signInSchema).mutation(({ ctx, input }) => ctx.service.signIn(input)),
    /** The same for a page: its answer holds no secret, its cookie does. */
    enter: anyone.input(signInSchema).mutation(async ({ ctx, input }) => {
      const { cookies, ...session } = await ctx.service.enterPage(input)
      ctx.browser.keep(cookies)
      return session
    }),
    leave: anyone.mutation(async ({ ctx }) => {
      const { cookies } = await ctx.service.leavePage(ctx.browser.session)
      ctx.browser.keep(cookies)
    }),
  }),
  accounts: t.router({
    list: anyone
      .input(accountPageSchema)
      .query(({ ctx, input }) => ctx.service.fetchAccounts(input)),
    work: anyone
      .input(byAccountSchema)
      .query(({ ctx, input }) => ctx.service.fetchWork(input.account)),
    refusals: anyone
      .input(accountRefusalsSchema)
      .query(({ ctx, input }) => ctx.service.fetchRefusals(input.account, input.limit)),
    /** What an account shows to have its credit synced, or null when it has none there. */
    credit: anyone
      .input(creditSchema)
      .query(({ ctx, input }) => ctx.service.fetchCredit(input.account, input.batchId)),
  }),
  hosts: t.router({
    search: anyone.input(searchSchema).query(({ ctx, input }) => ctx.service.searchHosts(input)),
  }),
  ledger: t.router({
    batches: anyone.input(pageSchema).query(({ ctx, input }) => ctx.service.fetchBatches(input)),
    history: anyone
      .input(historySchema)
      .query(({ ctx, input }) => ctx.service.fetchLedgerHistory(input.range)),
    office: anyone.query(({ ctx }) => ctx.service.fetchLedgerOffice()),
    challenges: anyone.query(({ ctx }) => ctx.service.fetchLedgerChallenges()),
  }),
  operator: t.router({
    block: operator
      .input(blockSchema)
      .mutation(({ ctx, input }) =>
        ctx.service.blockAccount(ctx.caller, input.account, input.reason),
      ),
    unblock: operator
      .input(blockSchema)
      .mutation(({ ctx, input }) =>
        ctx.service.unblockAccount(ctx.caller, input.account, input.reason),
      ),
    retry: operator
      .input(retrySchema)
      .mutation(({ ctx, input }) => ctx.service.retryUpkeep(ctx.caller, input.reason)),
    actions: operator
      .input(actionPageSchema)
      .query(({ ctx, input }) => ctx.service.fetchActions(input)),
  }),
  host: t.router({
    challenge: anyone
      .input(z.strictObject({ session: accountSchema }))
      .mutation(({ ctx, input }) => ctx.service.challenge(input.session)),
    register: anyone
      .input(registrationSchema)
      .mutation(({ ctx, input }) => ctx.service.register(input)),
    acquire: host
      .input(acquireSchema)
      .mutation(({ ctx, input }) =>
        ctx.service.acquire(ctx.session, input.count, input.room ?? null, ctx.network),
      ),
    renew: host
      .input(renewSchema)
      .mutation(({ ctx, input }) => ctx.service.renew(ctx.session, input.leaseIds)),
    returnLease: host
      .input(returnSchema)
      .mutation(({ ctx, input: { leaseId, code, message } }) =>
        ctx.service.returnLease(ctx.session, leaseId, `${code}: ${message}`),
      ),
    report: host
      .input(reportSchema)
      .mutation(({ ctx, input }) => ctx.service.report(ctx.session, input.receipts)),
  }),
  attestor: t.router({
    /** The batch that waits for attestors, or null. */
    waiting: anyone.query(({ ctx }) => ctx.service.fetchWaiting()),
    /** The word's own signature says whose it is. */
    answer: anyone
      .input(attestorWordSchema)
      .mutation(({ ctx, input }) => ctx.service.takeWord(input)),
  }),
  pairing: t.router({
    begin: anyone
      .input(pairingSchema)
      .mutation(({ ctx, input }) => ctx.service.beginPairing(input)),
    /** Mutations, since each is counted against whoever tries codes. */
    look: anyone
      .input(lookSchema)
      .mutation(({ ctx, input }) => ctx.service.lookPairing(input.code)),
    approve: anyone
      .input(approvalSchema)
      .mutation(({ ctx, input }) => ctx.service.approvePairing(input)),
    collect: anyone
      .input(claimSchema)
      .mutation(({ ctx, input }) => ctx.service.collectPairing(input.claim)),
  }),
  job: t.router({
    submit: submitter
      .input(submissionSchema)
      .mutation(({ ctx, input }) => ctx.service.submit(ctx.caller, input)),
    cancel: member
      .input(byJob)
      .mutation(({ ctx, input }) => ctx.service.cancel(ctx.caller, input.jobId)),
    pause: member
      .input(pauseSchema)
      .mutation(({ ctx, input }) => ctx.service.pause(ctx.caller, input.jobId, input.reason)),
    resume: member
      .input(byJob)
      .mutation(({ ctx, input }) => ctx.service.resume(ctx.caller, input.jobId)),
    prioritise: member
      .input(prioritySettingSchema)
      .mutation(({ ctx, input }) =>
        ctx.service.prioritise(ctx.caller, input.jobId, input.priority),
      ),
    delete: member
      .input(byJob)
      .mutation(({ ctx, input }) => ctx.service.deleteJob(ctx.caller, input.jobId)),
    list: anyone.query(({ ctx }) => ctx.service.fetchJobs()),
    search: anyone.input(jobSearchSchema).query(({ ctx, input }) => ctx.service.searchJobs(input)),
    fetch: anyone.input(byJob).query(({ ctx, input }) => ctx.service.fetchJob(input.jobId)),
    units: anyone
      .input(
        byJob.extend({
          from: countSchema,
          limit: z
            .int()
            .min(1)
            .max(20 * BUNDLE_MAX),
        }),
      )
      .query(({ ctx, input }) => ctx.service.fetchUnits(input.jobId, input.from, input.limit)),
    unit: anyone
      .input(byJob.extend({ unitIndex: countSchema }))
      .query(({ ctx, input }) => ctx.service.fetchUnitHistory(input.jobId, input.unitIndex)),
    proof: anyone
      .input(byJob.extend({ unitIndex: countSchema }))
      .query(({ ctx, input }) => ctx.service.fetchProof(input.jobId, input.unitIndex)),
  }),
})
export type GridRouter = typeof gridRouter
