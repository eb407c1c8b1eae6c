/** A coordinator of two handfuls of units, over real HTTP, whose every step a test decides. */
import { createServer } from 'node:http'
import type { IncomingMessage, ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { once } from 'node:events'
import { createHTTPHandler } from '@trpc/server/adapters/standalone'
import { digestOf, encodeOutput, utf8 } from '@pumasi/domain'
import type { Account, Digest, JobId } from '@pumasi/domain'
import {
  PROTOCOL_VERSION,
  PROTOCOL_VERSION_LEAST,
  gridRouter,
  noBrowser,
  stranger,
} from '@pumasi/protocol'
import type {
  Caller,
  GridDescription,
  GridService,
  GridStatus,
  GridTotals,
  JobView,
  UnitView,
} from '@pumasi/protocol'

export const jobId = `0x${'ab'.repeat(32)}` as JobId

/** The one job, as it is now. */
export const jobWith = (changed: Partial<JobView>): JobView => ({
  ...{ jobId, name: 'a job', requester: null, priority: 0, state: 'running', pauseReason: null },
  ...{ units: 3, believed: 0, failed: 0, cancelled: 0, committed: 0, activeLeases: 0 },
  ...{ createdAtMs: 0, cancelledAtMs: null, lastBeliefMs: null },
  ...changed,
})

const totals: GridTotals = {
  ...{ jobs: 0, unitsOpen: 0, unitsBelieved: 0, hosts: 0, hostsAlive: 0, hostsBusy: 0 },
  ...{ receipts: 0, batches: 0, batchesWaiting: 0, waitingSinceMs: null },
}

export const statusOf = (...jobs: readonly JobView[]): GridStatus => ({
  ...{ atMs: 0, totals, jobs, hosts: [], batches: [], refusals: [], handovers: [], troubles: [] },
})

export const description: GridDescription = {
  ...{ protocolVersion: PROTOCOL_VERSION, protocolVersionLeast: PROTOCOL_VERSION_LEAST },
  ...{ chainId: 31_337n, ledger: `0x${'1e'.repeat(20)}` as Account, rpcUrl: 'http://127.0.0.1:1' },
  rules: { rewriterVersion: 1, fuelPerCreditMicro: 1_000n, quorumMin: 1 },
}

/** A unit's output that says its number. */
const outputOf = (unitIndex: number): Uint8Array =>
  encodeOutput({
    ...{ exitClass: 'exited', exitCode: 0, files: [] },
    ...{ stdout: utf8(`unit ${unitIndex}\n`), stderr: new Uint8Array() },
  })

export interface SmallCoordinator {
  readonly url: string
  /** What calls meet; a test replaces what it is about. */
  readonly service: Partial<GridService>
  readonly units: UnitView[]
  readonly blobs: Map<Digest, Uint8Array>
  /** Called before each download is answered. */
  beforeBlob: (digest: Digest, answer: ServerResponse) => Promise<void> | void
  caller: Caller
  /** Breaks every connection that is open. */
  readonly breakLines: () => void
  readonly close: () => void
}

/** @param unitCount units that are believed, with outputs */
export async function startSmallCoordinator(unitCount: number): Promise<SmallCoordinator> {
  const outputs = Array.from({ length: unitCount }, (_, unitIndex) => outputOf(unitIndex))
  const units = outputs.map((bytes, unitIndex): UnitView => ({
    ...{ unitIndex, state: 'believed', outputHash: digestOf(bytes), exitClass: 'exited' },
    ...{ fuel: 1n, failure: null, batchId: 1 },
  }))
  const service: Partial<GridService> = {
    describe: async () => description,
    fetchUnits: async (_id, from, limit) =>
      units.filter(({ unitIndex }) => unitIndex >= from).slice(0, limit),
  }
  const trpc = createHTTPHandler({
    router: gridRouter,
    basePath: '/trpc/',
    createContext: () => ({
      service: service as GridService,
      caller: grid.caller,
      ...{ network: null, browser: noBrowser },
    }),
  })
  const blobs = new Map(outputs.map((bytes) => [digestOf(bytes), bytes]))
  const serve = async (request: IncomingMessage, answer: ServerResponse): Promise<void> => {
    const digest = /^\/blobs\/(0x[0-9a-f]{64})$/.exec(request.url ?? '')?.[1] as Digest | undefined
    if (digest === undefined) return trpc(request, answer)
    await grid.beforeBlob(digest, answer)
    const bytes = blobs.get(digest)
    if (!answer.destroyed) answer.writeHead(bytes ? 200 : 404).end(bytes)
  }
  const server = createServer((request, answer) => void serve(request, answer))
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const grid: SmallCoordinator = {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    ...{ service, units, blobs, caller: stranger },
    beforeBlob: () => undefined,
    breakLines: () => server.closeAllConnections(),
    close: () => {
      server.closeAllConnections()
      server.close()
    },
  }
  return grid
}
