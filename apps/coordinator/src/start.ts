/** Starts a coordinator: opens everything, compares ledger and store, listens. */
import { randomBytes } from 'node:crypto'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { openLedger } from '@pumasi/chain'
import { GridError, fromHex, isGridError } from '@pumasi/domain'
import { assertLedgerAgrees } from '@pumasi/engine'
import type { CommitTarget, Coordinator, JobStore, LedgerIdentity } from '@pumasi/engine'
import { rulesInForce } from '@pumasi/rules'
import { openFileBlobs, openStore } from '@pumasi/store'
import type { Store } from '@pumasi/store'
import type { Logger } from 'pino'
import type { Config } from './config.ts'
import { keepSecret, readSecret } from './secrets.ts'
import { createServer } from './server.ts'
import { createService } from './service.ts'
import { createTokens, equal } from './tokens.ts'
import { createUpkeep } from './upkeep.ts'

const IDLE_WAIT_MS = 500
/** Together the time a coordinator takes to stop in good order. */
const LOCK_TRIES = 30
const LOCK_WAIT_MS = 500

export interface RunningCoordinator {
  readonly url: string
  /** Stops taking requests, ends the step under way, closes the store. */
  readonly stop: () => Promise<void>
}

/** @throws whatever cannot be opened says why, with a hint */
export async function startCoordinator(
  config: Config,
  logger: Logger,
): Promise<RunningCoordinator> {
  const { data, rpc, ledger: address } = config
  const secret = fromHex(await keepSecret(join(data, 'coordinator.secret')))
  const operatorToken = await keepSecret(join(data, 'operator.token'))
  const privateKey = await readSecret(config['committer-key'])
  const ledger = openLedger({ rpcUrl: rpc, address, privateKey })
  const identity = await ledger.identify()
  const target: CommitTarget = { ledger, identity }
  const store = await openPatiently(config)
  try {
    await assertSameLedger(store, identity)
    await assertLedgerAgrees({ store }, target)
    const coordinator: Coordinator = {
      store,
      blobs: await openFileBlobs(join(data, 'blobs')),
      clock: { nowMs: () => Date.now() },
      randomness: { randomBytes: (count) => randomBytes(count) },
      domain: { chainId: identity.chainId, ledger: identity.address },
      rules: rulesInForce,
      settings: {
        leaseMs: config['lease-seconds'],
        idleWaitMs: IDLE_WAIT_MS,
        batchUnitsMax: config['batch-units'],
        batchWaitMs: config['batch-seconds'],
      },
    }
    const tokens = createTokens(secret)
    const { service, touch } = createService({
      coordinator,
      view: store,
      tokens,
      rpcUrl: rpc,
      troubles: () => upkeep.troubles(),
    })
    const upkeep = createUpkeep(coordinator, target, logger, touch)
    const server = await createServer({
      service,
      blobs: coordinator.blobs,
      logger,
      authenticate: (token) => ({
        session: tokens.readToken(token, Date.now()),
        operator: equal(token, operatorToken),
      }),
      ready: () => store.ping(),
    })
    const url = await listen(server, config)
    const stopping = new AbortController()
    const running = upkeep.run(stopping.signal)
    const stop = async (): Promise<void> => {
      stopping.abort()
      await server.close()
      await running
      await store.close()
    }
    return { url, stop }
  } catch (error) {
    await store.close()
    throw error
  }
}

/** A coordinator that was just killed, or is being stopped, frees its store within seconds. */
async function openPatiently({ data, databaseUrl }: Config): Promise<Store> {
  for (let triesLeft = LOCK_TRIES; ; triesLeft -= 1) {
    try {
      return await openStore({ url: databaseUrl, dataDir: join(data, 'database') })
    } catch (error) {
      if (triesLeft === 0 || !isGridError(error, 'STORE_LOCKED')) throw error
      await sleep(LOCK_WAIT_MS)
    }
  }
}

async function listen(
  server: Awaited<ReturnType<typeof createServer>>,
  { host, port }: Config,
): Promise<string> {
  try {
    return await server.listen({ host, port })
  } catch (cause) {
    const { code, message } = cause as { code?: string; message?: string }
    if (code === 'EADDRINUSE') {
      throw new GridError('PORT_IN_USE', `found port ${port} on ${host} in use`, {
        hint: 'Stop the program that uses it, or choose another one with --port.',
        details: { host, port },
        cause,
      })
    }
    throw new GridError('ADDRESS_UNUSABLE', `cannot listen on ${host}, port ${port}: ${message}`, {
      hint: 'Give an address of this machine with --host, and a port this user may open.',
      details: { host, port, code },
      cause,
    })
  }
}

/** A store belongs to one ledger for ever: its receipts were signed for it. */
async function assertSameLedger(store: JobStore, { chainId, address }: LedgerIdentity) {
  const expected = `${chainId} ${address}`
  const found = await store.claimSetting('ledger', expected)
  if (found === expected) return
  throw new GridError(
    'DATA_OF_ANOTHER_LEDGER',
    `found data that belongs to the ledger ${found} (chain id, address), expected ${expected}`,
    { hint: 'Choose the data directory of this ledger with --data, or start a new one.' },
  )
}
