/**
 * MovingGrid: a coordinator's answers for the console's tests, served by the real router, with the
 * real headers. It moves only when told to, so a test knows what the page must show.
 */
import { fileURLToPath } from 'node:url'
import { EventEmitter, once } from 'node:events'
import fastifyStatic from '@fastify/static'
import { fastifyTRPCPlugin } from '@trpc/server/adapters/fastify'
import { GridError } from '@pumasi/domain'
import { gridRouter, noBrowser, stranger } from '@pumasi/protocol'
import type { GridService, GridStatus } from '@pumasi/protocol'
import fastify from 'fastify'
import type { FastifyInstance } from 'fastify'
import { description, statusAt } from './grid-at.ts'

const consoleFolder = fileURLToPath(new URL('../../../apps/console/dist/', import.meta.url))

/** The page's policy, as the coordinator sends it (`server.test.ts` there). */
const contentSecurityPolicy =
  "default-src 'none'; script-src 'self'; worker-src 'self'; style-src 'self' 'unsafe-inline'; " +
  "img-src 'self' data:; connect-src 'self'; font-src 'self'; base-uri 'none'; " +
  "form-action 'none'; frame-ancestors 'none'"

export interface MovingGrid {
  readonly url: string
  readonly port: number
  /** Moves on to a step between 0 (just submitted) and 100 (all on the chain). */
  readonly moveTo: (step: number) => void
  readonly close: () => Promise<void>
}

/** Serves the built console and a moving grid on loopback. Port 0 takes any free one. */
export async function serveMovingGrid({ port = 0, step = 0 }): Promise<MovingGrid> {
  const news = new EventEmitter().setMaxListeners(100)
  let now = step
  const served = await serveGrid(
    createService(() => statusAt(now), news),
    port,
  )
  return {
    ...served,
    port: Number(new URL(served.url).port),
    moveTo: (next) => {
      now = next
      news.emit('moved')
    },
  }
}

/** The built console before any service, on loopback. */
export async function serveGrid(
  service: GridService,
  port = 0,
): Promise<Pick<MovingGrid, 'url' | 'close'>> {
  const server = await createServer(service)
  const url = await server.listen({ host: '127.0.0.1', port })
  return {
    url,
    close: async () => {
      server.server.closeAllConnections()
      await server.close()
    },
  }
}

const closed = (): never => {
  throw new GridError('OPERATOR_REQUIRED', 'found a call the console must not make')
}

/** Answers nothing: whoever serves a page adds what that page may ask. */
export const closedService: GridService = {
  describe: closed,
  status: closed,
  watch: closed,
  fetchLedgerHistory: closed,
  signInTerms: closed,
  signIn: closed,
  enterPage: closed,
  leavePage: closed,
  challenge: closed,
  register: closed,
  acquire: closed,
  renew: closed,
  returnLease: closed,
  report: closed,
  fetchWaiting: closed,
  takeWord: closed,
  submit: closed,
  cancel: closed,
  deleteJob: closed,
  pause: closed,
  resume: closed,
  prioritise: closed,
  fetchJob: closed,
  fetchJobs: closed,
  beginPairing: closed,
  lookPairing: closed,
  approvePairing: closed,
  collectPairing: closed,
  searchJobs: closed,
  searchHosts: closed,
  fetchBatches: closed,
  fetchLedgerOffice: closed,
  fetchLedgerChallenges: closed,
  fetchUnits: closed,
  fetchUnitHistory: closed,
  fetchAccounts: closed,
  fetchRefusals: closed,
  fetchWork: closed,
  blockAccount: closed,
  unblockAccount: closed,
  retryUpkeep: closed,
  fetchActions: closed,
  fetchProof: closed,
  fetchCredit: closed,
}

function createService(status: () => GridStatus, news: EventEmitter): GridService {
  return {
    ...closedService,
    describe: async () => description,
    status: async () => status(),
    watch: async function* (signal) {
      let seen: GridStatus | null = null
      while (signal?.aborted !== true) {
        const current = status()
        if (current.atMs === seen?.atMs)
          await once(news, 'moved', { signal: signal as AbortSignal })
        else yield (seen = current)
      }
    },
    fetchLedgerHistory: async () => ({ fromMs: 0, toMs: 0, stepMs: 60_000, steps: [] }),
  }
}

async function createServer(service: GridService): Promise<FastifyInstance> {
  const server = fastify({ forceCloseConnections: true })
  server.addHook('onSend', async (_request, reply) => {
    reply.header('content-security-policy', contentSecurityPolicy)
  })
  await server.register(fastifyTRPCPlugin, {
    prefix: '/trpc',
    trpcOptions: {
      router: gridRouter,
      createContext: () => ({ service, caller: stranger, network: null, browser: noBrowser }),
    },
  })
  server.get('/readyz', async () => ({ ok: true, state: 'ready', reasons: {} }))
  await server.register(fastifyStatic, { root: consoleFolder, preCompressed: true })
  return server
}
