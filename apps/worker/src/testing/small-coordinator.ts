/**
 * A coordinator small enough to misbehave: the real router over the real use cases in memory, with
 * blobs beside it. A test may forget its tokens, or answer anything at all in its place.
 */
import { once } from 'node:events'
import { createServer } from 'node:http'
import type { IncomingMessage, ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { createHTTPHandler } from '@trpc/server/adapters/standalone'
import { GridError, digestOf, parseDigest } from '@pumasi/domain'
import type { Account } from '@pumasi/domain'
import { acceptReceipt, acquireLeases, admitHost, renewLeases, returnLease } from '@pumasi/engine'
import { createGrid } from '@pumasi/engine/testing'
import {
  PROTOCOL_VERSION,
  PROTOCOL_VERSION_LEAST,
  assertVersionSpoken,
  gridRouter,
  noBrowser,
  stranger,
} from '@pumasi/protocol'
import type { GridService } from '@pumasi/protocol'

/** Answers a request in the coordinator's place; true when it did. */
export type Answer = (request: IncomingMessage, response: ServerResponse) => boolean

export type SmallCoordinator = Awaited<ReturnType<typeof startSmallCoordinator>>

export async function startSmallCoordinator() {
  const grid = createGrid()
  const { coordinator, domain } = grid
  const tokens = new Map<string, Account>()
  const asked: string[] = []
  const versions = {
    protocolVersion: PROTOCOL_VERSION,
    protocolVersionLeast: PROTOCOL_VERSION_LEAST,
  }
  let instead: Answer = () => false
  let admitted = 0

  const unused = () => Promise.reject(new GridError('UNUSED', 'found a call no worker makes'))
  const service: GridService = {
    describe: async () => ({
      ...{ ...versions, rpcUrl: 'http://127.0.0.1:1' },
      ...domain,
      rules: coordinator.rules,
    }),
    challenge: async () => ({ challenge: digestOf(new Uint8Array([1])), expiresAtMs: 0 }),
    register: async (registration) => {
      assertVersionSpoken(registration.protocolVersion)
      const session = await admitHost(coordinator, registration)
      admitted += 1
      const token = `token-${admitted}`
      tokens.set(token, session)
      return { token }
    },
    acquire: async (session, count, room) => ({
      ...(await acquireLeases(coordinator, session, count, room)),
      ...{ leaseMs: 60_000, waitMs: 500 },
    }),
    renew: (session, ids) => renewLeases(coordinator, session, ids),
    returnLease: (session, id, reason) => returnLease(coordinator, session, id, reason),
    report: (session, receipts) =>
      Promise.all(receipts.map((signed) => acceptReceipt(coordinator, session, signed))),
    ...{ beginPairing: unused, lookPairing: unused, approvePairing: unused },
    ...{ collectPairing: unused, fetchWork: unused },
    ...{ status: unused, submit: unused, cancel: unused, deleteJob: unused, fetchJob: unused },
    ...{ fetchJobs: unused, fetchUnits: unused, signInTerms: unused, signIn: unused },
    ...{ enterPage: unused, leavePage: unused, fetchUnitHistory: unused, fetchAccounts: unused },
    ...{ searchJobs: unused, searchHosts: unused, fetchBatches: unused },
    ...{ fetchLedgerHistory: unused, fetchLedgerOffice: unused, fetchLedgerChallenges: unused },
    ...{ fetchWaiting: unused, takeWord: unused },
    ...{ fetchRefusals: unused, blockAccount: unused, unblockAccount: unused },
    ...{ retryUpkeep: unused, fetchProof: unused, fetchCredit: unused, fetchActions: unused },
    ...{ pause: unused, resume: unused, prioritise: unused },
    watch: () => {
      throw new GridError('UNUSED', 'found a call no worker makes')
    },
  }
  const sessionOf = ({ headers }: IncomingMessage): Account | null =>
    tokens.get(headers.authorization?.replace('Bearer ', '') ?? '') ?? null
  const trpc = createHTTPHandler({
    router: gridRouter,
    basePath: '/trpc/',
    createContext: ({ req }) => ({
      ...{ service, network: null, browser: noBrowser },
      caller: { ...stranger, session: sessionOf(req) },
    }),
  })

  const fail = (response: ServerResponse, status: number, error: GridError): void => {
    const { code, message, hint, retryable, details } = error
    response.writeHead(status, { 'content-type': 'application/json' })
    response.end(JSON.stringify({ error: { code, message, hint, retryable, details } }))
  }
  const serveBlob = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const digest = parseDigest(request.url?.split('/').at(-1) ?? '')
    if (request.method !== 'PUT') {
      const bytes = await coordinator.blobs.fetchBlob(digest, 2 ** 30)
      if (bytes !== null) return void response.end(bytes)
      return fail(response, 404, new GridError('UNKNOWN_BLOB', `found no blob ${digest}`))
    }
    const parts: Buffer[] = []
    for await (const part of request) parts.push(part as Buffer)
    if (sessionOf(request) === null) {
      return fail(response, 401, new GridError('HOST_TOKEN_MISSING', 'found no token'))
    }
    await coordinator.blobs.putBlob(new Uint8Array(Buffer.concat(parts)))
    response.end('{}')
  }

  const server = createServer((request, response) => {
    asked.push(`${request.method} ${request.url?.split('?')[0]}`)
    if (instead(request, response)) return
    if (request.url?.startsWith('/blobs/')) void serveBlob(request, response)
    else void trpc(request, response)
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo

  return {
    ...{ grid, asked, versions, url: `http://127.0.0.1:${port}` },
    admissions: () => admitted,
    forgetTokens: () => tokens.clear(),
    answerWith: (answer: Answer) => {
      instead = answer
    },
    end: async (): Promise<void> => {
      server.closeAllConnections()
      server.close()
      await once(server, 'close')
    },
  }
}
