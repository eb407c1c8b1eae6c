/**
 * Runs the worker role until told to stop: acquire, execute, report, renew.
 *
 * Invariants: at most `slots` units run at a time; a finished unit is uploaded and reported until
 * the coordinator has answered, and never run again for it; a lost lease stops its execution;
 * stopping finishes nothing new, and nothing goes on once the worker has ended.
 */
import { GridError, toErrorShape } from '@pumasi/domain'
import type { Digest, LeaseId, StopSignal } from '@pumasi/domain'
import type { SignedReceipt } from '@pumasi/proof'
import { HOST_STOPPED } from '@pumasi/rules'
import type { Timer } from '../ports/environment.ts'
import type { LeasedWork } from '../coordinator/lease-work.ts'
import type { ReportAnswer, Transport } from '../ports/transport.ts'
import { executeUnit } from './execute-unit.ts'
import type { BlobCache, UnitPorts } from './execute-unit.ts'

/** What a worker has to tell. */
export type WorkerEvent =
  | { readonly type: 'started'; readonly work: LeasedWork }
  | { readonly type: 'answered'; readonly work: LeasedWork; readonly answer: ReportAnswer }
  | {
      readonly type: 'abandoned'
      readonly work: LeasedWork
      readonly code: string
      readonly message: string
    }
  | { readonly type: 'waiting'; readonly waitMs: number; readonly suspended: string | null }
  | { readonly type: 'unreachable'; readonly code: string; readonly message: string }

export interface WorkerSettings {
  /** Units run at a time. */
  readonly slots: number
  readonly onEvent: (event: WorkerEvent) => void
}

/** A way to stop one execution; the platform's `AbortController` fits. */
export interface Stopper {
  readonly signal: StopSignal
  abort(): void
}

export interface WorkerEnvironment extends UnitPorts {
  readonly transport: Transport
  readonly timer: Timer
  createStopper(): Stopper
}

const RETRY_MS = 1_000
const RETRY_MAX_MS = 30_000

interface Held {
  readonly work: LeasedWork
  readonly stopper: Stopper
}

/**
 * Resolves once `signal` has aborted and every execution has ended.
 * @throws what the transport throws on acquiring or renewing, unless it is retryable
 */
export async function runWorker(
  environment: WorkerEnvironment,
  { slots, onEvent }: WorkerSettings,
  signal: StopSignal,
): Promise<void> {
  const { transport, timer, createStopper } = environment
  const held = new Map<LeaseId, Held>()
  const running = new Set<Promise<void>>()
  const cache: BlobCache = new Map()
  const ending = createStopper()
  let failures = 0
  let leaseMs = RETRY_MS * 3
  let woken = createStopper()
  const stopAll = (): void => {
    ending.abort()
    woken.abort()
    for (const { stopper } of held.values()) stopper.abort()
  }
  if (signal.aborted) ending.abort()
  signal.addEventListener('abort', stopAll, { once: true })

  const start = (work: LeasedWork): void => {
    const stopper = createStopper()
    held.set(work.leaseId, { work, stopper })
    onEvent({ type: 'started', work })
    const run = runOne(environment, work, cache, stopper.signal, onEvent).finally(() => {
      held.delete(work.leaseId)
      running.delete(run)
      woken.abort()
    })
    running.add(run)
  }

  const acquireUntilEnd = async (): Promise<void> => {
    while (!ending.signal.aborted) {
      woken = createStopper()
      const free = slots - running.size
      if (free <= 0) {
        await timer.sleep(RETRY_MAX_MS, woken.signal)
        continue
      }
      try {
        const acquired = await transport.acquire(free)
        failures = 0
        leaseMs = acquired.leaseMs
        const leases = acquired.leases.slice(0, free)
        leases.forEach(start)
        if (leases.length > 0) continue
        const { waitMs, suspended } = acquired
        onEvent({ type: 'waiting', waitMs, suspended })
        await timer.sleep(waitMs, woken.signal)
      } catch (error) {
        const { code, message, retryable } = toErrorShape(error)
        if (!retryable) throw error
        onEvent({ type: 'unreachable', code, message })
        failures += 1
        await timer.sleep(Math.min(RETRY_MAX_MS, RETRY_MS * 2 ** (failures - 1)), woken.signal)
      }
    }
  }

  // Whichever ends ends the other and every execution, those granted while stopping too.
  const loops = [
    acquireUntilEnd(),
    keepRenewing(environment, held, () => leaseMs, onEvent, ending.signal),
  ].map((loop) => loop.finally(stopAll))
  const ended = await Promise.allSettled(loops)
  signal.removeEventListener('abort', stopAll)
  await Promise.all(running)
  for (const loop of ended) if (loop.status === 'rejected') throw loop.reason
}

