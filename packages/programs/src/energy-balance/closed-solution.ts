/**
 * The closed solution of the model by Legendre polynomials (G. R. North, J. Atmos. Sci. 32 (1975),
 * 1301 and 2033): outgoing radiation of mode n is Q H_n / (1 + n (n + 1) D / B), and the ice line
 * lies where it is A + B times -10 degrees. Sums to mode 400; nothing of the grid enters.
 */
const A = 203.3
const B = 2.09
const AT_ICE = A - 10 * B
const OPEN = 1 - 0.32
const TILT = -0.482
const MODES = 400

/** Legendre polynomials up to one mode more than two beyond the last. */
function legendre(x: number): Float64Array {
  const p = new Float64Array(MODES + 5)
  p[0] = 1
  p[1] = x
  for (let n = 1; n + 1 < p.length; n++) {
    p[n + 1] = ((2 * n + 1) * x * (p[n] ?? 0) - n * (p[n - 1] ?? 0)) / (n + 1)
  }
  return p
}

/** The sunlight under which there is a climate with its ice line at `x`, in W/m2. */
export function sunlightFor(x: number, iceAlbedo: number, diffusivity: number): number {
  const p = legendre(x)
  // The integral of a polynomial from the ice line to the pole.
  const tail = (n: number): number =>
    n < 0 ? 0 : n === 0 ? 1 - x : ((p[n - 1] ?? 0) - (p[n + 1] ?? 0)) / (2 * n + 1)
  const loss = OPEN - (1 - iceAlbedo)
  let sum = 0
  for (let n = 0; n <= MODES; n += 2) {
    // The second polynomial times the n-th, in polynomials.
    const up = (3 * (n + 1) * (n + 2)) / (2 * (2 * n + 1) * (2 * n + 3))
    const same = (n * (n + 1)) / ((2 * n - 1) * (2 * n + 3))
    const down = (3 * n * (n - 1)) / (2 * (2 * n + 1) * (2 * n - 1))
    const tilted = up * tail(n + 2) + same * tail(n) + down * tail(n - 2)
    const whole = n === 0 ? 1 : n === 2 ? TILT : 0
    const absorbed = OPEN * whole - (2 * n + 1) * loss * (tail(n) + TILT * tilted)
    sum += (absorbed * (p[n] ?? 0)) / (1 + (n * (n + 1) * diffusivity) / B)
  }
  return AT_ICE / sum
}

/** Where the least sunlight with an ice line lies: climates with more ice do not last. */
export function freezingPoint(
  iceAlbedo: number,
  diffusivity: number,
): { readonly iceLine: number; readonly sunlight: number } {
  const at = (x: number): number => sunlightFor(x, iceAlbedo, diffusivity)
  let [low, high] = [0.05, 0.9]
  for (let step = 0; step < 60; step++) {
    const third = (high - low) / 3
    if (at(low + third) < at(high - third)) high -= third
    else low += third
  }
  return { iceLine: low, sunlight: at(low) }
}

/** The sunlight under which the equator of an ice-covered climate reaches -10 degrees. */
export const thawingSunlight = (iceAlbedo: number, diffusivity: number): number =>
  AT_ICE / ((1 - iceAlbedo) * (1 + (TILT * -0.5) / (1 + (6 * diffusivity) / B)))

/** The ice line of the lasting climate under `sunlight`, short of the pole. */
export function iceLineUnder(sunlight: number, iceAlbedo: number, diffusivity: number): number {
  let low = freezingPoint(iceAlbedo, diffusivity).iceLine
  let high = 0.97
  for (let step = 0; step < 50; step++) {
    const middle = (low + high) / 2
    if (sunlightFor(middle, iceAlbedo, diffusivity) < sunlight) low = middle
    else high = middle
  }
  return low
}
