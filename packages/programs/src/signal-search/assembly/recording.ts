/**
 * The recording: 2^20 complex samples of a band 9765.625 Hz wide, 107 s of receiver noise with
 * signals put in, and its dechirped pieces.
 *
 * In: a seed for the noise; signals as frequency at the start (Hz), drift (Hz/s), power and the
 * moment (s) at which the beam points at them, 0 for one that is always on. Out: samples times
 * exp(-i pi r (n / SPAN)^2), in which a signal that drifts by r bins a block stands still.
 * Noise has mean power 1; a signal of power S peaks at S times the noise in a spectrum of SPAN.
 */
import { nextNormal } from '../../../assembly/random/normal'
import { setWork } from './fourier'

export const SAMPLES: i32 = 1048576
/** Samples in a long spectrum, a block: 13.4 s, bins of 0.0745 Hz. */
export const SPAN: i32 = 131072
export const BLOCKS: i32 = 8
/** Samples in a short spectrum, a slot: 1.68 s, bins of 0.596 Hz. */
export const SLOT: i32 = 16384
export const SLOTS: i32 = 64
/** Width (standard deviation) of the beam that passes over a source, in slots. */
export const BEAM: f64 = 6

const RATE: f64 = 9765.625
/** Samples between exact values of a turning phase; rounding stays below 1e-12. */
const CHUNK: i32 = 4096
const samples = memory.data(8388608, 8)

/** Receiver noise: circular, normal, mean power 1. */
export function recordNoise(): void {
  const width = Math.sqrt(0.5)
  const end = samples + ((<usize>SAMPLES) << 3)
  for (let entry = samples; entry < end; entry += 4) store<f32>(entry, <f32>(width * nextNormal()))
}

/** Adds a signal to the recording. */
export function addSignal(frequency: f64, drift: f64, power: f64, moment: f64): void {
  const height = Math.sqrt(power / <f64>SPAN)
  const width = (BEAM * <f64>SLOT) / RATE
  for (let n = 0; n < SAMPLES; n++) {
    const t = <f64>n / RATE
    const turns = t * (frequency + 0.5 * drift * t)
    const angle = 2 * Math.PI * (turns - floor(turns))
    const away = moment == 0 ? 0 : (t - moment) / width
    const now = height * Math.exp(-0.25 * away * away)
    const entry = samples + ((<usize>n) << 3)
    store<f32>(entry, load<f32>(entry) + <f32>(now * Math.cos(angle)))
    store<f32>(entry, load<f32>(entry, 4) + <f32>(now * Math.sin(angle)), 4)
  }
}

/** Takes a drift of `rate` bins a block out of `count` samples from `start` on. */
export function dechirp(start: i32, count: i32, rate: i32): void {
  const perSample = -Math.PI / (<f64>SPAN * <f64>SPAN)
  const curve = 2 * <f64>rate * perSample
  const curveRe = Math.cos(curve)
  const curveIm = Math.sin(curve)
  for (let chunk = 0; chunk < count; chunk += CHUNK) {
    const n = <f64>(start + chunk)
    const angle = <f64>rate * perSample * n * n
    const turn = <f64>rate * perSample * (2 * n + 1)
    let re = Math.cos(angle)
    let im = Math.sin(angle)
    let turnRe = Math.cos(turn)
    let turnIm = Math.sin(turn)
    const last = min(chunk + CHUNK, count)
    for (let k = chunk; k < last; k++) {
      const entry = samples + ((<usize>(start + k)) << 3)
      const x = <f64>load<f32>(entry)
      const y = <f64>load<f32>(entry, 4)
      setWork(k, x * re - y * im, x * im + y * re)
      const nextRe = re * turnRe - im * turnIm
      im = re * turnIm + im * turnRe
      re = nextRe
      const nextTurn = turnRe * curveRe - turnIm * curveIm
      turnIm = turnRe * curveIm + turnIm * curveRe
      turnRe = nextTurn
    }
  }
}

/** Sum of the power of all samples. */
export function energy(): f64 {
  let sum: f64 = 0
  const end = samples + ((<usize>SAMPLES) << 3)
  for (let entry = samples; entry < end; entry += 4) {
    const x = <f64>load<f32>(entry)
    sum += x * x
  }
  return sum
}
