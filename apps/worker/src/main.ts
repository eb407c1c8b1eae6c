/** The worker process. */
import { setTimeout as sleep } from 'node:timers/promises'
import { toErrorShape } from '@pumasi/domain'
import type { StopSignal } from '@pumasi/domain'
import { runWorker } from '@pumasi/engine'
import type { WorkerEnvironment } from '@pumasi/engine'
import { createNodeExecutor } from '@pumasi/sandbox'
import { pino } from 'pino'
import { readConfig, usage } from './config.ts'
import type { Config } from './config.ts'
import { connect } from './http-transport.ts'
import { keepKeys } from './keys.ts'
import { lyingExecutor } from './lying-executor.ts'
import { reportTo } from './report-events.ts'

const logger = pino({ level: process.env['LOG_LEVEL'] ?? 'info', base: { role: 'worker' } })
const CONNECT_RETRY_MS = 2_000

try {
  const config = readConfig(process.argv.slice(2))
  if (config === null) process.stdout.write(usage)
  else await run(config)
} catch (error) {
  const { code, message, hint } = toErrorShape(error)
  if (code === 'INTERNAL') logger.fatal({ error: String((error as Error).stack) }, 'failed')
  process.stderr.write(`error ${code}: ${message}\n${hint ? `  ${hint}\n` : ''}`)
  process.exitCode = code === 'USAGE' ? 2 : 1
}
process.disconnect?.()

async function run(config: Config): Promise<void> {
  const { coordinator: url, slots, name, data, lying } = config
  const stopping = new AbortController()
  const end = (): void => stopping.abort()
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, end)
  // Whoever started it is gone.
  process.once('disconnect', end)
  const keys = await keepKeys(data)
  const { account, session } = keys
  logger.info({ account, session, slots, url, lying }, 'worker starts')
  process.send?.({ type: 'ready', account })
  const connected = await connectPatiently({ url, keys, name }, stopping.signal)
  if (connected === null) return
  const honest = createNodeExecutor({ threads: slots })
  const environment: WorkerEnvironment = {
    transport: connected.transport,
    executor: lying ? lyingExecutor(honest) : honest,
    signer: keys.signerFor(connected.domain),
    timer: { sleep: sleepUntil },
    createStopper: () => new AbortController(),
  }
  try {
    await runWorker(environment, { slots, onEvent: reportTo(logger) }, stopping.signal)
  } finally {
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
