/** The HTTP server: tRPC, blobs, uploads, health, metrics and the console on one origin. */
import { GridError, isGridError, toErrorShape } from '@pumasi/domain'
import { MESSAGE_BYTES_MAX } from '@pumasi/protocol'
import type { Caller, GridService } from '@pumasi/protocol'
import type { StreamedBlobs, UploadDesk } from '@pumasi/store'
import fastify from 'fastify'
import type { FastifyBaseLogger, FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import type { Logger } from 'pino'
import type { Credentials } from './accounts/authenticate.ts'
import { isOwnPage, pageSessionOf } from './accounts/page-cookie.ts'
import type { Disk } from './blobs/blob-parts.ts'
import { addBlobRoutes } from './blobs/blob-routes.ts'
import { addUploadRoutes } from './blobs/upload-routes.ts'
import { addConsole } from './console.ts'
import type { Health } from './health/health.ts'
import { addHealthRoutes } from './health/health-routes.ts'
import { beDiscreet, discreet } from './discreet-service.ts'
import { describeFailure } from './http-failure.ts'
import type { Admission, CallKind } from './limits/admission.ts'
import { dropLateMessages } from './limits/late-messages.ts'
import type { NetworkTag } from './limits/network-tag.ts'
import { retryAfterOf } from './limits/refusals.ts'
import { securityHeadersAt } from './security-headers.ts'
import { requestIdOf, watchRequests } from './telemetry/request-telemetry.ts'
import type { Metrics } from './telemetry/metrics.ts'
import type { Tracing } from './telemetry/tracing.ts'
import type { TlsFiles } from './tls.ts'
import { addGridRoutes } from './trpc-routes.ts'

/** Time the head of a request may take to arrive, and how often late ones are looked for. */
const HEAD_MS = 10_000
const LATE_CHECK_MS = 2_000
/** Time a whole request may take, a large upload over a thin line included. */
const REQUEST_MS = 3_600_000
const CONNECTIONS_MAX = 10_000

export interface ServerParts {
  readonly service: GridService
  readonly blobs: StreamedBlobs
  readonly desk: UploadDesk
  readonly disk: Disk
  readonly logger: Logger
  readonly metrics: Metrics
  readonly admission: Admission
  readonly health: Health
  /** The page of metrics, with what must be looked up for it. */
  readonly printMetrics: () => Promise<string>
  readonly authenticate: (credentials: Credentials) => Caller
  readonly networkTag: NetworkTag
  /** Where its own pages come from; a session counts only from there. */
  readonly origins: () => readonly string[]
  /** Time a message may take to arrive, and silence after which a connection is dropped. */
  readonly messageMs: number
  readonly silenceMs: number
  readonly trustedProxies?: readonly string[] | undefined
  readonly tls?: TlsFiles | undefined
  readonly tracing?: Tracing | undefined
  /** Where the built console is, when not in its room. */
  readonly consoleFolder?: string
}

const bearerOf = (request: FastifyRequest): string =>
  /^Bearer (\S+)$/.exec(request.headers.authorization ?? '')?.[1] ?? ''

/** Builds the server; the caller listens. */
export async function createServer(parts: ServerParts): Promise<FastifyInstance> {
  const { logger, metrics, admission } = parts
  const server = openFastify(parts)
  const callers = new WeakMap<FastifyRequest, Caller>()
  const pageOf = (request: FastifyRequest): string | null => {
    const shown = pageSessionOf(request.headers)
    return shown !== null && isOwnPage(request, parts.origins()) ? shown : null
  }
  const callerOf = (request: FastifyRequest): Caller => {
    const known = callers.get(request)
    if (known !== undefined) return known
    const caller = parts.authenticate({ token: bearerOf(request), page: pageOf(request) })
    callers.set(request, caller)
    return caller
  }
  const admit = async (kind: CallKind, request: FastifyRequest, reply: FastifyReply) => {
    const leave = await admission.admit(kind, { caller: callerOf(request), address: request.ip })
    // Whoever left while waiting has closed already.
    if (reply.raw.closed || reply.raw.destroyed) leave()
    else reply.raw.once('close', leave)
  }
  watchRequests(server, { logger, metrics }, callerOf)
  parts.tracing?.watch(server)
  dropLateMessages(server, parts.messageMs)
  server.addHook('onSend', async ({ url }, reply) => {
    reply.headers(securityHeadersAt(url))
  })
  server.setErrorHandler((error, request, reply) => fail(error, request, reply))
  const service = beDiscreet(parts.service, logger)
  const { networkTag } = parts
  await addGridRoutes(server, { service, logger, callerOf, pageOf, admit, networkTag })
  const onBytes = (direction: 'in' | 'out', count: number): void => {
    metrics.blobBytes.inc({ direction }, count)
  }
  const blobParts = { ...parts, callerOf, admit, onBytes }
  for (const add of [addBlobRoutes, addUploadRoutes]) {
    await server.register(async (own) => {
      own.removeAllContentTypeParsers()
      add(own, blobParts)
    })
  }
  addHealthRoutes(server, { ...parts, callerOf })
  const refuse = (request: FastifyRequest, reply: FastifyReply): void => {
    const found = `found no ${request.method} ${request.url.slice(0, 200)}`
    const hint = 'The console is at /, blobs are at /blobs/DIGEST, calls at /trpc.'
    fail(new GridError('UNKNOWN_ROUTE', found, { hint }), request, reply)
  }
  await addConsole(server, refuse, parts.consoleFolder)
  return server
}

function openFastify(parts: ServerParts): FastifyInstance {
  const { logger, silenceMs, trustedProxies, tls } = parts
  const level = logger.isLevelEnabled('warn') ? 'warn' : logger.level
  const loggerInstance: FastifyBaseLogger = logger.child({ part: 'http' }, { level })
  const timing = { headersTimeout: HEAD_MS, connectionsCheckingInterval: LATE_CHECK_MS }
  const options = {
    loggerInstance,
    genReqId: requestIdOf,
    // What is under way may end; lines that are kept open for nothing may not stay.
    forceCloseConnections: 'idle' as const,
    connectionTimeout: silenceMs,
    requestTimeout: REQUEST_MS,
    bodyLimit: MESSAGE_BYTES_MAX,
    trustProxy: trustedProxies === undefined ? false : [...trustedProxies],
    // tRPC puts its whole input into the path of a query.
    routerOptions: { maxParamLength: 5_000 },
  }
  const server =
    tls === undefined
      ? fastify({ ...options, http: timing })
      : // The same server to everybody here: only the socket below differs.
        (fastify({ ...options, https: { ...timing, ...tls.read() } }) as never as FastifyInstance)
  server.server.maxConnections = CONNECTIONS_MAX
  return server
}

/** Answers a failed request outside tRPC. */
function fail(error: unknown, request: FastifyRequest, reply: FastifyReply): void {
  const { status, shape } = describeFailure(discreet(error))
  request.failureCode = shape.code
  if (status >= 500) {
    const text = isGridError(error) ? error.message : String((error as Error).stack)
    request.log.error({ requestId: request.id, error: text }, 'request failed')
  }
  // The rest of a body nobody wants, perhaps without end, must not be waited for.
  const endless = status === 413 || request.headers['transfer-encoding'] !== undefined
  if (endless || !request.raw.complete) reply.header('connection', 'close')
  const seconds = retryAfterOf(error) ?? (status === 503 ? 5 : null)
  if (seconds !== null) reply.header('retry-after', seconds)
  // What was meant for the answer that did not come.
  for (const name of ['etag', 'content-length', 'accept-ranges']) reply.removeHeader(name)
  reply.header('cache-control', 'no-store').type('application/json; charset=utf-8')
  void reply.status(status).send({ error: toErrorShape(shape) })
}
