/** Metrics on an address of their own, for a network that only machines of the operator reach. */
import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { GridError } from '@pumasi/domain'
import { metricsType } from './health-routes.ts'

export interface MetricsListener {
  readonly port: number
  readonly close: () => Promise<void>
}

/** Time a request may take to arrive: a line long. */
const REQUEST_MS = 5_000

/** @throws `ADDRESS_UNUSABLE` */
export async function listenForMetrics(
  { host, port }: { readonly host: string; readonly port: number },
  printMetrics: () => Promise<string>,
): Promise<MetricsListener> {
  const server = createServer({ requestTimeout: REQUEST_MS }, (request, response) => {
    if (request.method !== 'GET' || request.url?.split('?')[0] !== '/metrics') {
      response.writeHead(404).end('The metrics are at /metrics.\n')
      return
    }
    printMetrics().then(
      (text) => response.writeHead(200, { 'content-type': metricsType }).end(text),
      () => response.writeHead(500).end(),
    )
  })
  server.maxConnections = 100
  server.listen({ host, port })
  await once(server, 'listening').catch((cause: unknown) => {
    const { message } = cause as Error
    throw new GridError('ADDRESS_UNUSABLE', `cannot listen on ${host}, port ${port}: ${message}`, {
      hint: 'Give an address of this machine with --metrics-listen, and a port that is free.',
      cause,
    })
  })
  return {
    port: (server.address() as AddressInfo).port,
    close: async () => {
      server.close()
      server.closeAllConnections()
    },
  }
}
