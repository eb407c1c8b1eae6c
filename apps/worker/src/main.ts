/** The worker process. */
import { randomBytes } from 'node:crypto'
import { getPriority, setPriority } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { toErrorShape } from '@pumasi/domain'
import type { StopSignal } from '@pumasi/domain'
import { LogSink } from '@pumasi/daemon'
import { runWorker } from '@pumasi/engine'
import type { WorkerEnvironment } from '@pumasi/engine'
import { createNodeExecutor } from '@pumasi/sandbox'
import { pino } from 'pino'
import { workWhileAllowed } from './allowance.ts'
import { connect, thisPlatform } from './http-transport.ts'
import { keepKeys } from './keys.ts'
import type { OwnKeys, WorkerKeys } from './keys.ts'
import { lyingExecutor } from './lying-executor.ts'
import { openFileOutbox } from './outbox/file-outbox.ts'
import { claimFolder } from './outbox/single-worker.ts'
import { confirmWallet } from './pairing/confirm-wallet.ts'
import { pair } from './pairing/pair.ts'
import { keepPairing, keysOfPairing, readPairing } from './pairing/paired.ts'
import { isOnBattery } from './preferences/battery.ts'
import { describeUsage, readPreferences } from './preferences/read-preferences.ts'
import type { Preferences } from './preferences/read-preferences.ts'
import { reportTo } from './report-events.ts'
import { listenToOwner } from './signals.ts'
import type { OwnerSignals } from './signals.ts'
import { createTally } from './tally.ts'
import { createTerminal } from './terminal.ts'

const CONNECT_RETRY_MS = 2_000
/** How often a log is told how things stand; a terminal every second. */
const STATUS_MS = 60_000
const TERMINAL_MS = 1_000
/** Time to give leases back. */
const END_MS = 20_000

const terminal = process.stdout.isTTY
  ? createTerminal(
      (text) => void process.stdout.write(text),
      () => process.stdout.columns,
    )
  : null
const options = { level: process.env['LOG_LEVEL'] ?? 'info', base: { role: 'worker' } }
const logger = pino(options, terminal ?? new LogSink(process.stdout.fd))

try {
  const preferences = readPreferences(process.argv.slice(2), process.env)
  if (preferences === null) process.stdout.write(describeUsage())
  else await run(preferences)
} catch (error) {
  const { code, message, hint } = toErrorShape(error)
  if (code === 'INTERNAL') logger.fatal({ error: String((error as Error).stack) }, 'failed')
  process.stderr.write(`error ${code}: ${message}\n${hint ? `  ${hint}\n` : ''}`)
  process.exitCode = code === 'USAGE' ? 2 : 1
}
process.disconnect?.()

async function run(preferences: Preferences): Promise<void> {
  const { coordinator: url, slots, name, data, epoch, lying, nice } = preferences
  // Before any thread is made: they take it over.
  if (getPriority() < nice) setPriority(nice)
  const owner = listenToOwner(process, logger)
  // Told to end, it ends, whatever still hangs: its leases run out by themselves.
  owner.stop.addEventListener('abort', () => setTimeout(() => process.exit(1), END_MS).unref())
  // Whoever started it may have gone while it was loading, when nobody listened yet.
  if (process.connected === false) process.emit('disconnect')
  const own = await keepKeys(data, epoch)
  const leave = await claimFolder(data)
  const keys = await payeeOf(preferences, own, owner.quit)
  if (keys === null) return leave()
  const { account, session } = keys
  logger.info({ account, session, slots, url, lying }, 'worker starts')
  process.send?.({ type: 'ready', account })
  const connected = await connectPatiently({ url, keys, name }, owner.quit)
  if (connected !== null) await work(preferences, keys, connected, owner)
  await leave()
}

