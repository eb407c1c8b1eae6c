/** The HTTP server: tRPC, blobs and the console on one origin. */
import { existsSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import fastifyStatic from '@fastify/static'
import { fastifyTRPCPlugin } from '@trpc/server/adapters/fastify'
import type { FastifyTRPCPluginOptions } from '@trpc/server/adapters/fastify'
import { isGridError, toErrorShape } from '@pumasi/domain'
import { gridRouter } from '@pumasi/protocol'
import type { Caller, GridRouter, GridService } from '@pumasi/protocol'
import type { BlobStore } from '@pumasi/engine'
import fastify from 'fastify'
import type { FastifyBaseLogger, FastifyInstance, FastifyRequest } from 'fastify'
import type { Logger } from 'pino'
import { addBlobRoutes } from './blob-routes.ts'

const consoleFolder = fileURLToPath(new URL('../../console/dist/', import.meta.url))

/** Most bytes in one message; blobs have their own bound. */
const MESSAGE_BYTES_MAX = 8 * 1024 * 1024

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
  const server = fastify({
    loggerInstance: logger.child({ part: 'http' }, { level: 'warn' }) as FastifyBaseLogger,
    bodyLimit: MESSAGE_BYTES_MAX,
    // tRPC puts its whole input into the path of a query.
    routerOptions: { maxParamLength: 5_000 },
  })
  const callerOf = (request: FastifyRequest): Caller => authenticate(bearerOf(request))
  server.addHook('onSend', async (_request, reply) => {
    reply.headers(securityHeaders)
  })
  server.setErrorHandler((error, request, reply) => {
    const shape = toErrorShape(error)
    const status = (error as { statusCode?: number }).statusCode ?? (shape.retryable ? 503 : 400)
    if (!isGridError(error) && status >= 500) request.log.error({ error }, 'request failed')
    void reply.status(status).send({ error: shape })
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
  if (existsSync(consoleFolder)) await server.register(fastifyStatic, { root: consoleFolder })
  return server
}
