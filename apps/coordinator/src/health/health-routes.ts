/** What machines ask: is it alive, can it work, how does it do. */
import { GridError } from '@pumasi/domain'
import type { Caller } from '@pumasi/protocol'
import type { FastifyInstance, FastifyRequest } from 'fastify'
import type { Health } from './health.ts'

export interface HealthRouteParts {
  readonly health: Health
  readonly printMetrics: () => Promise<string>
  readonly callerOf: (request: FastifyRequest) => Caller
}

/** The text format of Prometheus. */
export const metricsType = 'text/plain; version=0.0.4; charset=utf-8'

export function addHealthRoutes(server: FastifyInstance, parts: HealthRouteParts): void {
  const { health, printMetrics, callerOf } = parts
  server.get('/healthz', async () => ({ ok: true }))
  server.get('/readyz', async (_request, reply) => {
    const report = await health.report()
    return reply
      .header('cache-control', 'no-store')
      .status(report.ok ? 200 : 503)
      .send(report)
  })
  server.get('/metrics', async (request, reply) => {
    if (!callerOf(request).operator) {
      throw new GridError('OPERATOR_REQUIRED', 'found no operator token', {
        hint: 'Send the operator token as a bearer token, or ask the address of metrics-listen.',
      })
    }
    return reply.type(metricsType).send(await printMetrics())
  })
}
