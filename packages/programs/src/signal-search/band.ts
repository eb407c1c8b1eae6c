/** The recording in numbers, and the signals put into it (`signals.csv` has the same). */

/** Samples per second, complex: the width of the band in Hz. */
export const RATE = 9765.625
export const SAMPLES = 2 ** 20
/** Samples in a long spectrum; its bins are `BIN` Hz wide. */
export const SPAN = 2 ** 17
export const BLOCKS = SAMPLES / SPAN
export const BLOCK_S = SPAN / RATE
export const BIN = RATE / SPAN
/** Samples in a short spectrum. */
export const SLOT = 2 ** 14
export const SLOTS = SAMPLES / SLOT
export const SLOT_S = SLOT / RATE
/** One bin a block: the step between drift rates, in Hz/s. */
export const DRIFT_STEP = BIN / BLOCK_S
/** Width of the beam in slots. */
export const BEAM = 6

export interface Signal {
  /** At the start, in Hz. */
  readonly frequency: number
  /** In Hz/s. */
  readonly drift: number
  /** Of its peak in a long spectrum, in units of the mean of noise. */
  readonly power: number
  /** When the beam points at it, in s; 0 for a signal that is always on. */
  readonly moment: number
}

export const signals: readonly Signal[] = [
  { frequency: 1203.407, drift: 0.1166, power: 90, moment: 0 },
  { frequency: 2417.93, drift: -0.0721, power: 60, moment: 0 },
  { frequency: 4000.2, drift: 0.005, power: 75, moment: 0 },
  { frequency: 5120.55, drift: 0.4021, power: 120, moment: 0 },
  { frequency: 6890.12, drift: -0.43, power: 70, moment: 52 },
  { frequency: 8321.77, drift: 0.08, power: 90, moment: 31 },
  { frequency: 3333.3, drift: 0.03, power: 2, moment: 0 },
]

/**
 * What is looked for, with the four thresholds whose exceedances are counted and that of a
 * detection: power over mean noise in a bin of a long spectrum; the same summed over all of them;
 * short spectra weighted with the beam, in standard deviations.
 */
export const kinds = [
  { name: 'spike', thresholds: [8, 10, 12, 14], detection: 25 },
  { name: 'track', thresholds: [22, 25, 28, 31], detection: 46 },
  { name: 'gaussian', thresholds: [5, 6, 7, 8], detection: 12 },
] as const

/** Slots at which the beam may point, and how far from them it is weighed. */
export const moments = Array.from({ length: 9 }, (_, index) => 8 + 6 * index)
export const REACH = 18
/** Short spectra are made at every fourth drift rate. */
export const COARSE = 4
