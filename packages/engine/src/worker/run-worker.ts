/**
 * Runs the worker role until told to stop: acquire ahead, execute, report in bundles, renew.
 *
 * Invariants: at most `slots` units run at a time, within the memory allowed; a finished unit is
 * uploaded and reported until the coordinator has answered, by the next start if need be, and never
 * run again for it; a lost lease stops its execution; stopping finishes nothing new, gives back
 * what was not begun, and nothing goes on once the worker has ended (run-worker.test.ts).
 */
import { GridError, toErrorShape } from '@pumasi/domain'
import type { LeaseId, StopSignal } from '@pumasi/domain'
import { HOST_STOPPED } from '@pumasi/rules'
import type { LeasedWork } from '../coordinator/lease-work.ts'
import { createBackOff } from './back-off.ts'
import type { HeldUnit, WorkerEnvironment, WorkerSettings } from './context.ts'
import { keepAcquiring } from './keep-acquiring.ts'
import { keepRenewing, renewAll } from './keep-renewing.ts'
import { createPace } from './pace.ts'
import { persist } from './persist.ts'
import { createReporter } from './reporter.ts'
import { createSlots } from './slots.ts'
import type { Slots } from './slots.ts'
import { createStockroom } from './stockroom.ts'

/** Until the coordinator has told how long a lease lasts. */
const LEASE_UNKNOWN_MS = 3_000
/** Leases given back at the same time. */
const RETURNS_AT_ONCE = 8

export interface WorkerSignals {
  /** Ends everything: units that run are given back. */
  readonly stop: StopSignal
  /** Begins nothing more; units that run are finished and reported. */
  readonly drain?: StopSignal
}

/**
 * Resolves once told to stop, or done with `unitsMax` units, and every execution has ended.
 * @throws what the transport throws on acquiring or renewing, unless it is retryable
 */
export async function runWorker(
  environment: WorkerEnvironment,
  settings: WorkerSettings,
  signals: WorkerSignals,
): Promise<void> {
  const { transport, timer, outbox, createStopper } = environment
  const { onEvent } = settings
  const backOff = createBackOff(environment.randomness)
  const persistence = { timer, backOff, onEvent }
  const pace = createPace()
  const stockroom = createStockroom(environment, settings.slots, persistence)
  const [ending, reported] = [createStopper(), createStopper()]
  let leaseMs = LEASE_UNKNOWN_MS
  let changed = createStopper()

  const tellForgetful = (error: unknown): void => {
    const { code, message } = toErrorShape(error)
    onEvent({ type: 'forgetful', code, message })
  }
  const forget = (leaseIds: readonly LeaseId[]): Promise<void> =>
    outbox.forget(leaseIds).catch(tellForgetful)
  /** Telling the coordinator only saves time: a lease ends by itself. */
  const giveBack = async (work: HeldUnit, error: unknown): Promise<void> => {
    const { code, message } = toErrorShape(error)
    onEvent({ type: 'abandoned', work, code, message })
    await transport.returnLease(work.leaseId, code, message.slice(0, 500)).catch(() => 'lost')
    await forget([work.leaseId])
  }
  const giveBackStock = async (): Promise<void> => {
    const left = [...stockroom.clear()]
    const stopped = new GridError(HOST_STOPPED, 'found no time to begin it')
    const giveBackEach = async (): Promise<void> => {
      for (let work = left.pop(); work !== undefined; work = left.pop()) {
        await giveBack(work, stopped)
      }
    }
    await Promise.all(Array.from({ length: RETURNS_AT_ONCE }, giveBackEach))
  }

  const shared = { ...persistence, environment, settings, pace, giveBack }
  const reporter = createReporter({
    ...shared,
    isIdle: () => slots.isIdle(),
    onAnswered: () => slots.fill(),
  })
  const slots: Slots = createSlots({
    ...{ ...shared, stockroom, finish: reporter.add, isBlocked: reporter.isFull },
    onChange: () => {
      reporter.nudge()
      changed.abort()
    },
  })

  const takeIn = async (leases: readonly LeasedWork[], newLeaseMs: number): Promise<void> => {
    leaseMs = newLeaseMs
    await outbox.keepLeases(leases).catch(tellForgetful)
    stockroom.put(leases)
    onEvent({ type: 'leased', units: leases.length, inStock: stockroom.size() })
    slots.fill()
  }
  /** Takes up what an earlier life left: reports what was finished, runs what is still its own. */
  const restore = async (): Promise<void> => {
    const { leases, finished } = await outbox.restore()
    finished.forEach(reporter.add)
    const ids = leases.map(({ leaseId }) => leaseId)
    const kept = await persist(persistence, ending.signal, () => renewAll(transport, ids))
    await forget(ids.filter((id) => !kept.has(id)))
    const own = leases.filter(({ leaseId }) => kept.has(leaseId))
    if (own.length + finished.length === 0) return
    onEvent({ type: 'restored', leases: own.length, receipts: finished.length })
    stockroom.put(own)
    slots.fill()
  }
  const acquire = async (): Promise<void> => {
    try {
      await restore()
    } catch (error) {
      // Told to stop while nobody answered: the next start tries again.
      if (ending.signal.aborted && toErrorShape(error).retryable) return
      throw error
    }
    const sleep = async (ms: number): Promise<void> => {
      changed = createStopper()
      if (!ending.signal.aborted) await timer.sleep(ms, changed.signal)
    }
    const parts = { ...shared, slots, stockroom, isBlocked: reporter.isFull, takeIn, sleep }
    await keepAcquiring({ ...parts, leaseMs: () => leaseMs }, ending.signal)
  }
  const lose = (ids: ReadonlySet<LeaseId>): void => {
    slots.lose(ids)
    const gone = stockroom.clear(ids).map(({ leaseId }) => leaseId)
    if (gone.length > 0) void forget(gone)
    changed.abort()
  }
  const held = (): readonly LeaseId[] => [
    ...[...slots.held(), ...stockroom.held(), ...reporter.held()],
  ]
  const givenBack: Promise<void>[] = []
  const drain = (): void => {
    slots.drain()
    givenBack.push(giveBackStock())
  }
  const stop = (): void => {
    ending.abort()
    slots.stop()
  }

  if (signals.drain?.aborted === true) drain()
  if (signals.stop.aborted) stop()
  signals.drain?.addEventListener('abort', drain, { once: true })
  signals.stop.addEventListener('abort', stop, { once: true })
  const reporting = reporter.run(reported.signal)
  // Whichever ends ends the other and every execution, those granted while stopping too.
  const loops = [
    acquire(),
    keepRenewing({ ...persistence, transport, held, leaseMs: () => leaseMs, lose }, ending.signal),
  ].map((loop) => loop.finally(stop))
  const ended = await Promise.allSettled(loops)
  signals.drain?.removeEventListener('abort', drain)
  signals.stop.removeEventListener('abort', stop)
  await Promise.all([giveBackStock(), slots.ended(), ...givenBack])
  reported.abort()
  await reporting
  for (const loop of ended) if (loop.status === 'rejected') throw loop.reason
}
