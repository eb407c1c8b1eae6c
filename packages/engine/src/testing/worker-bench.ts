/** A worker of a grid in memory, with its executions and its time in the hands of a test. */
import { GridError } from '@pumasi/domain'
import type { Digest, StopSignal } from '@pumasi/domain'
import { signReceipt } from '@pumasi/proof'
import { acquireLeases, renewLeases, returnLease } from '../coordinator/lease-work.ts'
import type { Execution, ExecutionRequest, Executor } from '../ports/executor.ts'
import type { Signer, Transport } from '../ports/transport.ts'
import { createMemoryOutbox } from '../ports/outbox.ts'
import type { Outbox } from '../ports/outbox.ts'
import type { Stopper, WorkerEvent, WorkerSettings } from '../worker/context.ts'
import { runWorker } from '../worker/run-worker.ts'
import type { TestGrid, TestHost } from './grid.ts'
import { hashExecutor } from './hash-executor.ts'
import { createTimer } from './timer.ts'
import type { TestTimer } from './timer.ts'

/** One execution under way, waiting for its end. */
export interface HeldExecution {
  readonly request: ExecutionRequest
  finish(): void
  fail(error: GridError): void
}

/** Executes as `hashExecutor` does, but ends only when told to, or cancelled like the sandbox. */
export interface HeldExecutor extends Executor {
  readonly underWay: readonly HeldExecution[]
  /** Every execution that was ever started. */
  started(): number
}

export function createHeldExecutor(): HeldExecutor {
  const underWay: HeldExecution[] = []
  let started = 0
  const wait = (request: ExecutionRequest, signal?: StopSignal): Promise<Execution> =>
    new Promise((resolve, reject) => {
      const end = (settle: () => void) => (): void => {
        const at = underWay.indexOf(held)
        if (at < 0) return
        underWay.splice(at, 1)
        settle()
      }
      const held: HeldExecution = {
        request,
        finish: end(() => resolve(hashExecutor.execute(request))),
        fail: (error) => end(() => reject(error))(),
      }
      started += 1
      underWay.push(held)
      if (signal?.aborted === true) held.fail(cancelled())
      signal?.addEventListener('abort', () => held.fail(cancelled()), { once: true })
    })
  return {
    ...hashExecutor,
    underWay,
    started: () => started,
    execute: (request, control) => wait(request, control?.signal),
  }
}

/** Executes as `hashExecutor` does and takes its virtual time, or is cancelled like the sandbox. */
export function createTimedExecutor(
  timer: TestTimer,
  unitMs: (request: ExecutionRequest) => number,
) {
  let underWay = 0
  let most = 0
  const execute: Executor['execute'] = async (request, control) => {
    underWay += 1
    most = Math.max(most, underWay)
    await timer.sleep(unitMs(request), control?.signal)
    underWay -= 1
    if (control?.signal?.aborted === true) throw cancelled()
    return hashExecutor.execute(request)
  }
  return { ...hashExecutor, execute, underWay: () => underWay, most: () => most }
}

const cancelled = (): GridError =>
  new GridError('MACHINE_CANCELLED', 'found a stop', { retryable: true })

/** Signs for one host of a grid. */
export const signerOf = (grid: TestGrid, { account, sessionKey }: TestHost): Signer => ({
  sign: (receipt) => signReceipt({ ...receipt, account }, grid.domain, sessionKey),
})

/** A host's way to the coordinator of a grid, without a wire in between. */
export function transportOf({ coordinator, bytes, report }: TestGrid, host: TestHost): Transport {
  const { session } = host
  const { leaseMs, idleWaitMs: waitMs } = coordinator.settings
  return {
    bundleMax: 50,
    acquire: async (count, room) => ({
      ...(await acquireLeases(coordinator, session, count, room)),
      ...{ waitMs, leaseMs },
    }),
    renew: (ids) => renewLeases(coordinator, session, ids),
    returnLease: (id, code, message) =>
      returnLease(coordinator, session, id, `${code}: ${message}`),
    report: (receipts) => Promise.all(receipts.map((signed) => report(host, signed))),
    fetchBlob: async (digest: Digest) => {
      const found = bytes.get(digest)
      if (found === undefined) throw new GridError('UNKNOWN_BLOB', `found nothing at ${digest}`)
      return found
    },
    putBlob: (output) => coordinator.blobs.putBlob(output),
  }
}

export interface Bench extends Partial<Omit<WorkerSettings, 'onEvent'>> {
  readonly executor?: Executor
  /** What an earlier life left, or nothing. */
  readonly outbox?: Outbox
  /** What is different about this host's way to the coordinator. */
  readonly transport?: (honest: Transport) => Partial<Transport>
  /** When it happens, in virtual time; a worker that is started again goes on with its own. */
  readonly timer?: TestTimer
}

/** Starts a worker for a host; every call of its transport is written down. */
export function startWorker(
  grid: TestGrid,
  host: TestHost,
  createStopper: () => Stopper,
  bench: Bench = {},
) {
  const { executor = hashExecutor, transport = () => ({}), outbox = createMemoryOutbox() } = bench
  const { timer = createTimer() } = bench
  const honest = transportOf(grid, host)
  const calls: (readonly [name: keyof Transport, ...args: unknown[]])[] = []
  const written = new Proxy(
    { ...honest, ...transport(honest) },
    {
      get: (target, name: keyof Transport) => {
        const member = target[name]
        if (typeof member !== 'function') return member
        return (...args: unknown[]) => {
          calls.push([name, ...args])
          return (member as (...args: unknown[]) => unknown)(...args)
        }
      },
    },
  )
  const events: WorkerEvent[] = []
  const [stopper, drainer] = [createStopper(), createStopper()]
  // No jitter: a test counts on the milliseconds.
  const randomness = { randomBytes: (count: number) => new Uint8Array(count) }
  const ports = { transport: written, executor, signer: signerOf(grid, host), outbox }
  const ended = runWorker(
    { ...ports, timer, clock: timer, randomness, createStopper },
    {
      ...{ slots: 1, dutyPercent: 100, jobs: null, unitsMax: null, leftMs: () => Infinity },
      ...{ memoryMaxBytes: 2 ** 30, outputMaxBytes: 2 ** 30, ...bench },
      onEvent: (event) => events.push(event),
    },
    { stop: stopper.signal, drain: drainer.signal },
  )
  // A test looks at its failure when it wants to.
  ended.catch(() => undefined)
  return {
    ...{ timer, ended, events },
    stop: () => stopper.abort(),
    drain: () => drainer.abort(),
    /** Arguments of every call of one name. */
    callsOf: (wanted: keyof Transport) =>
      calls.filter(([name]) => name === wanted).map(([, ...args]) => args),
    eventsOf: <Type extends WorkerEvent['type']>(wanted: Type) =>
      events.filter(
        (event): event is Extract<WorkerEvent, { type: Type }> => event.type === wanted,
      ),
  }
}
