/** Unit outputs made for tests of the reducer and the plot: right in form, free in content. */
import { concatBytes, encodeCanonical, utf8 } from '@pumasi/domain'

export interface Made {
  readonly seed: number
  readonly densityMilli?: number
  readonly potential?: number
  readonly virial?: number
  /** Temperature of the part at constant energy, and slopes to be taken out. */
  readonly freeTemperature?: number
  readonly held?: number
}

/** The bytes of one simulation at T = 0.85, cut-off 3; varying a little with the seed. */
export function madeUnit({
  seed,
  densityMilli = 776,
  potential = -5.27,
  virial = -0.36,
  freeTemperature = 0.85,
  held = 1000,
}: Made): Uint8Array {
  const nano = (value: number): number => Math.round(value * 1e9)
  const sway = 0.001 * ((seed % 4) - 1.5)
  const means = (temperature: number, shift: number) => ({
    potentialNano: nano(potential + sway + shift),
    temperatureNano: nano(temperature),
    virialNano: nano(virial + sway + shift),
  })
  const unit = {
    atoms: 500,
    canonical: {
      ...means(0.85, 0),
      ...{ crossNano: nano(2), kineticNano: nano(0.4), varianceNano: nano(0.7225) },
    },
    cutoffMilli: 3000,
    densityMilli,
    free: 500,
    held,
    isolated: {
      ...means(freeTemperature, freeTemperature - 0.85),
      ...{ driftPico: 1000 * (seed - 2), scatterNano: nano(0.00006) },
    },
    melt: 100,
    seed,
    stepMicro: 4000,
    temperatureMilli: 850,
    version: 1,
  }
  return concatBytes([encodeCanonical(unit), utf8('\n')])
}
