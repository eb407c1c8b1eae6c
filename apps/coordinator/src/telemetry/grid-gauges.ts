/**
 * Gauges of the grid itself, read from the store when somebody asks, at most every few seconds: a
 * store that is slow or gone leaves the last values and never the page of metrics waiting.
 */
import { setTimeout as sleep } from 'node:timers/promises'
import type { Clock, GridView, JobStore } from '@pumasi/engine'
import type { Metrics } from './metrics.ts'

const FRESH_MS = 5_000
const PATIENCE_MS = 2_000
/** Batches that wait for the chain are the newest ones; more than these wait as "at least". */
const BATCHES_SEEN = 1_000

export interface GridSources {
  readonly store: Pick<JobStore, 'countBatchable'>
  readonly view: Pick<GridView, 'fetchCounts' | 'fetchBatchStatus'>
  readonly clock: Clock
  /** Free bytes where data is kept, or null where nobody can tell. */
  readonly freeBytes: () => Promise<number | null>
  readonly troubles: () => readonly string[]
}

/** Answers a function to call before the metrics are printed. */
export function createGridGauges(metrics: Metrics, sources: GridSources): () => Promise<void> {
  const { store, view, clock } = sources
  const gauges = {
    units: metrics.gauge('units', 'Units that exist, by state', ['state']),
    batchable: metrics.gauge('units_unbatched', 'Believed units in no batch yet', ['state']),
    waiting: metrics.gauge('batches_uncommitted', 'Batches closed and not on the chain'),
    age: metrics.gauge('commit_age_seconds', 'Age of the oldest of them, 0 for none'),
    committedAt: metrics.gauge('last_commit_timestamp_seconds', 'When the newest commit was made'),
    disk: metrics.gauge('disk_free_bytes', 'Free space where data is kept'),
    troubles: metrics.gauge('troubles', 'Things this coordinator cannot do right now'),
    store: metrics.gauge('store_up', '1 when the store answered the last look'),
  }
  const look = async (): Promise<void> => {
    const [counts, batchable, batches] = await Promise.all([
      view.fetchCounts(),
      store.countBatchable(),
      view.fetchBatchStatus(BATCHES_SEEN),
    ])
    for (const state of ['open', 'believed', 'failed'] as const) {
      gauges.units.set({ state }, counts[state])
    }
    gauges.batchable.set({ state: 'ready' }, batchable.ready)
    gauges.batchable.set({ state: 'pending' }, batchable.pending)
    const waiting = batches.filter(({ commit }) => commit === null)
    const oldestMs = Math.min(clock.nowMs(), ...waiting.map(({ closedAtMs }) => closedAtMs))
    gauges.waiting.set(waiting.length)
    gauges.age.set(waiting.length === 0 ? 0 : (clock.nowMs() - oldestMs) / 1_000)
    const newest = batches.find(({ commit }) => commit !== null)?.commit
    if (newest) gauges.committedAt.set(newest.committedAt)
  }
  let lookedMs = -Infinity
  let looking: Promise<unknown> | null = null
  return async () => {
    gauges.troubles.set(sources.troubles().length)
    const free = await sources.freeBytes()
    if (free !== null) gauges.disk.set(free)
    if (clock.nowMs() - lookedMs < FRESH_MS) return
    looking ??= look()
      .then(
        () => gauges.store.set(1),
        () => gauges.store.set(0),
      )
      .finally(() => {
        looking = null
        lookedMs = clock.nowMs()
      })
    const waited = new AbortController()
    const late = sleep(PATIENCE_MS, 'late', { signal: waited.signal }).catch(() => null)
    if ((await Promise.race([looking, late])) === 'late') gauges.store.set(0)
    waited.abort()
  }
}
