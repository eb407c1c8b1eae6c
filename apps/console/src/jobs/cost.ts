/** What a job costs in fuel, from the first units that are believed: all units cost alike or so. */
import type { JobView, UnitView } from '@pumasi/protocol'

export interface Cost {
  /** Units looked at. */
  readonly sampled: number
  /** Mean of one execution. */
  readonly fuelPerUnit: bigint
  /** Of all believed units so far, and of the whole job, each unit once. */
  readonly fuelSoFar: bigint
  readonly fuelTotal: bigint
}

/** Null before a unit is believed. */
export function deriveCost(
  { believed, units }: Pick<JobView, 'believed' | 'units'>,
  sample: readonly Pick<UnitView, 'fuel'>[],
): Cost | null {
  const fuels = sample.flatMap(({ fuel }) => (fuel === null ? [] : [fuel]))
  if (fuels.length === 0) return null
  const sum = fuels.reduce((total, fuel) => total + fuel, 0n)
  const sampled = fuels.length
  const all = (count: number): bigint => (sum * BigInt(count)) / BigInt(sampled)
  return { sampled, fuelPerUnit: all(1), fuelSoFar: all(believed), fuelTotal: all(units) }
}
