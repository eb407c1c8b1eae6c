/** The HTTP server: tRPC, blobs and the console on one origin. */
import { existsSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import fastifyStatic from '@fastify/static'
import { fastifyTRPCPlugin } from '@trpc/server/adapters/fastify'
import type { FastifyTRPCPluginOptions } from '@trpc/server/adapters/fastify'
import { GridError, isGridError, toErrorShape } from '@pumasi/domain'
import { gridRouter } from '@pumasi/protocol'
import type { Caller, GridRouter, GridService } from '@pumasi/protocol'
import type { BlobStore } from '@pumasi/engine'
import fastify from 'fastify'
import type { FastifyBaseLogger, FastifyInstance, FastifyRequest } from 'fastify'
import type { Logger } from 'pino'
import { addBlobRoutes } from './blob-routes.ts'
import { describeFailure } from './http-failure.ts'

const consoleFolder = fileURLToPath(new URL('../../console/dist/', import.meta.url))

/** Most bytes in one message; blobs have their own bound. */
const MESSAGE_BYTES_MAX = 8 * 1024 * 1024

/** Time a request, body included, may take to arrive. */
const REQUEST_MS = 150_000

const securityHeaders = {
  'content-security-policy':
    "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; " +
    "img-src 'self' data:; connect-src 'self'; font-src 'self'; base-uri 'none'; " +
    "form-action 'none'; frame-ancestors 'none'",
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'no-referrer',
}

export interface ServerParts {
  readonly service: GridService
  readonly blobs: BlobStore
  readonly logger: Logger
  /** Who a bearer token stands for. */
  readonly authenticate: (token: string) => Caller
  readonly ready: () => Promise<boolean>
}

const bearerOf = (request: FastifyRequest): string =>
  /^Bearer (\S+)$/.exec(request.headers.authorization ?? '')?.[1] ?? ''

/** Builds the server; the caller listens. */
export async function createServer(parts: ServerParts): Promise<FastifyInstance> {
  const { service, blobs, logger, authenticate, ready } = parts
  const loggerInstance: FastifyBaseLogger = logger.child({ part: 'http' }, { level: 'warn' })
  const server = fastify({
    loggerInstance,
    forceCloseConnections: true,
    requestTimeout: REQUEST_MS,
    bodyLimit: MESSAGE_BYTES_MAX,
    // tRPC puts its whole input into the path of a query.
    routerOptions: { maxParamLength: 5_000 },
  })
  const callerOf = (request: FastifyRequest): Caller => authenticate(bearerOf(request))
  server.addHook('onSend', async (_request, reply) => {
    reply.headers(securityHeaders)
  })
  server.setErrorHandler((error, request, reply) => {
    const { status, shape } = describeFailure(error)
    if (status >= 500) request.log.error({ error: String(error) }, 'request failed')
    // The rest of a body nobody wants, perhaps without end, must not be waited for.
    const endless = status === 413 || request.headers['transfer-encoding'] !== undefined
    if (endless) reply.header('connection', 'close')
    void reply.status(status).send({ error: shape })
  })
  server.setNotFoundHandler((request, reply) => {
    const found = `found no ${request.method} ${request.url.slice(0, 200)}`
    const hint = 'The console is at /, blobs are at /blobs/DIGEST, calls at /trpc.'
    const error = toErrorShape(new GridError('UNKNOWN_ROUTE', found, { hint }))
    void reply.status(404).send({ error })
  })
  await server.register(fastifyTRPCPlugin, {
    prefix: '/trpc',
    trpcOptions: {
      router: gridRouter,
      createContext: ({ req }: { req: FastifyRequest }) => ({ service, caller: callerOf(req) }),
      onError: ({ error, path }: { error: Error; path?: string | undefined }) => {
        const cause: unknown = error.cause ?? error
        if (!isGridError(cause)) logger.warn({ path, error: String(cause) }, 'call failed')
      },
    } satisfies FastifyTRPCPluginOptions<GridRouter>['trpcOptions'],
  })
  addBlobRoutes(server, blobs, callerOf)
  server.get('/healthz', async () => ({ ok: true }))
  server.get('/readyz', async (_request, reply) => {
    const ok = await ready()
    return reply.status(ok ? 200 : 503).send({ ok })
  })
  if (existsSync(consoleFolder))
    await server.register(fastifyStatic, { root: consoleFolder, preCompressed: true })
  return server
}
