/** What went onto the chain within a time, and what it cost, from the coordinator's sums. */
import type { GridTotals, LedgerHistoryView } from '@pumasi/protocol'

export const ranges = ['hour', 'day', 'week', 'all'] as const
export type Range = (typeof ranges)[number]

export interface LedgerFigures {
  readonly batches: number
  readonly units: number
  readonly gas: bigint
  /** Null when no unit is among them. */
  readonly gasPerUnit: number | null
  readonly unitsPerMinute: number | null
}

/** The pace counts from the first step with a batch, not from before there was anything to do. */
export function deriveLedgerFigures({ steps, toMs }: LedgerHistoryView): LedgerFigures {
  const sum = (name: 'batches' | 'units'): number =>
    steps.reduce((total, step) => total + step[name], 0)
  const [batches, units] = [sum('batches'), sum('units')]
  const gas = steps.reduce((total, { gasUsed }) => total + gasUsed, 0n)
  const spanMs = toMs - (steps[0]?.atMs ?? toMs)
  return {
    ...{ batches, units, gas },
    gasPerUnit: units === 0 ? null : Number(gas) / units,
    unitsPerMinute: units === 0 || spanMs < 60_000 ? null : (units * 60_000) / spanMs,
  }
}

/** Receipts received for each unit that is believed: what replication and refusals cost. */
export const deriveRunsPerUnit = ({
  receipts,
  unitsBelieved,
}: Pick<GridTotals, 'receipts' | 'unitsBelieved'>): number | null =>
  unitsBelieved === 0 ? null : receipts / unitsBelieved

/** Every step of the range, also those without a batch: what a chart draws. */
export function fillSteps({ steps, fromMs, toMs, stepMs }: LedgerHistoryView) {
  const byStep = new Map(steps.map((step) => [step.atMs, step]))
  const firstMs = Math.floor(fromMs / stepMs) * stepMs
  const count = Math.floor((toMs - firstMs) / stepMs) + 1
  return Array.from({ length: count }, (_, index) => {
    const atMs = firstMs + index * stepMs
    return byStep.get(atMs) ?? { atMs, batches: 0, units: 0, gasUsed: 0n, feeWei: 0n }
  })
}
