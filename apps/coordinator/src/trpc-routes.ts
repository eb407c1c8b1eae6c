/** The wire: tRPC over the grid service, every call admitted before it costs anything. */
import { fastifyTRPCPlugin } from '@trpc/server/adapters/fastify'
import type { FastifyTRPCPluginOptions } from '@trpc/server/adapters/fastify'
import { isGridError } from '@pumasi/domain'
import { assertBounded, boundsOf, gridRouter, shapeOf, toTrpcError } from '@pumasi/protocol'
import type { Caller, GridRouter, GridService } from '@pumasi/protocol'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import type { Logger } from 'pino'
import { kindOfProcedure } from './limits/admission.ts'
import type { CallKind } from './limits/admission.ts'
import type { NetworkTag } from './limits/network-tag.ts'
import { retryAfterOf } from './limits/refusals.ts'

export interface GridRouteParts {
  readonly service: GridService
  readonly logger: Logger
  readonly callerOf: (request: FastifyRequest) => Caller
  /** The session that a page of this grid showed, good or not. */
  readonly pageOf: (request: FastifyRequest) => string | null
  /** What stands for the network of an address; null when that says nothing. */
  readonly networkTag: NetworkTag
  readonly admit: (kind: CallKind, request: FastifyRequest, reply: FastifyReply) => Promise<void>
}

export async function addGridRoutes(server: FastifyInstance, parts: GridRouteParts): Promise<void> {
  const { service, logger, callerOf, pageOf, admit, networkTag } = parts
  const options = {
    trpcOptions: {
      router: gridRouter,
      // One request is one call, so that one request is counted, queued and limited as one.
      allowBatching: false,
      createContext: async ({ req, res }: { req: FastifyRequest; res: FastifyReply }) => {
        const { path } = req.params as { path: string }
        try {
          await admit(kindOfProcedure(path), req, res)
          if (typeof req.body === 'string') assertBounded(req.body, boundsOf(path))
        } catch (error) {
          const seconds = retryAfterOf(error)
          if (seconds !== null) res.header('retry-after', seconds)
          throw toTrpcError(error)
        }
        const keep = (cookies: readonly string[]) => void res.header('set-cookie', cookies)
        const browser = { session: pageOf(req), keep }
        return { service, caller: callerOf(req), network: networkTag(req.ip), browser }
      },
      onError: ({ error, path, req }) => {
        req.failureCode = shapeOf(toTrpcError(error)).code
        const cause: unknown = error.cause ?? error
        if (!isGridError(cause)) {
          const text = String(cause instanceof Error ? cause.stack : cause)
          logger.warn({ requestId: req.id, path, error: text }, 'call failed')
        }
      },
    } satisfies FastifyTRPCPluginOptions<GridRouter>['trpcOptions'],
  }
  await server.register(
    async (own) => {
      fastifyTRPCPlugin(own, options, () => undefined)
      // No message is a form; as a stream it would be read whole, and without a bound.
      own.removeContentTypeParser('multipart/form-data')
    },
    { prefix: '/trpc' },
  )
}
