/** Starts a coordinator: opens everything, compares ledger and store, listens; stops it again. */
import { randomBytes } from 'node:crypto'
import { join } from 'node:path'
import { setImmediate, setTimeout as sleep } from 'node:timers/promises'
import { connectDisputes, openLedger } from '@pumasi/chain'
import { recoverNatively } from '@pumasi/chain/signatures'
import { keepSecret } from '@pumasi/daemon'
import { fromHex } from '@pumasi/domain'
import { assertLedgerAgrees, assertLedgerFits, createEpochs } from '@pumasi/engine'
import type { CommitTarget, Coordinator } from '@pumasi/engine'
import { accelerateKeccak, accelerateSignatures } from '@pumasi/proof'
import { rulesInForce } from '@pumasi/rules'
import { openUploadDesk } from '@pumasi/store'
import { createAccountTokens } from './accounts/account-tokens.ts'
import { createAuthenticate } from './accounts/authenticate.ts'
import { createNonces } from './accounts/nonces.ts'
import { createPageSessions } from './accounts/page-sessions.ts'
import { createSignInDesk } from './accounts/sign-in.ts'
import { originsOf } from './accounts/origins.ts'
import { createAttestorDesk } from './attestor-desk.ts'
import { watchDisk } from './blobs/blob-parts.ts'
import { openBlobs } from './blobs/open-blobs.ts'
import { assertKeyGuarded, openCommitter } from './committer.ts'
import type { Config } from './config/settings.ts'
import { withTrustRules } from './config/trust-rules.ts'
import { healthChecks } from './health/checks.ts'
import { createHealth } from './health/health.ts'
import { listenForMetrics } from './health/metrics-listener.ts'
import type { MetricsListener } from './health/metrics-listener.ts'
import { createAdmission } from './limits/admission.ts'
import { createChallengeDesk } from './ledger/challenge-desk.ts'
import { createLedgerDesk } from './ledger/ledger-desk.ts'
import { createNetworkTag } from './limits/network-tag.ts'
import { listen } from './listen.ts'
import { assertSameLedger, assertSameSecrets, openPatiently } from './open-store.ts'
import { retentionChores } from './retention.ts'
import { createPairingDesk } from './pairing/pairing-desk.ts'
import { createProofDesk } from './proofs/proof-desk.ts'
import { createServer } from './server.ts'
import { createService } from './service.ts'
import { startSignatures } from './signatures/signatures.ts'
import { closeInTime } from './stop.ts'
import { createGridGauges } from './telemetry/grid-gauges.ts'
import { secretsIn } from './telemetry/log.ts'
import type { Log } from './telemetry/log.ts'
import { meterService } from './telemetry/metered-service.ts'
import { createMetrics, watchGates } from './telemetry/metrics.ts'
import { tlsFiles } from './tls.ts'
import { createSeal } from './seal.ts'
import { createTokens } from './tokens.ts'
import { createUpkeep } from './upkeep.ts'

const IDLE_WAIT_MS = 500
const HEALTH_FRESH_MS = 2_000
const SWEEP_MS = 600_000

export interface RunningCoordinator {
  readonly url: string
  /** Where metrics are, when they have an address of their own. */
  readonly metricsPort: number | null
  /** Reads certificate and key again. @throws `TLS_UNUSABLE`; the old ones stay in force then */
  readonly reload: () => void
  /**
   * Takes no more requests, lets those under way end, ends the step of upkeep under way, closes
   * everything. False when requests had to be cut off.
   */
  readonly stop: () => Promise<boolean>
}

