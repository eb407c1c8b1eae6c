/**
 * TabWorker: the engine's worker role in this tab, with the sandbox in Web Workers.
 *
 * The same rules, the same rewriter and the same receipts as a worker in Node. What it has under
 * way lives in memory: a tab that is closed loses at most that, and others run those units.
 */
import type { StopSignal } from '@pumasi/domain'
import { createMemoryOutbox, runWorker } from '@pumasi/engine'
import type { Executor, WorkerEvent } from '@pumasi/engine'
import { connectHost } from '@pumasi/protocol'
import { createBrowserExecutor } from '@pumasi/sandbox/browser'
import { sha256 } from '../sha256.ts'
import { countFuel } from './count-fuel.ts'
import type { TabSession } from './tab-session.ts'

/** Memory for each core lent; larger units are not asked for. */
const MEMORY_BYTES_PER_CORE = 512 * 1024 * 1024
const OUTPUT_BYTES_MAX = 32 * 1024 * 1024

export interface TabWorkOptions {
  readonly session: TabSession
  /** How the tab is shown to people, and on what it runs. */
  readonly name: string
  readonly platform: string
  readonly cores: number
  /** Share of the time each core may work, 1 to 100. */
  readonly dutyPercent: number
  readonly onEvent: (event: WorkerEvent) => void
  /** Told of fuel burnt since it was last told. */
  readonly onFuel: (fuel: bigint) => void
}

export interface TabWork {
  /** Begins nothing more; what runs is finished and reported. */
  readonly drain: () => void
  /** Gives back what runs. */
  readonly stop: () => void
  /** Resolves when everything has ended. @throws what ended it too early */
  readonly ended: Promise<void>
}

/** Registers this tab as a host and begins. @throws `COORDINATOR_UNREACHABLE` */
export async function startTabWork(options: TabWorkOptions): Promise<TabWork> {
  const { session, name, platform, cores, dutyPercent, onEvent, onFuel } = options
  const { connection, domain } = await connectHost({
    ...{ url: location.origin, identity: session, name, platform },
    digestOf: sha256,
  })
  const browser = createBrowserExecutor({ threads: cores })
  const executor: Executor = countFuel(browser, onFuel)
  const [stopping, draining] = [new AbortController(), new AbortController()]
  const running = runWorker(
    {
      ...{ executor, transport: connection, outbox: createMemoryOutbox() },
      signer: session.signerFor(domain),
      timer: { sleep },
      clock: { nowMs: () => performance.now() },
      randomness: { randomBytes: (count) => crypto.getRandomValues(new Uint8Array(count)) },
      createStopper: () => new AbortController(),
    },
    {
      ...{ slots: cores, dutyPercent, jobs: null, unitsMax: null, onEvent },
      ...{ memoryMaxBytes: cores * MEMORY_BYTES_PER_CORE, outputMaxBytes: OUTPUT_BYTES_MAX },
      leftMs: () => Infinity,
    },
    { stop: stopping.signal, drain: draining.signal },
  )
  return {
    drain: () => draining.abort(),
    stop: () => stopping.abort(),
    ended: running.finally(() => browser.close()),
  }
}

function sleep(ms: number, signal?: StopSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal?.aborted === true) return resolve()
    const end = (): void => {
      clearTimeout(timer)
      signal?.removeEventListener('abort', end)
      resolve()
    }
    const timer = setTimeout(end, ms)
    signal?.addEventListener('abort', end, { once: true })
  })
}