/** Who earns: the wallet that signs now, or signed before, else this machine's. Null: stopped. */
async function payeeOf(
  { coordinator: url, name, data, pair: isPairing, wallet }: Preferences,
  own: OwnKeys,
  signal: AbortSignal,
): Promise<WorkerKeys | null> {
  if (!isPairing) {
    const paired = await readPairing(data)
    return paired === null ? own : keysOfPairing(own, paired)
  }
  const pairing = await pair({
    ...{ url, keys: own, name, platform: thisPlatform, wallet, signal },
    show: ({ code, fingerprint, page }) => {
      logger.info({ code }, `type ${code} at ${page} within ten minutes`)
      logger.info(`this machine's key begins with ${fingerprint}: the page must show the same`)
      process.send?.({ type: 'pairing', code })
    },
    confirm: confirmWallet,
    nowMs: Date.now,
    sleep: sleepUntil,
  })
  if (pairing === null) return null
  await keepPairing(data, pairing)
  const { account, expiresAt } = pairing.signed.delegation
  logger.info({ account }, `paired until ${new Date(expiresAt * 1_000).toISOString()}`)
  return keysOfPairing(own, pairing)
}

async function work(
  preferences: Preferences,
  keys: WorkerKeys,
  { transport, domain }: Awaited<ReturnType<typeof connect>>,
  { stop, drain, quit }: OwnerSignals,
): Promise<void> {
  const { slots, lying, data, jobs, once } = preferences
  const bytesMax = preferences['disk-max']
  const folder = join(data, 'outbox', `${domain.chainId}-${domain.ledger}`)
  const honest = createNodeExecutor({ threads: slots })
  const tally = createTally(Date.now)
  const tell = reportTo(logger)
  const environment: Omit<WorkerEnvironment, 'outbox'> = {
    transport,
    executor: lying ? lyingExecutor(honest) : honest,
    signer: keys.signerFor(domain),
    timer: { sleep: sleepUntil },
    clock: { nowMs: () => performance.now() },
    randomness: { randomBytes: (count) => randomBytes(count) },
    createStopper: () => new AbortController(),
  }
  const settings = {
    ...{ slots, jobs, unitsMax: once ? 1 : null, dutyPercent: preferences['cpu-percent'] },
    ...{ memoryMaxBytes: preferences['memory-max'], outputMaxBytes: bytesMax },
    onEvent: (event: Parameters<typeof tell>[0]) => {
      tally.note(event)
      tell(event)
    },
  }
  const showing = setInterval(
    () => (terminal ? terminal.setStatus(tally.describe()) : logger.info(tally.describe())),
    terminal ? TERMINAL_MS : STATUS_MS,
  )
  const onDamaged = (file: string, code: string, message: string): void =>
    logger.warn({ file, code, message }, 'set aside what an earlier start left')
  try {
    await workWhileAllowed(
      {
        hours: preferences['only-hours'],
        isOnBattery: preferences['pause-on-battery'] ? isOnBattery : null,
        ...{ now: () => new Date(), sleep: sleepUntil, logger },
      },
      async (over, leftMs) => {
        const outbox = await openFileOutbox({ folder, bytesMax, onDamaged })
        await runWorker({ ...environment, outbox }, { ...settings, leftMs }, { stop: over, drain })
      },
      { stop, quit },
    )
  } finally {
    clearInterval(showing)
    terminal?.setStatus('')
    logger.info(`worker ends: ${tally.describe()}`)
    await honest.close()
  }
}

async function connectPatiently(options: Parameters<typeof connect>[0], signal: AbortSignal) {
  while (!signal.aborted) {
    try {
      return await connect(options)
    } catch (error) {
      const { code, message, retryable } = toErrorShape(error)
      if (!retryable) throw error
      logger.warn({ code, message }, 'no coordinator yet')
      await sleepUntil(CONNECT_RETRY_MS, signal)
    }
  }
  return null
}

function sleepUntil(ms: number, signal?: StopSignal): Promise<void> {
  return sleep(ms, undefined, signal ? { signal: signal as AbortSignal } : {}).catch(
    () => undefined,
  )
}