/** @throws whatever cannot be opened says why, with a hint */
export async function startCoordinator(
  config: Config,
  { logger, hide, clean }: Pick<Log, 'logger' | 'hide' | 'clean'>,
): Promise<RunningCoordinator> {
  const { data, rpc, ledger: address, confirmations } = config
  await accelerateKeccak()
  // Each host that registers has two read, in this thread.
  if (recoverNatively !== null) accelerateSignatures(recoverNatively)
  hide(...secretsIn(config['database-url']), ...secretsIn(rpc), config['s3-secret-access-key'])
  const secret = await keepSecret(join(data, 'coordinator.secret'))
  const operatorToken = await keepSecret(join(data, 'operator.token'))
  hide(operatorToken)
  const signer = await openCommitter(config, hide)
  const tls = tlsOf(config)
  // A broken pair is told before anything is opened.
  tls?.read()
  const endpoint = config['otlp-endpoint']
  const tracing =
    endpoint === undefined
      ? undefined
      : (await import('./telemetry/tracing.ts')).startTracing(endpoint)
  const traced: NonNullable<typeof tracing>['over'] = tracing?.over ?? ((_name, plain) => plain)

  const ledger = traced('chain', openLedger({ rpcUrl: rpc, address, signer, confirmations }))
  const identity = await ledger.identify()
  assertKeyGuarded(config, identity)
  const target: CommitTarget = { ledger, identity }
  const rules = withTrustRules(rulesInForce, config['trust-rules'])
  await assertLedgerFits(target, rules, signer.account)
  const store = traced('store', await openPatiently(config))
  try {
    await assertSameLedger(store, identity)
    if (config['database-url'] !== undefined) {
      await assertSameSecrets(store, {
        'coordinator.secret': secret,
        'operator.token': operatorToken,
      })
    }
    await assertLedgerAgrees({ store }, target)
    const blobs = traced('blobs', await openBlobs(config))
    const desk = await openUploadDesk(join(data, 'uploads'), blobs)
    const clock = { nowMs: () => Date.now() }
    const signatures = startSignatures()
    const coordinator: Coordinator = {
      ...{ store, blobs, clock },
      randomness: { randomBytes: (count) => randomBytes(count) },
      domain: { chainId: identity.chainId, ledger: identity.address },
      rules,
      epochs: createEpochs(ledger, clock),
      seeds: ledger,
      signatures,
      giveWay: () => setImmediate(),
      settings: {
        leaseMs: config['lease-seconds'],
        idleWaitMs: IDLE_WAIT_MS,
        batchUnitsMax: config['batch-units'],
        batchWaitMs: config['batch-seconds'],
        closeAfterMs: config['close-after-hours'],
        seedConfirmations: config['seed-confirmations'],
      },
    }
    const stopping = new AbortController()
    const seal = createSeal(fromHex(secret))
    const tokens = createTokens(seal)
    const accountTokens = createAccountTokens(seal)
    const pageSessions = createPageSessions(seal)
    const origins = () => originsOf(config, server.server.address())
    const signInDesk = createSignInDesk({
      ...{ nonces: createNonces(seal), tokens: accountTokens, clock, chainId: identity.chainId },
      origins,
    })
    const metrics = createMetrics()
    const admission = createAdmission(config, clock)
    watchGates(metrics, admission)
    const disk = watchDisk(data, config['disk-reserve-mib'] * 2 ** 20)
    const troubles = (): readonly string[] => upkeep.troubles().map(clean)
    const { service, touch } = createService({
      ...{ coordinator, tokens, signInDesk, pageSessions, troubles },
      attestorDesk: createAttestorDesk(coordinator, target, { logger, metrics }),
      proofDesk: createProofDesk({ ledger, blobs, view: store }),
      ledgerDesk: createLedgerDesk({ ledger, clock }),
      challengeDesk: createChallengeDesk({
        ...{ disputes: connectDisputes({ rpcUrl: rpc, address }), clock },
      }),
      pairingDesk: createPairingDesk({
        ...{ pairings: store, tokens, clock, domain: coordinator.domain },
      }),
      ...{ view: store, oversight: store, retention: store },
      retryUpkeep: () => upkeep.retry(),
      rpcUrl: shownRpc(config),
      quota: {
        jobsOpen: config['jobs-open-max'],
        unitsOpen: config['units-open-max'],
        unitsPerJob: config['units-per-job-max'],
        submissions: config['submissions-per-day'],
      },
    })
    const upkeep = createUpkeep(coordinator, target, {
      ...{ logger, metrics, onChange: touch },
      errorLimit: {
        failuresMin: config['failures-min'],
        failuresPercent: config['failures-percent'],
      },
      chores: [
        {
          name: 'drop abandoned uploads',
          everyMs: SWEEP_MS,
          act: async () => (await desk.sweep(clock.nowMs())) > 0,
        },
        ...retentionChores(config, { retention: store, clock, blobs, logger }),
      ],
    })
    const sources = { ...disk, ...{ store, view: store, clock, troubles } }
    const lookAtGrid = createGridGauges(metrics, sources)
    const printMetrics = async (): Promise<string> => {
      await lookAtGrid()
      return metrics.registry.metrics()
    }
    const checks = healthChecks({ store, ledger, disk, troubles, stopping: stopping.signal })
    const server = await createServer({
      ...{ blobs, desk, disk, logger, metrics, admission, printMetrics, tls, tracing },
      service: meterService(service, metrics, stopping.signal),
      health: createHealth(checks, clock, HEALTH_FRESH_MS),
      messageMs: config['message-seconds'],
      silenceMs: config['silence-seconds'],
      trustedProxies: config['trusted-proxies'],
      origins,
      networkTag: createNetworkTag(seal),
      authenticate: createAuthenticate({
        ...{ hostTokens: tokens, accountTokens, pageSessions, operatorToken, clock },
        ...{ operators: config.operators, submitters: config.submitters },
      }),
    })
    const listener = await openMetrics(config, printMetrics)
    const url = await listen(server, config).catch(async (error: unknown) => {
      await listener?.close()
      throw error
    })
    const running = upkeep.run(stopping.signal)
    return {
      url,
      metricsPort: listener?.port ?? null,
      reload: () => {
        const secure = server.server as { setSecureContext?: (pair: object) => void }
        if (tls !== undefined) secure.setSecureContext?.(tls.read())
      },
      stop: async () => {
        stopping.abort()
        const whole = await closeInTime(server, config['stop-seconds'])
        // A step that waits for the chain is safe to leave: it is repeated at the next start.
        await Promise.race([running, sleep(config['stop-seconds'], null, { ref: false })])
        await listener?.close()
        await signatures.stop()
        await store.close()
        await tracing?.stop()
        return whole
      },
    }
  } catch (error) {
    await store.close()
    await tracing?.stop()
    throw error
  }
}

function tlsOf(config: Config) {
  const [cert, key] = [config['tls-cert'], config['tls-key']]
  return cert === undefined || key === undefined ? undefined : tlsFiles(cert, key)
}

/** What everybody is told about the chain's endpoint: never a user, a password or a query. */
function shownRpc({ rpc, 'public-rpc': shown }: Config): string {
  const url = new URL(shown ?? rpc)
  url.username = url.password = url.search = url.hash = ''
  // As it was written: an endpoint without a path has no slash.
  return url.pathname === '/' ? url.origin : url.href
}

function openMetrics(
  config: Config,
  print: () => Promise<string>,
): Promise<MetricsListener | null> {
  const at = config['metrics-listen']
  return at === undefined ? Promise.resolve(null) : listenForMetrics(at, print)
}
