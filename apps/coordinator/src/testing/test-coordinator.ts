/** The real server over the real store in a folder of its own, on a loopback port. */
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import {
  START_MS,
  createClock,
  createMemoryLedger,
  createRandomness,
  grantOf,
  testIdentity,
  testRules,
} from '@pumasi/engine/testing'
import type { Keys } from '@pumasi/engine/testing'
import type { Coordinator } from '@pumasi/engine'
import { signChallenge, signDelegation } from '@pumasi/proof'
import { PROTOCOL_VERSION, createGridClient, toGridError } from '@pumasi/protocol'
import type { GridClient } from '@pumasi/protocol'
import { openFileBlobs, openStore } from '@pumasi/store'
import { pino } from 'pino'
import { createServer } from '../server.ts'
import { createService } from '../service.ts'
import { createTokens, equal } from '../tokens.ts'
import { createUpkeep } from '../upkeep.ts'

export const operatorToken = `0x${'0b'.repeat(32)}`
export const silent = pino({ level: 'silent' })
export const domain = { chainId: testIdentity.chainId, ledger: testIdentity.address }

export type TestCoordinator = Awaited<ReturnType<typeof startTestCoordinator>>

export async function startTestCoordinator() {
  const folder = await mkdtemp(join(tmpdir(), 'pumasi-coordinator-'))
  const store = await openStore({ dataDir: join(folder, 'database') })
  const blobs = await openFileBlobs(join(folder, 'blobs'))
  const clock = createClock(START_MS)
  const ledger = createMemoryLedger(clock)
  const coordinator: Coordinator = {
    ...{ store, blobs, clock, domain },
    randomness: createRandomness('leases'),
    rules: testRules,
    settings: { leaseMs: 60_000, idleWaitMs: 500, batchUnitsMax: 4, batchWaitMs: 10_000 },
  }
  const tokens = createTokens(new Uint8Array(32).fill(7))
  const troubles: string[] = []
  const { service, touch } = createService({
    ...{ coordinator, tokens },
    view: store,
    rpcUrl: 'http://127.0.0.1:8545',
    troubles: () => troubles,
  })
  const target = { ledger, identity: testIdentity }
  const makeUpkeep = (changed: Partial<Coordinator>, onChange: () => void) =>
    createUpkeep({ ...coordinator, ...changed }, target, silent, onChange)
  let ready = true
  const server = await createServer({
    ...{ service, blobs, logger: silent },
    authenticate: (token) => ({
      session: tokens.readToken(token, clock.nowMs()),
      operator: equal(token, operatorToken),
    }),
    ready: async () => ready,
  })
  const url = await server.listen({ host: '127.0.0.1', port: 0 })

  /** Calls as a bearer of `token`; failures arrive as errors of the house. */
  const call = async <T>(token: string | null, act: (client: GridClient) => Promise<T>) => {
    try {
      return await act(createGridClient({ url, token: () => token }))
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
    ...{ call, register, put, makeUpkeep },
    setReady: (value: boolean) => {
      ready = value
    },
    end: async (): Promise<void> => {
      await server.close()
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
