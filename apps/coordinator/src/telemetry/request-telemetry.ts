/** One line and one count for each request: who asked for what, how it ended, how long it took. */
import { randomUUID } from 'node:crypto'
import type { IncomingMessage } from 'node:http'
import { gridRouter } from '@pumasi/protocol'
import type { Caller } from '@pumasi/protocol'
import type { FastifyInstance, FastifyRequest } from 'fastify'
import type { Logger } from 'pino'
import type { Metrics } from './metrics.ts'

declare module 'fastify' {
  interface FastifyRequest {
    /** Code of the error it was answered with. */
    failureCode?: string
  }
}

const procedures = new Set(Object.keys(gridRouter._def.procedures))
/** Asked for again and again by machines, idle ones too; of interest only when they fail. */
const polls = new Set([
  ...['GET /healthz', 'GET /readyz', 'GET /metrics', 'host.acquire', 'host.renew'],
])

/** The caller's own id, when it is one that may stand in a log, else a new one. */
export function requestIdOf({ headers }: IncomingMessage): string {
  const given = headers['x-request-id']
  return typeof given === 'string' && /^[\w.:-]{1,64}$/.test(given) ? given : randomUUID()
}

/** What was asked for, from a closed list. */
export function procedureOf({ method, routeOptions, params, is404 }: FastifyRequest): string {
  if (is404) return 'nothing'
  const { url = '*' } = routeOptions
  if (!url.startsWith('/trpc')) return url.startsWith('/') ? `${method} ${url}` : 'nothing'
  const { path = '' } = params as { path?: string }
  return procedures.has(path) ? path : 'unknown call'
}

export function watchRequests(
  server: FastifyInstance,
  { logger, metrics }: { logger: Logger; metrics: Metrics },
  callerOf: (request: FastifyRequest) => Caller,
): void {
  server.addHook('onRequest', async (request, reply) => {
    reply.header('x-request-id', request.id)
  })
  const tell = (request: FastifyRequest, status: number, seconds: number, code: string): void => {
    const procedure = procedureOf(request)
    metrics.requests.inc({ procedure, code })
    if (procedure !== 'watch') metrics.requestSeconds.observe({ procedure }, seconds)
    const { session, account, operator } = callerOf(request)
    const line = {
      ...{ requestId: request.id, procedure, status, code, ms: Math.round(seconds * 1_000) },
      ...{
        address: request.ip,
        ...(session ? { session } : {}),
        ...(account ? { account } : {}),
        ...(operator ? { operator } : {}),
      },
    }
    const quiet = status < 400 && polls.has(procedure)
    logger[status >= 500 ? 'warn' : quiet ? 'debug' : 'info'](line, 'request')
  }
  server.addHook('onResponse', async (request, reply) => {
    const { statusCode, elapsedTime } = reply
    const code = request.failureCode ?? (statusCode < 400 ? 'OK' : String(statusCode))
    tell(request, statusCode, elapsedTime / 1_000, code)
  })
  // One that left before its answer has no response to wait for.
  server.addHook('onRequestAbort', async (request) => {
    metrics.requests.inc({ procedure: procedureOf(request), code: 'ABORTED' })
    logger.info({ requestId: request.id, procedure: procedureOf(request) }, 'request abandoned')
  })
}
