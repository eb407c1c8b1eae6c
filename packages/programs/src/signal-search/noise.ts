/**
 * What noise does: the chance that a value exceeds a threshold, for each kind of detection.
 *
 * The power of a bin over its mean is exponential; a sum of eight is gamma; the weighted sum of
 * short spectra is a sum of exponentials of different means, whose tail is computed from its
 * transform along the path of steepest descent, where the integrand neither oscillates nor cancels.
 */
import { BEAM, BLOCKS, COARSE, REACH, SLOT, SLOTS, SPAN, moments } from './band.ts'

/** P(power of a bin > `threshold`). */
export const spikeTail = (threshold: number): number => Math.exp(-threshold)

/** P(sum of the powers of `BLOCKS` bins > `threshold`). */
export function trackTail(threshold: number): number {
  let term = Math.exp(-threshold)
  let sum = term
  for (let k = 1; k < BLOCKS; k++) {
    term *= threshold / k
    sum += term
  }
  return sum
}

/** Weights of the slots around a moment, scaled so that their squares add up to 1. */
export function beamWeights(moment: number): readonly number[] {
  const from = Math.max(0, moment - REACH)
  const to = Math.min(SLOTS - 1, moment + REACH)
  const weights = Array.from({ length: to - from + 1 }, (_, index) =>
    Math.exp(-0.5 * ((from + index - moment) / BEAM) ** 2),
  )
  const scale = Math.sqrt(weights.reduce((sum, weight) => sum + weight ** 2, 0))
  return weights.map((weight) => weight / scale)
}

/**
 * P(sum of w (E - 1) > `threshold`), E exponential with mean 1, for six or more positive `weights`.
 * With K(z) = log E exp(z sum): the integral of exp(K(z) - z threshold) / z over a vertical line
 * through the saddle point, over 2 pi i.
 */
export function weightedTail(weights: readonly number[], threshold: number): number {
  const largest = Math.max(...weights)
  // K'(z) = sum of w / (1 - w z) - w grows from 0 to infinity on [0, 1 / largest).
  let [low, high] = [0, 1 / largest]
  for (let step = 0; step < 200; step++) {
    const z = (low + high) / 2
    const slope = weights.reduce((sum, w) => sum + w / (1 - w * z) - w, 0)
    if (slope < threshold) low = z
    else high = z
  }
  const saddle = (low + high) / 2
  const curvature = weights.reduce((sum, w) => sum + (w / (1 - w * saddle)) ** 2, 0)
  const width = 0.05 / Math.sqrt(curvature)
  let sum = 0
  for (let step = -400; step <= 400; step++) sum += integrand(saddle, step * width)
  return (sum * width) / (2 * Math.PI)

  /** Real part of exp(K(z) - z threshold) / z at z = x + iy. */
  function integrand(x: number, y: number): number {
    let [logSize, angle] = [-x * threshold, -y * threshold]
    for (const w of weights) {
      logSize -= w * x + 0.5 * Math.log((1 - w * x) ** 2 + (w * y) ** 2)
      angle += Math.atan2(w * y, 1 - w * x) - w * y
    }
    return Math.exp(logSize - 0.5 * Math.log(x * x + y * y)) * Math.cos(angle - Math.atan2(y, x))
  }
}

/** Exceedances of `threshold` to be expected of noise at one drift rate, by kind. */
export const expectedPerRate = [
  (threshold: number): number => BLOCKS * SPAN * spikeTail(threshold),
  (threshold: number): number => SPAN * trackTail(threshold),
  (threshold: number): number =>
    SLOT * moments.reduce((sum, at) => sum + weightedTail(beamWeights(at), threshold), 0),
] as const

/** How many of the drift rates `from`, `from` + 1, ... have spectra of this kind. */
export function ratesOf(kind: number, from: number, count: number): number {
  if (kind < 2) return count
  return Array.from({ length: count }, (_, index) => from + index).filter(
    (rate) => rate % COARSE === 0,
  ).length
}
