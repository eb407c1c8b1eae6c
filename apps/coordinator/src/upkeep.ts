/**
 * Upkeep: what a coordinator does without being asked: expire leases, close and commit batches.
 *
 * A step that fails becomes a trouble people can read, and is tried again; nothing is lost, since
 * every step is safe to repeat. Each goes its own pace: a chain that keeps a commit waiting keeps
 * no lease from expiring. Of several coordinators over one store one takes a step at a time.
 */
import { setTimeout as sleep } from 'node:timers/promises'
import { GridError, isGridError, toErrorShape } from '@pumasi/domain'
import {
  closeBatch,
  commitBatches,
  countWaiting,
  expireLeases,
  fetchForAttestors,
  healVoids,
  pauseFailingJobs,
} from '@pumasi/engine'
import type { AttestedBatch, CommitTarget, Coordinator, Waiting } from '@pumasi/engine'
import type { ErrorLimit } from '@pumasi/rules'
import type { Logger } from 'pino'
import type { Metrics } from './telemetry/metrics.ts'
import { noteCommit } from './telemetry/note-commit.ts'

const TICK_MS = 500
/** How often the ledger is asked for voids; nothing is committed between one and its healing. */
const VOIDS_MS = 5_000
/** How often jobs are looked at as wholes. */
const JOBS_MS = 5_000
/** How long a closed batch may wait for attestors before people hear of it. */
const ATTESTORS_PATIENCE_MS = 60_000
/** A failing step is left alone for this long. */
const REST_MS = 5_000

export interface Upkeep {
  readonly troubles: () => readonly string[]
  /** Tries at the next turn what has failed and is left alone. */
  readonly retry: () => void
  /** Resolves once `signal` has aborted and the step under way has ended. */
  readonly run: (signal: AbortSignal) => Promise<void>
}

export interface Step {
  /** What it does, after "cannot". */
  readonly name: string
  /** How often, when not at every turn. */
  readonly everyMs?: number
  /** Over the whole store, so that one coordinator of several is enough. */
  readonly duty?: true
  /** True when it changed something that people look at. */
  readonly act: () => Promise<boolean>
}

export interface UpkeepParts {
  readonly logger: Logger
  readonly metrics: Metrics
  /** Called after each step that changed something. */
  readonly onChange: () => void
  readonly errorLimit: ErrorLimit
  /** What else there is to do. */
  readonly chores?: readonly Step[]
}

