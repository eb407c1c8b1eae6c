/**
 * Upkeep: what a coordinator does without being asked: expire leases, close and commit batches.
 *
 * A step that fails becomes a trouble people can read, and is tried again; nothing is lost, since
 * every step is safe to repeat.
 */
import { setTimeout as sleep } from 'node:timers/promises'
import { isGridError, toErrorShape } from '@pumasi/domain'
import { closeBatch, commitBatches, expireLeases } from '@pumasi/engine'
import type { CommitTarget, Coordinator } from '@pumasi/engine'
import type { Logger } from 'pino'
import type { Metrics } from './telemetry/metrics.ts'

const TICK_MS = 500
/** A failing step is left alone for this long. */
const REST_MS = 5_000

export interface Upkeep {
  readonly troubles: () => readonly string[]
  /** Resolves once `signal` has aborted and the step under way has ended. */
  readonly run: (signal: AbortSignal) => Promise<void>
}

export interface Step {
  /** What it does, after "cannot". */
  readonly name: string
  /** How often, when not at every turn. */
  readonly everyMs?: number
  /** True when it changed something that people look at. */
  readonly act: () => Promise<boolean>
}

export interface UpkeepParts {
  readonly logger: Logger
  readonly metrics: Metrics
  /** Called after each step that changed something. */
  readonly onChange: () => void
  /** What else there is to do. */
  readonly chores?: readonly Step[]
}

export function createUpkeep(
  coordinator: Coordinator,
  target: CommitTarget,
  { logger, metrics, onChange, chores = [] }: UpkeepParts,
): Upkeep {
  const troubles = new Map<string, { text: string; untilMs: number }>()
  const { clock, store } = coordinator
  let readySinceMs: number | null = null

  const close = async (): Promise<boolean> => {
    const { ready } = await store.countBatchable()
    readySinceMs = ready === 0 ? null : (readySinceMs ?? clock.nowMs())
    const closed = await closeBatch(coordinator, clock.nowMs() - (readySinceMs ?? clock.nowMs()))
    if (closed === null) return false
    readySinceMs = null
    metrics.batchesClosed.inc()
    logger.info({ batch: closed.id, leaves: closed.leaves.length }, 'batch closed')
    return true
  }
  const commit = async (): Promise<boolean> => {
    const reports = await commitBatches(coordinator, target)
    for (const { id, txHash, gasUsed } of reports) {
      logger.info({ batch: id, txHash, gasUsed: String(gasUsed) }, 'batch committed')
    }
    metrics.batchesCommitted.inc(reports.length)
    return reports.length > 0
  }
  const expire = async (): Promise<boolean> => {
    const expired = await expireLeases(coordinator)
    metrics.leasesExpired.inc(expired)
    return expired > 0
  }
  const steps: readonly Step[] = [
    { name: 'expire leases', act: expire },
    { name: 'close batches', act: close },
    { name: 'commit batches', act: commit },
    ...chores,
  ]
  const begunMs = new Map<string, number>()

  const attempt = async ({ name, act, everyMs = 0 }: Step): Promise<void> => {
    const trouble = troubles.get(name)
    if (trouble !== undefined && trouble.untilMs > clock.nowMs()) return
    if (clock.nowMs() - (begunMs.get(name) ?? -Infinity) < everyMs) return
    begunMs.set(name, clock.nowMs())
    try {
      const changed = await act()
      const healed = troubles.delete(name)
      if (changed || healed) onChange()
    } catch (error) {
      metrics.upkeepFailures.inc({ step: name })
      const { code, message, hint } = toErrorShape(error)
      const text = `cannot ${name}: ${message} (${code})${hint ? ` ${hint}` : ''}`
      if (trouble?.text !== text) logger.error({ step: name, code, message }, 'upkeep failed')
      if (!isGridError(error)) logger.error({ error: String((error as Error).stack) }, 'unexpected')
      troubles.set(name, { text, untilMs: clock.nowMs() + REST_MS })
      onChange()
    }
  }

  return {
    troubles: () => [...troubles.values()].map(({ text }) => text),
    run: async (signal) => {
      while (!signal.aborted) {
        for (const step of steps) if (!signal.aborted) await attempt(step)
        await sleep(TICK_MS, undefined, { signal }).catch(() => undefined)
      }
    },
  }
}
