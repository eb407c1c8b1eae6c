/**
 * Energy: what work took, estimated from its fuel and from assumptions that the visitor may change.
 *
 * In: fuel, how much of it one core burns in a second, what a busy core draws, what a kWh costs.
 * Out: hours of one core, kWh, money. An estimate: a sandbox counts instructions, not electricity.
 */
export interface Assumptions {
  /** Millions of fuel that one core burns in a second. */
  readonly fuelMillions: number
  /** What one busy core adds to the machine's draw. */
  readonly watts: number
  /** In a currency of the visitor's. */
  readonly pricePerKwh: number
}

/** A desktop core at full load; the price is a round number to begin with. */
export const usual: Assumptions = { fuelMillions: 400, watts: 12, pricePerKwh: 0.2 }

export interface Energy {
  readonly coreHours: number
  readonly kwh: number
  readonly cost: number
}

/** Zero for assumptions that say nothing. */
export function estimateEnergy(fuel: bigint, assumed: Assumptions): Energy {
  const { fuelMillions, watts, pricePerKwh } = assumed
  if (!(fuelMillions > 0)) return { coreHours: 0, kwh: 0, cost: 0 }
  const coreHours = Number(fuel) / (fuelMillions * 1e6) / 3_600
  const kwh = (coreHours * Math.max(0, watts)) / 1_000
  return { coreHours, kwh, cost: kwh * Math.max(0, pricePerKwh) }
}
