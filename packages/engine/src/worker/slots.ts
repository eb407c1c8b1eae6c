/**
 * Slots: where units run, so many at a time and within the memory allowed.
 *
 * In: units from the stockroom. Out: finished units; those that could not be run go back.
 * Invariants: a slot rests for its share of the time after each unit; a stopped unit is handed back
 * without blame; what was begun has ended once `ended` resolves (run-worker.test.ts).
 */
import { GridError, toErrorShape } from '@pumasi/domain'
import type { LeaseId, StopSignal } from '@pumasi/domain'
import { HOST_STOPPED } from '@pumasi/rules'
import type { LeasedWork } from '../coordinator/lease-work.ts'
import type { FinishedUnit } from '../ports/outbox.ts'
import type { HeldUnit, Stopper, WorkerEnvironment, WorkerSettings } from './context.ts'
import { performUnit } from './execute-unit.ts'
import type { Pace } from './pace.ts'
import type { StockedUnit, Stockroom } from './stockroom.ts'

export interface Slots {
  /** Begins what may be begun. */
  fill(): void
  /** False once told to end, or done with all that was wanted. */
  mayBegin(): boolean
  /** True when a slot has nothing to do, or will have. */
  isIdle(): boolean
  /** Units ever begun. */
  begun(): number
  /** How long each running unit has been running. */
  runningMs(): readonly number[]
  held(): readonly LeaseId[]
  /** Stops the executions of these leases. */
  lose(ids: ReadonlySet<LeaseId>): void
  /** Begins nothing more. */
  drain(): void
  /** The same, and stops what runs. */
  stop(): void
  ended(): Promise<unknown>
}

export interface SlotParts {
  readonly environment: WorkerEnvironment
  readonly settings: WorkerSettings
  readonly pace: Pace
  readonly stockroom: Stockroom
  readonly finish: (unit: FinishedUnit) => void
  readonly giveBack: (work: HeldUnit, error: unknown) => Promise<void>
  /** True while nothing new should be finished. */
  readonly isBlocked: () => boolean
  readonly onChange: () => void
}

interface RunningUnit {
  readonly work: LeasedWork
  readonly stopper: Stopper
  /** Set anew once the unit's inputs are there. */
  startedMs: number
}

export function createSlots(parts: SlotParts): Slots {
  const { environment, settings, pace, stockroom, finish, giveBack, isBlocked, onChange } = parts
  const { timer, clock, createStopper } = environment
  const { slots, unitsMax, memoryMaxBytes, dutyPercent, onEvent } = settings
  const running = new Map<LeaseId, RunningUnit>()
  const ends = new Set<Promise<void>>()
  const draining = createStopper()
  let resting = 0
  let begun = 0

  const mayBegin = (): boolean => !draining.signal.aborted && begun !== unitsMax
  const isFree = (): boolean => running.size + resting < slots
  const fits = ({ input }: LeasedWork): boolean => {
    const units = [...running.values()].map(({ work }) => work.input.limits.memoryMaxBytes)
    const inUse = units.reduce((sum, bytes) => sum + bytes, 0)
    // A unit that never fits is begun alone, and refused there.
    return running.size === 0 || inUse + input.limits.memoryMaxBytes <= memoryMaxBytes
  }

  const fill = (): void => {
    while (mayBegin() && isFree() && !isBlocked()) {
      const unit = stockroom.take(fits)
      if (unit === null) break
      begun += 1
      const end: Promise<void> = begin(unit).finally(() => ends.delete(end))
      ends.add(end)
    }
    onChange()
  }
  const begin = async ({ work, stopper, prepare }: StockedUnit): Promise<void> => {
    const unit: RunningUnit = { work, stopper, startedMs: clock.nowMs() }
    running.set(work.leaseId, unit)
    onEvent({ type: 'started', work })
    const { signal } = stopper
    let elapsedMs = 0
    try {
      assertSmallEnough(work, memoryMaxBytes)
      const request = await prepare()
      unit.startedMs = clock.nowMs()
      const finished = await performUnit(environment, work, request, { signal }, clock.nowMs)
      elapsedMs = finished.elapsedMs
      pace.note(elapsedMs, finished.signed.receipt)
      finish(finished)
      onEvent({ type: 'finished', work, elapsedMs })
    } catch (error) {
      await giveBack(work, blameless(error, signal))
    }
    running.delete(work.leaseId)
    await rest(elapsedMs)
    fill()
  }
  const rest = async (elapsedMs: number): Promise<void> => {
    const restMs = Math.round((elapsedMs * (100 - dutyPercent)) / dutyPercent)
    if (restMs < 1 || !mayBegin()) return
    resting += 1
    await timer.sleep(restMs, draining.signal)
    resting -= 1
  }
  const drain = (): void => {
    draining.abort()
    onChange()
  }

  return {
    ...{ fill, mayBegin, drain },
    isIdle: () => !mayBegin() || (isFree() && stockroom.size() === 0),
    begun: () => begun,
    runningMs: () => {
      const nowMs = clock.nowMs()
      return [...running.values()].map(({ startedMs }) => nowMs - startedMs)
    },
    held: () => [...running.keys()],
    lose: (ids) => {
      for (const id of ids) running.get(id)?.stopper.abort()
    },
    stop: () => {
      drain()
      for (const { stopper } of running.values()) stopper.abort()
    },
    ended: () => Promise.all(ends),
  }
}

/** A unit that could not be fetched when it had to stop is not to blame: others may have it. */
function blameless(error: unknown, { aborted }: StopSignal): unknown {
  const { code, message } = toErrorShape(error)
  if (!aborted || code.startsWith('MACHINE_')) return error
  return new GridError(HOST_STOPPED, `stopped: ${code}: ${message}`)
}

function assertSmallEnough({ input }: LeasedWork, memoryMaxBytes: number): void {
  const { memoryMaxBytes: wanted } = input.limits
  if (wanted <= memoryMaxBytes) return
  const found = `found a unit that may need ${wanted} bytes of memory, expected ${memoryMaxBytes}`
  throw new GridError('MACHINE_TOO_SMALL', found, { retryable: true })
}