async function runOne(
  environment: WorkerEnvironment,
  work: LeasedWork,
  cache: BlobCache,
  signal: StopSignal,
  onEvent: WorkerSettings['onEvent'],
): Promise<void> {
  const { transport, executor, signer } = environment
  const patiently = <T>(step: () => Promise<T>): Promise<T> =>
    persist(environment, signal, onEvent, step)
  // An upload is repeated by itself: what took hours to execute is not executed again for it.
  const patient = {
    fetchBlob: (digest: Digest) => transport.fetchBlob(digest),
    putBlob: (bytes: Uint8Array) => patiently(() => transport.putBlob(bytes)),
  }
  try {
    const ports = { transport: patient, executor, signer }
    const receipt = await patiently(() => executeUnit(ports, work, cache, { signal }))
    const answer = await patiently(() => reportOne(environment, receipt))
    onEvent({ type: 'answered', work, answer })
  } catch (error) {
    const { code, message } = toErrorShape(error)
    onEvent({ type: 'abandoned', work, code, message })
    // Telling the coordinator only saves time: the lease ends by itself.
    await transport
      .returnLease(work.leaseId, code, message.slice(0, 500))
      .catch(() => 'lost' as const)
  }
}

async function reportOne(
  { transport }: WorkerEnvironment,
  receipt: SignedReceipt,
): Promise<ReportAnswer> {
  const [answer] = await transport.report([receipt])
  const { leaseId } = receipt.receipt
  return answer ?? { leaseId, answer: 'lost', code: null, message: 'found no answer' }
}

/** Repeats a step while its failure is the connection's, for as long as the lease is held. */
async function persist<T>(
  { timer }: WorkerEnvironment,
  signal: StopSignal,
  onEvent: WorkerSettings['onEvent'],
  step: () => Promise<T>,
): Promise<T> {
  for (let failures = 0; ; failures += 1) {
    try {
      return await step()
    } catch (error) {
      const { code, message, retryable } = toErrorShape(error)
      if (!retryable || code.startsWith('MACHINE_')) throw error
      // The unit is not to blame: this account may take it again.
      if (signal.aborted) throw new GridError(HOST_STOPPED, `stopped: ${code}: ${message}`)
      onEvent({ type: 'unreachable', code, message })
      await timer.sleep(Math.min(RETRY_MAX_MS, RETRY_MS * 2 ** failures), signal)
    }
  }
}

/** Renews every held lease three times a lease; stops the executions whose lease is lost. */
async function keepRenewing(
  { transport, timer }: WorkerEnvironment,
  held: ReadonlyMap<LeaseId, Held>,
  leaseMs: () => number,
  onEvent: WorkerSettings['onEvent'],
  signal: StopSignal,
): Promise<void> {
  while (!signal.aborted) {
    await timer.sleep(leaseMs() / 3, signal)
    const ids = [...held.keys()]
    if (ids.length === 0 || signal.aborted) continue
    try {
      const kept = new Set(await transport.renew(ids))
      for (const id of ids) if (!kept.has(id)) held.get(id)?.stopper.abort()
    } catch (error) {
      const { code, message, retryable } = toErrorShape(error)
      if (!retryable) throw error
      onEvent({ type: 'unreachable', code, message })
    }
  }
}
