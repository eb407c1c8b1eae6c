/** Messages that do not arrive in time, as of a sender that trickles, are answered and dropped. */
import { GridError } from '@pumasi/domain'
import type { FastifyInstance, FastifyRequest } from 'fastify'
import { describeFailure } from '../http-failure.ts'

/** Routes whose bodies are streams: silence ends them, not their length. */
const streamed = ['/blobs/:digest', '/uploads/:id']

/** @param messageMs time a body has, from the end of the head on */
export function dropLateMessages(server: FastifyInstance, messageMs: number): void {
  const timers = new WeakMap<FastifyRequest, NodeJS.Timeout>()
  const arrived = async (request: FastifyRequest): Promise<void> => {
    clearTimeout(timers.get(request))
  }
  server.addHook('onRequest', async (request, reply) => {
    const { headers, routeOptions, raw } = request
    const empty = headers['transfer-encoding'] === undefined && !Number(headers['content-length'])
    if (empty || raw.complete || streamed.includes(routeOptions.url ?? '')) return
    const late = (): void => {
      const { status, shape } = describeFailure(
        new GridError('MESSAGE_TOO_SLOW', `found a message unfinished after ${messageMs} ms`, {
          hint: 'Send it again over a better line, or send less at a time.',
          retryable: true,
        }),
      )
      request.failureCode = shape.code
      void reply.header('connection', 'close').status(status).send({ error: shape })
    }
    timers.set(request, setTimeout(late, messageMs))
  })
  server.addHook('preHandler', arrived)
  server.addHook('onResponse', arrived)
  server.addHook('onRequestAbort', arrived)
}
