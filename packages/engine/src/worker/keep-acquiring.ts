/**
 * Acquires leases ahead of need, until told to end or until there is nothing more to do.
 *
 * Asks for as much as will be begun soon (stock.ts), and again when half of it is gone; never
 * sooner than the coordinator said, nor after a failure than the back-off says.
 */
import { toErrorShape } from '@pumasi/domain'
import type { StopSignal } from '@pumasi/domain'
import type { LeasedWork } from '../coordinator/lease-work.ts'
import type { WorkerEnvironment, WorkerSettings } from './context.ts'
import type { Pace } from './pace.ts'
import type { Persistence } from './persist.ts'
import type { Slots } from './slots.ts'
import { decideStock } from './stock.ts'
import type { Stockroom } from './stockroom.ts'

export interface AcquireParts extends Persistence {
  readonly environment: WorkerEnvironment
  readonly settings: WorkerSettings
  readonly pace: Pace
  readonly slots: Slots
  readonly stockroom: Stockroom
  readonly isBlocked: () => boolean
  readonly leaseMs: () => number
  readonly takeIn: (leases: readonly LeasedWork[], leaseMs: number) => Promise<void>
  /** Sleeps so long, or until something changed since it was called. */
  readonly sleep: (ms: number) => Promise<void>
}

/** @throws what the transport throws, unless it is retryable */
export async function keepAcquiring(parts: AcquireParts, signal: StopSignal): Promise<void> {
  const { environment, settings, pace, slots, backOff, onEvent, takeIn, sleep } = parts
  const { transport, clock } = environment
  let notBeforeMs = 0
  let failures = 0
  const wait = (ms: number): void => {
    notBeforeMs = clock.nowMs() + ms
  }
  const isDone = (): boolean => !slots.mayBegin() && slots.held().length === 0
  while (!signal.aborted && !isDone()) {
    const waitMs = notBeforeMs - clock.nowMs()
    const { count, reviseMs } = decideCount(parts)
    if (waitMs > 0 || count <= 0) {
      await sleep(waitMs > 0 ? waitMs : reviseMs)
      continue
    }
    try {
      const { memoryMaxBytes, outputMaxBytes, jobs } = settings
      const acquired = await transport.acquire(count, {
        ...{ memoryMaxBytes, outputMaxBytes, jobs },
        timeMaxMs: settings.leftMs(),
        fuelPerSecond: pace.fuelPerSecond(),
      })
      failures = 0
      const leases = acquired.leases.slice(0, count)
      if (leases.length > 0) await takeIn(leases, acquired.leaseMs)
      if (leases.length === count) continue
      const toldMs = backOff.asTold(acquired.waitMs)
      wait(toldMs)
      onEvent({ type: 'waiting', waitMs: toldMs, suspended: acquired.suspended })
    } catch (error) {
      const shape = toErrorShape(error)
      const { code, message, retryable } = shape
      if (!retryable) throw error
      failures += 1
      const toldMs = backOff.afterFailure(failures, shape)
      wait(toldMs)
      onEvent({ type: 'unreachable', code, message, waitMs: toldMs })
    }
  }
}

/** How many leases to ask for now, and when to think again. */
function decideCount(parts: AcquireParts): { readonly count: number; readonly reviseMs: number } {
  const { environment, settings, pace, slots, stockroom, isBlocked, leaseMs } = parts
  const { bundleMax } = environment.transport
  const { dutyPercent, unitsMax } = settings
  const unitMs = pace.unitMs()
  const { units, reviseMs } = decideStock({
    ...{ slots: settings.slots, bundleMax, leaseMs: leaseMs(), leftMs: settings.leftMs() },
    unitMs: unitMs === null ? null : (unitMs * 100) / dutyPercent,
    runningMs: slots.runningMs(),
  })
  const stocked = stockroom.size()
  const wanted = unitsMax === null ? units : Math.min(units, unitsMax - slots.begun())
  // Half a stock is enough for the time it takes to fetch the other half.
  const asks = slots.mayBegin() && !isBlocked() && stocked <= wanted / 2
  return { count: asks ? Math.min(bundleMax, wanted - stocked) : 0, reviseMs }
}
