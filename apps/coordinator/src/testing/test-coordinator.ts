/** The real server over the real store in a folder of its own, on a loopback port. */
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setImmediate } from 'node:timers/promises'
import {
  START_MS,
  createClock,
  createMemoryDisputes,
  createMemoryLedger,
  createRandomness,
  grantOf,
  testIdentity,
  testRules,
} from '@pumasi/engine/testing'
import type { Keys } from '@pumasi/engine/testing'
import { createEpochs } from '@pumasi/engine'
import type { Coordinator } from '@pumasi/engine'
import { GridError } from '@pumasi/domain'
import type { Account } from '@pumasi/domain'
import { signChallenge, signDelegation } from '@pumasi/proof'
import { PROTOCOL_VERSION, createGridClient, toGridError } from '@pumasi/protocol'
import type { GridClient } from '@pumasi/protocol'
import type { GridRules } from '@pumasi/rules'
import { openFileBlobs, openStore, openUploadDesk } from '@pumasi/store'
import type { Store } from '@pumasi/store'
import { pino } from 'pino'
import type { Disk } from '../blobs/blob-parts.ts'
import { createHealth } from '../health/health.ts'
import { createAdmission } from '../limits/admission.ts'
import type { Limits } from '../limits/admission.ts'
import { createChallengeDesk } from '../ledger/challenge-desk.ts'
import { createLedgerDesk } from '../ledger/ledger-desk.ts'
import { createNetworkTag } from '../limits/network-tag.ts'
import { createPairingDesk } from '../pairing/pairing-desk.ts'
import { createProofDesk } from '../proofs/proof-desk.ts'
import { createServer } from '../server.ts'
import type { ServerParts } from '../server.ts'
import { createService } from '../service.ts'
import { closeInTime } from '../stop.ts'
import { meterService } from '../telemetry/metered-service.ts'
import { createMetrics, watchGates } from '../telemetry/metrics.ts'
import { createAccountTokens } from '../accounts/account-tokens.ts'
import { createAttestorDesk } from '../attestor-desk.ts'
import { createAuthenticate } from '../accounts/authenticate.ts'
import type { Submitters } from '../accounts/authenticate.ts'
import { createNonces } from '../accounts/nonces.ts'
import { createPageSessions } from '../accounts/page-sessions.ts'
import { createSignInDesk } from '../accounts/sign-in.ts'
import { createSeal } from '../seal.ts'
import { createTokens } from '../tokens.ts'
import { createUpkeep } from '../upkeep.ts'

export const operatorToken = `0x${'0b'.repeat(32)}`
export const silent = pino({ level: 'silent' })
export const domain = { chainId: testIdentity.chainId, ledger: testIdentity.address }

export type TestCoordinator = Awaited<ReturnType<typeof startTestCoordinator>>

/** Limits that no test meets unless it sets others. */
const wideLimits: Limits = {
  ...{ 'calls-max': 64, 'queue-max': 512, 'queue-seconds': 5_000, 'transfers-max': 64 },
  ...{ 'watchers-max': 50, 'registrations-per-minute': 1e6, 'uploads-per-minute': 1e6 },
  'submissions-per-minute': 1e6,
}

/** A disk that has room until a test says otherwise. */
function createTestDisk(): Disk & { full: boolean } {
  const disk = {
    full: false,
    freeBytes: async () => (disk.full ? 0 : 1e12),
    assertRoom: async () => {
      if (!disk.full) return
      throw new GridError('BLOB_STORE_FULL', 'found no space', { retryable: true })
    },
  }
  return disk
}

export interface TestOptions {
  /** Instead of an embedded one; the caller still may look at it. */
  readonly store?: Store
  readonly limits?: Partial<Limits>
  readonly parts?: Partial<ServerParts>
  readonly operators?: readonly Account[]
  readonly submitters?: Submitters
  readonly rules?: GridRules
}

