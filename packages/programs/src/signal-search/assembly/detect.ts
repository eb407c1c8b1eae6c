/**
 * What is looked for at one drift rate, in units of the mean power of noise:
 *
 * - spike: one bin of one of the 8 long spectra; noise is exponential;
 * - track: one bin summed over the 8 long spectra; noise is gamma of shape 8;
 * - gaussian: one bin of the 64 short spectra weighted with the beam as it passes, as its distance
 *   from the mean of noise in standard deviations.
 *
 * Out: how many exceed each of four low thresholds (noise does, at a rate that theory gives), and
 * what exceeds the threshold of detection, as lines of output.
 */
import { write, writeInteger, writeSigned } from '../../../assembly/command/stream'
import { BITS_MAX, powerAt, reverse, transform } from './fourier'
import { BEAM, BLOCKS, SLOT, SLOTS, SPAN, dechirp } from './recording'

const SLOT_BITS: i32 = 14
export const KINDS: i32 = 3
export const LEVELS: i32 = 4
/** Thresholds by kind: four that noise exceeds, then the one of detection. */
const thresholds = memory.data<f64>([8, 10, 12, 14, 25, 22, 25, 28, 31, 46, 5, 6, 7, 8, 12])
/** The beam may point at a source at slot 8, 14, ... 56. */
const MOMENTS: i32 = 9
const FIRST_MOMENT: i32 = 8
const MOMENT_STEP: i32 = 6
const REACH: i32 = 18
/** Short spectra see no difference between drift rates that are closer. */
export const COARSE: i32 = 4
/** Lines of detections that a unit writes at most. */
const DETECTIONS_MAX: i32 = 4096

const tracks = memory.data(1048576, 8)
const passes = memory.data(1179648, 8)
const tallies = memory.data(96, 8)

/** Exceedances so far of threshold `level` by `kind`. */
export function tally(kind: i32, level: i32): u64 {
  return load<u64>(tallies + ((<usize>(kind * LEVELS + level)) << 3))
}

export let detections: i32 = 0
export let dropped: i32 = 0
/** Largest relative difference so far between the power of samples and of their spectra. */
export let imbalance: f64 = 0

function threshold(kind: i32, level: i32): f64 {
  return load<f64>(thresholds + ((<usize>(kind * (LEVELS + 1) + level)) << 3))
}

/** Counts a value over the lowest threshold; true if it is a detection. */
function count(kind: i32, value: f64): bool {
  for (let level = 0; level < LEVELS; level++) {
    if (value <= threshold(kind, level)) return false
    const entry = tallies + ((<usize>(kind * LEVELS + level)) << 3)
    store<u64>(entry, load<u64>(entry) + 1)
  }
  return value > threshold(kind, LEVELS)
}

function report(kind: i32, rate: i32, at: i32, bin: i32, value: f64): void {
  if (detections == DETECTIONS_MAX) {
    dropped += 1
    return
  }
  detections += 1
  write('{"at":')
  writeInteger(<u64>at)
  write(',"bin":')
  writeInteger(<u64>bin)
  write(',"kind":')
  writeInteger(<u64>kind)
  write(',"milli":')
  writeInteger(<u64>nearest(value * 1000))
  write(',"rate":')
  writeSigned(rate)
  write('}\n')
}

/** Long spectra at `rate` bins a block: spikes and tracks. `energy` is that of all samples. */
export function searchLong(rate: i32, energy: f64): void {
  const perBin = 1 / <f64>SPAN
  const low = threshold(0, 0)
  let total: f64 = 0
  memory.fill(tracks, 0, 1048576)
  for (let block = 0; block < BLOCKS; block++) {
    dechirp(block * SPAN, SPAN, rate)
    transform(BITS_MAX)
    for (let index = 0; index < SPAN; index++) {
      const power = powerAt(index) * perBin
      const sum = tracks + ((<usize>index) << 3)
      store<f64>(sum, load<f64>(sum) + power)
      total += power
      if (power > low && count(0, power)) report(0, rate, block, reverse(index, BITS_MAX), power)
    }
  }
  imbalance = max(imbalance, abs(total / energy - 1))
  for (let index = 0; index < SPAN; index++) {
    const power = load<f64>(tracks + ((<usize>index) << 3))
    if (power > threshold(1, 0) && count(1, power)) {
      report(1, rate, 0, reverse(index, BITS_MAX), power)
    }
  }
}

/** Short spectra at `rate` bins a block: the beam passing over a source. */
export function searchShort(rate: i32): void {
  memory.fill(passes, 0, 1179648)
  for (let slot = 0; slot < SLOTS; slot++) {
    dechirp(slot * SLOT, SLOT, rate)
    transform(SLOT_BITS)
    for (let moment = 0; moment < MOMENTS; moment++) {
      const away = slot - (FIRST_MOMENT + MOMENT_STEP * moment)
      if (abs(away) <= REACH) weigh(moment, beam(away))
    }
  }
  for (let moment = 0; moment < MOMENTS; moment++) judge(rate, moment)
}

function beam(away: i32): f64 {
  const x = <f64>away / BEAM
  return Math.exp(-0.5 * x * x)
}

function weigh(moment: i32, weight: f64): void {
  const perBin = weight / <f64>SLOT
  const sums = passes + ((<usize>(moment * SLOT)) << 3)
  for (let index = 0; index < SLOT; index++) {
    const sum = sums + ((<usize>index) << 3)
    store<f64>(sum, load<f64>(sum) + perBin * (powerAt(index) - <f64>SLOT))
  }
}

function judge(rate: i32, moment: i32): void {
  const centre = FIRST_MOMENT + MOMENT_STEP * moment
  let squares: f64 = 0
  for (let slot = max(0, centre - REACH); slot <= min(SLOTS - 1, centre + REACH); slot++) {
    squares += beam(slot - centre) * beam(slot - centre)
  }
  const scale = 1 / Math.sqrt(squares)
  const sums = passes + ((<usize>(moment * SLOT)) << 3)
  for (let index = 0; index < SLOT; index++) {
    const value = scale * load<f64>(sums + ((<usize>index) << 3))
    if (value > threshold(2, 0) && count(2, value)) {
      report(2, rate, centre, reverse(index, SLOT_BITS), value)
    }
  }
}
