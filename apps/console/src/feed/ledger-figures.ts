/** What went onto the chain within a time, and what it cost; from the batches that are listed. */
import type { BatchView, HostView, JobView } from '@pumasi/protocol'

export const ranges = { hour: 3_600_000, day: 86_400_000, all: Infinity } as const
export type Range = keyof typeof ranges

export interface LedgerFigures {
  readonly batches: number
  readonly units: number
  readonly gas: bigint
  /** Null when no unit is among them. */
  readonly gasPerUnit: number | null
  readonly unitsPerMinute: number | null
}

/** Batches closed within a range before `atMs` and committed since. */
export function deriveLedgerFigures(
  all: readonly BatchView[],
  atMs: number,
  range: Range,
): LedgerFigures {
  const inside = all.filter(
    ({ closedAtMs, commit }) => commit !== null && atMs - closedAtMs <= ranges[range],
  )
  const units = inside.reduce((sum, batch) => sum + batch.units, 0)
  const gas = inside.reduce((sum, { commit }) => sum + (commit?.gasUsed ?? 0n), 0n)
  const firstMs = Math.min(...inside.map(({ closedAtMs }) => closedAtMs))
  const spanMs = range === 'all' ? atMs - firstMs : Math.min(ranges[range], atMs - firstMs)
  return {
    ...{ batches: inside.length, units, gas },
    gasPerUnit: units === 0 ? null : Number(gas) / units,
    unitsPerMinute: units === 0 || spanMs < 60_000 ? null : (units * 60_000) / spanMs,
  }
}

/** Receipts received for each unit that is believed: what replication and refusals cost. */
export function deriveRunsPerUnit(
  hosts: readonly Pick<HostView, 'received'>[],
  jobs: readonly Pick<JobView, 'believed'>[],
): number | null {
  const believed = jobs.reduce((sum, job) => sum + job.believed, 0)
  const received = hosts.reduce((sum, host) => sum + host.received, 0)
  return believed === 0 ? null : received / believed
}
