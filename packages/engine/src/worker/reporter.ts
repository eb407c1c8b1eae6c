/**
 * Reporter: takes finished units from the slots and has done with them once the coordinator has
 * answered: kept in the outbox, uploaded side by side, reported in bundles.
 *
 * A bundle goes off when it is full, when a slot has nothing to do, or when waiting for more would
 * keep a receipt longer than a few units take. A long unit is reported at once.
 * Invariants: no receipt is reported before its output is uploaded; a unit stays in the outbox
 * until it is answered; one bad receipt takes none of those beside it along (reporter.test.ts).
 */
import { GridError, toErrorShape } from '@pumasi/domain'
import type { LeaseId, StopSignal } from '@pumasi/domain'
import type { FinishedUnit } from '../ports/outbox.ts'
import type { ReportAnswer } from '../ports/transport.ts'
import type { HeldUnit, WorkerEnvironment, WorkerSettings } from './context.ts'
import type { Pace } from './pace.ts'
import { persist } from './persist.ts'
import type { Persistence } from './persist.ts'

/** Uploads under way: many small ones hide the way to the coordinator, few large ones fill it. */
const UPLOADS_MAX = 24
const LARGE_UPLOADS_MAX = 4
const UPLOADING_BYTES = 4 * 1024 * 1024
/** Longest a receipt waits for others to come along. */
const GATHER_MAX_MS = 2_000
/** Bundles, and bytes of output, without an answer: beyond it nothing new is begun. */
const BACKLOG_BUNDLES = 4
const BACKLOG_BYTES = 256 * 1024 * 1024
const IDLE_MS = 30_000

export interface Reporter {
  add(unit: FinishedUnit): void
  /** True when nothing new should be finished before something is answered. */
  isFull(): boolean
  /** Leases of units that wait for their answer. */
  held(): readonly LeaseId[]
  /** Something changed that may be a reason to report: a slot fell idle, the worker drains. */
  nudge(): void
  /** Runs until `signal` aborts, then tries once more whatever is left. */
  run(signal: StopSignal): Promise<void>
}

export interface ReporterParts extends Persistence {
  readonly environment: WorkerEnvironment
  readonly settings: Pick<WorkerSettings, 'slots'>
  readonly pace: Pace
  /** True when a slot waits for work, or nothing more will come. */
  readonly isIdle: () => boolean
  /** Called when the backlog became shorter. */
  readonly onAnswered: () => void
  readonly giveBack: (unit: HeldUnit, error: unknown) => Promise<void>
}

export function createReporter(parts: ReporterParts): Reporter {
  const { environment, settings, pace, isIdle, onAnswered, giveBack, timer, onEvent } = parts
  const { transport, outbox, clock, createStopper } = environment
  const { bundleMax } = transport
  const waiting: FinishedUnit[] = []
  const ready: { readonly unit: FinishedUnit; readonly sinceMs: number }[] = []
  const unanswered = new Set<LeaseId>()
  const ending = createStopper()
  let bytes = 0
  let uploading = 0
  let uploadingBytes = 0
  let woken = createStopper()
  const nudge = (): void => woken.abort()

  /** No way to the coordinator at the end: the rest is left without trying each. */
  let cutOff: GridError | null = null

  const release = ({ signed, output }: FinishedUnit): void => {
    if (unanswered.delete(signed.receipt.leaseId)) bytes -= output.length
  }
  const forget = async (units: readonly FinishedUnit[]): Promise<void> => {
    units.forEach(release)
    await outbox.forget(units.map(({ signed }) => signed.receipt.leaseId)).catch(tellForgetful)
  }
  const tellForgetful = (error: unknown): void => {
    const { code, message } = toErrorShape(error)
    onEvent({ type: 'forgetful', code, message })
  }
  const attempt = async <T>(step: () => Promise<T>): Promise<T> => {
    if (cutOff !== null) throw cutOff
    return persist(parts, ending.signal, step)
  }
  /** Retryable: the next start tries again. Final: this unit cannot be reported at all. */
  const fail = async (unit: FinishedUnit, error: unknown): Promise<void> => {
    const { code, message, retryable } = toErrorShape(error)
    if (retryable) {
      cutOff = new GridError(code, message, { retryable })
      release(unit)
      onEvent({ type: 'left', work: unit.signed.receipt, code, message })
      return
    }
    await giveBack(unit.signed.receipt, error)
    await forget([unit])
  }

  const upload = async (unit: FinishedUnit): Promise<void> => {
    try {
      await outbox.keepFinished(unit).catch(tellForgetful)
      await attempt(() => transport.putBlob(unit.output))
      ready.push({ unit, sinceMs: clock.nowMs() })
    } catch (error) {
      await fail(unit, error)
    }
  }
  const uploadMore = (): void => {
    while (uploading < (uploadingBytes < UPLOADING_BYTES ? UPLOADS_MAX : LARGE_UPLOADS_MAX)) {
      const unit = waiting.shift()
      if (unit === undefined) return
      uploading += 1
      uploadingBytes += unit.output.length
      void upload(unit).finally(() => {
        uploading -= 1
        uploadingBytes -= unit.output.length
        uploadMore()
        nudge()
      })
    }
  }

  const report = async (units: readonly FinishedUnit[]): Promise<void> => {
    try {
      const receipts = units.map(({ signed }) => signed)
      const answers = await attempt(() => transport.report(receipts))
      const byLease = new Map(answers.map((answer) => [answer.leaseId, answer]))
      await forget(units)
      for (const { signed } of units) {
        const { receipt: work } = signed
        onEvent({ type: 'answered', work, answer: byLease.get(work.leaseId) ?? none(work) })
      }
    } catch (error) {
      const alone = units.length === 1 || toErrorShape(error).retryable
      // One of them is to blame: each by itself shows which.
      for (const unit of units) await (alone ? fail(unit, error) : report([unit]))
    }
    onAnswered()
  }

  /** Milliseconds until the units that are ready should be reported. */
  const dueInMs = (): number => {
    const [oldest] = ready
    if (oldest === undefined) return IDLE_MS
    if (ready.length >= bundleMax || ending.signal.aborted || isIdle()) return 0
    const gapMs = (pace.unitMs() ?? IDLE_MS) / settings.slots
    if (gapMs >= GATHER_MAX_MS / 2) return 0
    // Twice the time a full bundle needs: uneven units must not send it off half full.
    const gatherMs = Math.min(GATHER_MAX_MS, 2 * bundleMax * gapMs)
    return Math.max(0, oldest.sinceMs + gatherMs - clock.nowMs())
  }

  return {
    nudge,
    add: (unit) => {
      unanswered.add(unit.signed.receipt.leaseId)
      bytes += unit.output.length
      waiting.push(unit)
      uploadMore()
    },
    isFull: () => unanswered.size >= BACKLOG_BUNDLES * bundleMax || bytes >= BACKLOG_BYTES,
    held: () => [...unanswered],
    run: async (signal) => {
      const end = (): void => {
        ending.abort()
        nudge()
      }
      if (signal.aborted) end()
      signal.addEventListener('abort', end, { once: true })
      for (;;) {
        woken = createStopper()
        const waitMs = dueInMs()
        if (waitMs === 0) {
          await report(ready.splice(0, bundleMax).map(({ unit }) => unit))
          continue
        }
        if (ending.signal.aborted && uploading === 0 && ready.length === 0) break
        await timer.sleep(waitMs, woken.signal)
      }
      signal.removeEventListener('abort', end)
    },
  }
}

const none = ({ leaseId }: HeldUnit): ReportAnswer => ({
  ...{ leaseId, answer: 'lost', code: null, message: 'found no answer' },
})