export async function startTestCoordinator({
  limits = {},
  parts = {},
  operators = [],
  submitters = [],
  rules = testRules,
  ...given
}: TestOptions = {}) {
  const folder = await mkdtemp(join(tmpdir(), 'pumasi-coordinator-'))
  const store = given.store ?? (await openStore({ dataDir: join(folder, 'database') }))
  const blobs = await openFileBlobs(join(folder, 'blobs'))
  const clock = createClock(START_MS)
  const ledger = createMemoryLedger(clock)
  const coordinator: Coordinator = {
    ...{ store, blobs, clock, domain },
    giveWay: () => setImmediate(),
    randomness: createRandomness('leases'),
    rules,
    epochs: createEpochs(ledger, clock),
    seeds: ledger,
    settings: {
      ...{ leaseMs: 60_000, idleWaitMs: 500, batchUnitsMax: 4, batchWaitMs: 10_000 },
      ...{ closeAfterMs: 3_600_000, seedConfirmations: 1 },
    },
  }
  const seal = createSeal(new Uint8Array(32).fill(7))
  const tokens = createTokens(seal)
  const accountTokens = createAccountTokens(seal)
  const pageSessions = createPageSessions(seal)
  const signInDesk = createSignInDesk({
    ...{ nonces: createNonces(seal), tokens: accountTokens, clock, chainId: domain.chainId },
    origins: () => [url],
  })
  const troubles: string[] = []
  const target = { ledger, identity: testIdentity }
  const metrics = createMetrics()
  let retries = 0
  const { service, touch } = createService({
    ...{ coordinator, tokens, signInDesk, pageSessions },
    attestorDesk: createAttestorDesk(coordinator, target, { logger: silent, metrics }),
    proofDesk: createProofDesk({ ledger, blobs, view: store }),
    ledgerDesk: createLedgerDesk({ ledger, clock }),
    challengeDesk: createChallengeDesk({ disputes: createMemoryDisputes(), clock }),
    pairingDesk: createPairingDesk({ pairings: store, tokens, clock, domain }),
    ...{ view: store, oversight: store, retention: store },
    retryUpkeep: () => {
      retries += 1
    },
    rpcUrl: 'http://127.0.0.1:8545',
    quota: { jobsOpen: 3, unitsOpen: 1_000, unitsPerJob: 2_000, submissions: 10 },
    troubles: () => troubles,
  })
  const makeUpkeep = (changed: Partial<Coordinator>, onChange: () => void) =>
    createUpkeep({ ...coordinator, ...changed }, target, {
      ...{ logger: silent, metrics, onChange },
      errorLimit: { failuresMin: 2, failuresPercent: 10 },
    })
  let unready: string | null = null
  const disk = createTestDisk()
  const stopping = new AbortController()
  const admission = createAdmission({ ...wideLimits, ...limits }, clock)
  watchGates(metrics, admission)
  const check = { name: 'test', whenFailed: 'unready' as const, look: async () => unready }
  const server = await createServer({
    ...{ blobs, disk, metrics, admission, logger: silent },
    service: meterService(service, metrics, stopping.signal),
    desk: await openUploadDesk(join(folder, 'uploads'), blobs),
    health: createHealth([check], clock, 0),
    printMetrics: () => metrics.registry.metrics(),
    ...{ messageMs: 60_000, silenceMs: 60_000, origins: () => [url] },
    networkTag: createNetworkTag(seal),
    authenticate: createAuthenticate({
      ...{ hostTokens: tokens, accountTokens, pageSessions, operatorToken, clock },
      ...{ operators, submitters },
    }),
    ...parts,
  })
  const url: string = await server.listen({ host: '127.0.0.1', port: 0 })

  /** Calls as a bearer of `token`; failures arrive as errors of the house. */
  const call = async <T>(
    token: string | null,
    act: (client: GridClient) => Promise<T>,
    /** What a proxy in between would say of where the caller is. */
    forwarded?: string,
  ) => {
    const heads = forwarded === undefined ? {} : { 'x-forwarded-for': forwarded }
    const sent = (input: string, init: { headers?: object } = {}) =>
      fetch(input, { ...init, headers: { ...init.headers, ...heads } }) as Promise<never>
    try {
      return await act(createGridClient({ url, token: () => token, fetch: sent }))
    } catch (error) {
      throw toGridError(error, url)
    }
  }
  const register = async (keys: Keys, changed: Record<string, unknown> = {}): Promise<string> => {
    const { challenge } = await call(null, (client) =>
      client.host.challenge.mutate({ session: keys.session }),
    )
    const registration = {
      protocolVersion: PROTOCOL_VERSION,
      delegation: signDelegation(grantOf(keys), domain, keys.walletKey),
      name: 'a host',
      platform: 'test',
      challenge,
      signature: signChallenge(challenge, domain, keys.sessionKey),
      ...changed,
    }
    return (await call(null, (client) => client.host.register.mutate(registration))).token
  }
  const put = (bytes: Uint8Array, digest: string, headers: Record<string, string> = {}) =>
    fetch(`${url}/blobs/${digest}`, {
      method: 'PUT',
      body: bytes as Uint8Array<ArrayBuffer>,
      headers: { 'content-type': 'application/octet-stream', ...headers },
    })

  return {
    ...{ url, folder, store, blobs, clock, ledger, coordinator, tokens, troubles, touch, server },
    ...{ call, register, put, makeUpkeep, disk, metrics, admission },
    /** How often upkeep was told to try again. */
    retries: () => retries,
    /** From now on it cannot work, for a reason, or can again for null. */
    setUnready: (reason: string | null) => {
      unready = reason
    },
    end: async (): Promise<void> => {
      stopping.abort()
      await closeInTime(server, 10_000)
      await store.close()
      await rm(folder, { recursive: true, force: true })
    },
  }
}

/** The error in the body of an answer that was none of tRPC. */
export async function errorIn(response: Response): Promise<{ status: number; code: string }> {
  const body = (await response.json()) as { error: { code: string } }
  return { status: response.status, code: body.error.code }
}
