/**
 * Attention: what a person should look at first, the most pressing before the rest.
 *
 * In: one status. Out: kinds with what they are about, for a catalogue to turn into sentences.
 * Reads no clock: ages are taken from the status itself.
 */
import type { GridStatus, JobView } from '@pumasi/protocol'
import { isRunning } from './headline.ts'

export type Attention =
  /** Steps of upkeep that fail; the notices above name them. */
  | { readonly kind: 'upkeep'; readonly steps: number }
  /** Batches that are closed and not on the chain, the first of them for a while. */
  | { readonly kind: 'unchained'; readonly batches: number; readonly forMs: number }
  /** Units are open and no host was heard of lately. */
  | { readonly kind: 'deserted'; readonly job: JobView }
  | { readonly kind: 'failing'; readonly job: JobView }
  | { readonly kind: 'paused'; readonly job: JobView }
  /** Hosts that get no work. */
  | { readonly kind: 'kept out'; readonly hosts: number }

/** Older batches should be on the chain by now. */
const CHAIN_MS = 300_000
export function deriveAttention(status: GridStatus): readonly Attention[] {
  const { atMs, jobs, hosts, totals, troubles } = status
  const { batchesWaiting, waitingSinceMs, hostsAlive } = totals
  const forMs = waitingSinceMs === null ? 0 : atMs - waitingSinceMs
  const running = jobs.filter((job) => isRunning(job) && job.state === 'running')
  const out = hosts.filter(({ suspended }) => suspended !== null).length
  return [
    ...(troubles.length > 0 ? [{ kind: 'upkeep' as const, steps: troubles.length }] : []),
    ...(forMs > CHAIN_MS ? [{ kind: 'unchained' as const, batches: batchesWaiting, forMs }] : []),
    ...(hostsAlive > 0 ? [] : running.map((job) => ({ kind: 'deserted' as const, job }))),
    ...jobs
      .filter((job) => isRunning(job) && job.failed > 0)
      .map((job) => ({ kind: 'failing' as const, job })),
    ...jobs
      .filter(({ state }) => state === 'paused')
      .map((job) => ({ kind: 'paused' as const, job })),
    ...(out > 0 ? [{ kind: 'kept out' as const, hosts: out }] : []),
  ]
}
