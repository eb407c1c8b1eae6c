/**
 * Traces: where the time of a request went, through the store and the blobs, for a collector that
 * speaks OTLP over HTTP. Loaded only when one is configured; without it nothing here runs.
 */
import { SpanKind, SpanStatusCode, context, propagation, trace } from '@opentelemetry/api'
import type { Span, Tracer } from '@opentelemetry/api'
import { AsyncLocalStorageContextManager } from '@opentelemetry/context-async-hooks'
import { W3CTraceContextPropagator } from '@opentelemetry/core'
import { OTLPTraceExporter } from '@opentelemetry/exporter-trace-otlp-http'
import { resourceFromAttributes } from '@opentelemetry/resources'
import { BatchSpanProcessor, TracerProvider } from '@opentelemetry/sdk-trace'
import type { FastifyInstance } from 'fastify'
import { toErrorShape } from '@pumasi/domain'

declare module 'fastify' {
  interface FastifyRequest {
    span?: Span
  }
}

export interface Tracing {
  /** The same object, each of its methods in a span of its own. */
  readonly over: <T extends object>(name: string, traced: T) => T
  /** Puts a span around every request of a server. */
  readonly watch: (server: FastifyInstance) => void
  /** Sends what is left. */
  readonly stop: () => Promise<void>
}

/** How long a collector may keep a stopping process. */
const FLUSH_MS = 2_000

/** @param endpoint of the collector; `/v1/traces` is added unless it is there */
export function startTracing(endpoint: string): Tracing {
  const root = endpoint.replace(/\/+$/, '')
  const url = root.endsWith('/v1/traces') ? root : `${root}/v1/traces`
  const exporter = new OTLPTraceExporter({ url, timeoutMillis: FLUSH_MS })
  const provider = new TracerProvider({
    resource: resourceFromAttributes({ 'service.name': 'pumasi-coordinator' }),
    spanProcessors: [new BatchSpanProcessor({ exporter })],
  })
  context.setGlobalContextManager(new AsyncLocalStorageContextManager().enable())
  propagation.setGlobalPropagator(new W3CTraceContextPropagator())
  const tracer = provider.getTracer('pumasi')
  return {
    over: (name, traced) => traceMethods(tracer, name, traced),
    watch: (server) => traceRequests(tracer, server),
    stop: async () => {
      await provider.shutdown().catch(() => undefined)
      context.disable()
      propagation.disable()
    },
  }
}

function traceRequests(tracer: Tracer, server: FastifyInstance): void {
  // After the body was read: reading it may change the context that work runs in.
  server.addHook('preHandler', (request, _reply, done) => {
    const from = propagation.extract(context.active(), request.headers)
    const { method, routeOptions } = request
    const options = { kind: SpanKind.SERVER, attributes: { 'http.request.method': method } }
    const span = tracer.startSpan(`${method} ${routeOptions.url ?? 'nowhere'}`, options, from)
    span.setAttribute('pumasi.request_id', request.id)
    request.span = span
    context.with(trace.setSpan(from, span), done)
  })
  server.addHook('onResponse', async ({ span }, { statusCode }) => {
    span?.setAttribute('http.response.status_code', statusCode)
    if (statusCode >= 500) span?.setStatus({ code: SpanStatusCode.ERROR })
    span?.end()
  })
}

type Method = (...args: unknown[]) => unknown

function traceMethods<T extends object>(tracer: Tracer, name: string, traced: T): T {
  const wrapped = Object.entries(traced).map(([key, value]) => {
    if (typeof value !== 'function') return [key, value] as const
    const method = value as Method
    const spanned: Method = (...args) =>
      tracer.startActiveSpan(`${name}.${key}`, (span) => {
        const end = (error?: unknown): void => {
          if (error !== undefined) {
            span.setStatus({ code: SpanStatusCode.ERROR, message: toErrorShape(error).code })
          }
          span.end()
        }
        const answer = method.apply(traced, args)
        if (!(answer instanceof Promise)) {
          end()
          return answer
        }
        // The answer goes on as it is; its end is only looked at.
        answer.then(() => end(), end)
        return answer as Promise<unknown>
      })
    return [key, spanned] as const
  })
  return Object.fromEntries(wrapped) as T
}