export function createUpkeep(
  coordinator: Coordinator,
  target: CommitTarget,
  { logger, metrics, onChange, errorLimit, chores = [] }: UpkeepParts,
): Upkeep {
  const troubles = new Map<string, { text: string; untilMs: number }>()
  const { clock, store } = coordinator

  /** By the store's own record: a restart, or another coordinator's batch, begins nothing anew. */
  const sinceWhen = async ({ trustSinceMs }: Waiting): Promise<number | null> => {
    const [oldest] = await store.findBatchable(1)
    const settled = oldest?.receipts.map(({ acceptedAtMs }) => acceptedAtMs)
    const times = [settled && Math.max(...settled), trustSinceMs].filter(
      (time) => time !== null && time !== undefined,
    )
    return times.length === 0 ? null : Math.min(...times)
  }
  const close = async (): Promise<boolean> => {
    const waiting = await countWaiting(coordinator)
    const sinceMs = waiting.any ? await sinceWhen(waiting) : null
    if (sinceMs === null) return false
    const closed = await closeBatch(coordinator, clock.nowMs() - sinceMs, waiting)
    if (closed === null) return false
    metrics.batchesClosed.inc()
    logger.info({ batch: closed.id, leaves: closed.leaves.length }, 'batch closed')
    return true
  }
  /** A batch that attestors leave lying is a trouble. */
  const assertAttested = async (): Promise<void> => {
    const waiting = await fetchForAttestors(coordinator, target)
    if (waiting === null || clock.nowMs() - waiting.closedAtMs < ATTESTORS_PATIENCE_MS) return
    throw unattested(waiting)
  }
  const commit = async (): Promise<boolean> => {
    const reports = await commitBatches(coordinator, target)
    for (const report of reports) noteCommit(report, clock.nowMs(), { logger, metrics })
    metrics.batchesCommitted.inc(reports.length)
    if (reports.length === 0) await assertAttested()
    return reports.length > 0
  }
  const heal = async (): Promise<boolean> => {
    const healed = await healVoids(coordinator, target)
    if (healed === null) return false
    const { voids, released, quarantined, overrulings, rebuilt } = healed
    const overruled = overrulings.flatMap(({ batchId, units }) =>
      units.map(({ jobId, unitIndex, receipts }) => ({
        ...{ jobId, unitIndex, batchId, reason: 'OUTPUT_DIFFERS' },
        accounts: receipts.map(({ account }) => account),
      })),
    )
    const fallen = [...quarantined, ...overruled]
    const counts = { released: released.length, quarantined: fallen.length }
    logger.warn({ voids, rebuilt: rebuilt.map(({ id }) => id), ...counts }, 'voids healed')
    for (const unit of quarantined) logger.warn(unit, 'unit put in quarantine')
    for (const unit of overruled) logger.warn(unit, 'unit ruled wrong: the next batch takes it in')
    metrics.batchesVoided.inc(voids.length)
    metrics.unitsQuarantined.inc(fallen.length)
    return true
  }
  const expire = async (): Promise<boolean> => {
    const expired = await expireLeases(coordinator)
    metrics.leasesExpired.inc(expired)
    return expired > 0
  }
  const finish = async (): Promise<boolean> => (await store.finishJobs(clock.nowMs())) > 0
  const pauseFailing = async (): Promise<boolean> => {
    const paused = await pauseFailingJobs(coordinator, errorLimit)
    for (const jobId of paused) logger.warn({ jobId }, 'job paused: its units fail')
    return paused.length > 0
  }
  const steps: readonly Step[] = [
    { name: 'expire leases', act: expire, duty: true },
    { name: 'close batches', act: close, duty: true },
    { name: 'heal voids', act: heal, duty: true, everyMs: VOIDS_MS },
    { name: 'commit batches', act: commit, duty: true },
    { name: 'finish jobs', act: finish, duty: true, everyMs: JOBS_MS },
    { name: 'pause failing jobs', act: pauseFailing, duty: true, everyMs: JOBS_MS },
    ...chores,
  ]
  const begunMs = new Map<string, number>()

  /** Null when another coordinator is at it. */
  const takeTurn = async ({ name, act, duty }: Step): Promise<boolean | null> => {
    if (duty === undefined) return act()
    const release = await store.claimDuty(name)
    if (release === null) return null
    try {
      return await act()
    } finally {
      await release()
    }
  }

  const attempt = async (step: Step): Promise<void> => {
    const { name, everyMs = 0 } = step
    const trouble = troubles.get(name)
    if (trouble !== undefined && trouble.untilMs > clock.nowMs()) return
    if (clock.nowMs() - (begunMs.get(name) ?? -Infinity) < everyMs) return
    begunMs.set(name, clock.nowMs())
    try {
      const changed = await takeTurn(step)
      const healed = changed !== null && troubles.delete(name)
      if (changed === true || healed) onChange()
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
    retry: () => {
      for (const [name, { text }] of troubles) troubles.set(name, { text, untilMs: 0 })
    },
    run: async (signal) => {
      const repeat = async (step: Step): Promise<void> => {
        while (!signal.aborted) {
          await attempt(step)
          await sleep(TICK_MS, undefined, { signal }).catch(() => undefined)
        }
      }
      await Promise.all(steps.map(repeat))
    },
  }
}

function unattested({ attestation, staff, words }: AttestedBatch): GridError {
  const refused = words.filter(({ refusal }) => refusal !== null)
  const reasons = refused.map(({ attestor, refusal }) => `; ${attestor} refused: ${refusal}`)
  const { batchId } = attestation
  const signed = words.length - refused.length
  return new GridError(
    'BATCH_UNATTESTED',
    `batch ${batchId} has ${signed} of ${staff.commitQuorum} signatures${reasons.join('')}`,
    {
      hint: 'Ask the attestors of the ledger to run `pumasi attest`, or why they refused.',
      ...{ retryable: true, details: { batchId, signed, expected: staff.commitQuorum } },
    },
  )
}
