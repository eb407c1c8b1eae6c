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

/** What a kWh costs a household, on average and with taxes. Sources: docs/energy.md. */
export const tariffs = {
  kr: { currency: 'KRW', pricePerKwh: 175, year: 2024 },
  eu: { currency: 'EUR', pricePerKwh: 0.2872, year: 2025 },
  us: { currency: 'USD', pricePerKwh: 0.16, year: 2023 },
} as const

export type Region = keyof typeof tariffs
export const regions = Object.keys(tariffs) as readonly Region[]

/** Where a visitor of that language most likely pays; they choose. */
export const regionOf = (language: string): Region => (language === 'ko' ? 'kr' : 'eu')

/** Begins with what was published: a core of a desktop, and the average household there. */
export const usualIn = (region: Region): Assumptions => ({
  ...{ fuelMillions: 4_000, watts: 13 },
  pricePerKwh: tariffs[region].pricePerKwh,
})

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
