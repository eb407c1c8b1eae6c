/**
 * Stockroom: leased units that are not begun yet, their inputs fetched ahead of their turn.
 *
 * Fetching goes in the order in which units will be begun, so many units ahead and so many bytes,
 * and at least the next one for each slot.
 */
import type { LeaseId, StopSignal } from '@pumasi/domain'
import type { ExecutionRequest } from '../ports/executor.ts'
import type { LeasedWork } from '../coordinator/lease-work.ts'
import type { Stopper, WorkerEnvironment } from './context.ts'
import { prepareUnit } from './execute-unit.ts'
import type { BlobCache } from './execute-unit.ts'
import { persist } from './persist.ts'
import type { Persistence } from './persist.ts'

/** Units prepared beyond one for each slot. */
const AHEAD = 16
/** Bytes of prepared inputs beyond which only the units of free slots are prepared. */
const AHEAD_BYTES = 64 * 1024 * 1024

export interface StockedUnit {
  readonly work: LeasedWork
  /** Stops fetching, and later the execution. */
  readonly stopper: Stopper
  /** Everything the unit needs, fetched once however often it is asked for. */
  readonly prepare: () => Promise<ExecutionRequest>
}

export interface Stockroom {
  size(): number
  put(leases: readonly LeasedWork[]): void
  /** The next unit, out of the room, if it fits now; others do not overtake it. */
  take(fits: (work: LeasedWork) => boolean): StockedUnit | null
  /** Takes units out for good: those of these leases, or all. */
  clear(leaseIds?: ReadonlySet<LeaseId>): readonly LeasedWork[]
  held(): readonly LeaseId[]
}

export function createStockroom(
  environment: Pick<WorkerEnvironment, 'transport' | 'createStopper'>,
  slots: number,
  persistence: Persistence,
): Stockroom {
  const { transport, createStopper } = environment
  const cache: BlobCache = new Map()
  const units: (StockedUnit & { fetchedBytes: number | null })[] = []

  const fetchAhead = (): void => {
    let bytes = 0
    for (const [place, unit] of units.entries()) {
      if (place >= slots && (place >= slots + AHEAD || bytes > AHEAD_BYTES)) return
      bytes += unit.fetchedBytes ?? 0
      // Whoever takes the unit meets the failure.
      void unit.prepare().catch(() => undefined)
    }
  }
  const stock = (work: LeasedWork): void => {
    const stopper = createStopper()
    let prepared: Promise<ExecutionRequest> | null = null
    const fetchAll = async (signal: StopSignal): Promise<ExecutionRequest> => {
      const step = () => prepareUnit(transport, work, cache)
      const request = await persist(persistence, signal, step)
      unit.fetchedBytes = request.files.reduce(
        (sum, { bytes }) => sum + bytes.length,
        request.stdin.length,
      )
      return request
    }
    const prepare = (): Promise<ExecutionRequest> => (prepared ??= fetchAll(stopper.signal))
    const unit: (typeof units)[number] = { work, stopper, prepare, fetchedBytes: null }
    units.push(unit)
  }

  return {
    size: () => units.length,
    put: (leases) => {
      leases.forEach(stock)
      fetchAhead()
    },
    take: (fits) => {
      const [unit] = units
      if (unit === undefined || !fits(unit.work)) return null
      units.shift()
      fetchAhead()
      return unit
    },
    clear: (leaseIds) => {
      const gone = units.filter(({ work }) => leaseIds?.has(work.leaseId) ?? true)
      for (const unit of gone) {
        unit.stopper.abort()
        units.splice(units.indexOf(unit), 1)
      }
      return gone.map(({ work }) => work)
    },
    held: () => units.map(({ work }) => work.leaseId),
  }
}
