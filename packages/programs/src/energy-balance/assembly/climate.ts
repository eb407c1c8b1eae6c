/**
 * North's energy balance of one hemisphere with a step in the albedo at the ice line:
 *   C dT/dt = Q S(x) (1 - albedo) - (A + B T) + d/dx (D (1 - x^2) dT/dx),  x the sine of latitude.
 *
 * In: sunlight Q, albedo of ice, diffusivity. Out: the state that the climate comes to, from warm
 * or cold. Cells of equal width in x, time by the implicit method; the ice line lies between the
 * cells around it. Invariant: it comes near the closed solution as cells get smaller
 * (climate.test.ts).
 */
/** Outgoing radiation A + B T, in W/m2 and W/m2/K, and where ice begins, in degrees Celsius. */
const A: f64 = 203.3
const B: f64 = 2.09
const ICE: f64 = -10
const OPEN_ALBEDO: f64 = 0.32
/** Sunlight falls off to the pole by this share of the second Legendre polynomial. */
const TILT: f64 = -0.482
/** Time of a step, in times of C / B. */
const STEP: f64 = 0.5
const STEPS_MAX: i32 = 20_000
const STILL: f64 = 1e-9
const MAX: i32 = 1024

let cells: i32 = 0
let width: f64 = 0
const temperature = new StaticArray<f64>(MAX)
const sun = new StaticArray<f64>(MAX)
/** The inverse of the diffusion's tridiagonal matrix, half done. */
const above = new StaticArray<f64>(MAX)
const pivot = new StaticArray<f64>(MAX)
const below = new StaticArray<f64>(MAX)
const right = new StaticArray<f64>(MAX)

/** Sets the grid and the diffusivity D, in W/m2/K. */
export function build(count: i32, diffusivity: f64): void {
  cells = count
  width = 1.0 / <f64>count
  for (let i = 0; i < count; i++) {
    const low = <f64>i * width
    const high = low + width
    // The mean of the second Legendre polynomial over the cell.
    const p2 = (0.5 * (high * high * high - high - low * low * low + low)) / width
    sun[i] = 1.0 + TILT * p2
  }
  let before = 0.0
  for (let i = 0; i < count; i++) {
    const inner = <f64>i * width
    const outer = inner + width
    const from = (diffusivity * (1.0 - inner * inner) * (i == 0 ? 0.0 : 1.0)) / (width * width)
    const to =
      (diffusivity * (1.0 - outer * outer) * (i == count - 1 ? 0.0 : 1.0)) / (width * width)
    below[i] = -from
    above[i] = -to
    pivot[i] = B / STEP + B + from + to - (i == 0 ? 0.0 : (below[i] * above[i - 1]) / before)
    before = pivot[i]
  }
}

/** Every place at `degrees`. */
export function begin(degrees: f64): void {
  for (let i = 0; i < cells; i++) temperature[i] = degrees
}

/** The sine of the latitude of the ice line: 0 when all is ice, 1 when nothing is. */
export function iceLine(): f64 {
  if (temperature[0] < ICE) return 0.0
  for (let i = 1; i < cells; i++) {
    const here = unchecked(temperature[i])
    if (here >= ICE) continue
    const before = unchecked(temperature[i - 1])
    return width * (<f64>i - 0.5 + (before - ICE) / (before - here))
  }
  return 1.0
}

export function meanTemperature(): f64 {
  let sum = 0.0
  for (let i = 0; i < cells; i++) sum += temperature[i]
  return sum * width
}

/** Goes on until nothing changes; false when it still does. */
export function settle(sunlight: f64, iceAlbedo: f64): bool {
  for (let step = 0; step < STEPS_MAX; step++) {
    const line = iceLine()
    let carry = 0.0
    for (let i = 0; i < cells; i++) {
      const share = min(1.0, max(0.0, (<f64>(i + 1) * width - line) / width))
      const albedo = OPEN_ALBEDO + (iceAlbedo - OPEN_ALBEDO) * share
      const gain = sunlight * unchecked(sun[i]) * (1.0 - albedo) - A
      const value = gain + (B / STEP) * unchecked(temperature[i])
      carry = i == 0 ? value : value - (unchecked(below[i]) * carry) / unchecked(pivot[i - 1])
      unchecked((right[i] = carry))
    }
    let change = 0.0
    let next = 0.0
    for (let i = cells - 1; i >= 0; i--) {
      const value = (unchecked(right[i]) - unchecked(above[i]) * next) / unchecked(pivot[i])
      change = max(change, Math.abs(value - unchecked(temperature[i])))
      unchecked((temperature[i] = value))
      next = value
    }
    if (change < STILL) return true
  }
  return false
}

/** True when the climate, from warm, still has a place without ice under `sunlight`. */
function staysOpen(sunlight: f64, iceAlbedo: f64): bool {
  begin(30)
  settle(sunlight, iceAlbedo)
  return iceLine() > 0.0
}

/** True when the climate, from cold, stays all ice under `sunlight`. */
function staysFrozen(sunlight: f64, iceAlbedo: f64): bool {
  begin(-60)
  settle(sunlight, iceAlbedo)
  return iceLine() == 0.0
}

/** The least sunlight under which a warm climate does not freeze over, in W/m2. */
export function freezingSunlight(iceAlbedo: f64): f64 {
  let low = 200.0
  let high = 500.0
  while (high - low > 1e-4) {
    const middle = (low + high) / 2.0
    if (staysOpen(middle, iceAlbedo)) high = middle
    else low = middle
  }
  return high
}

/** The most sunlight under which an ice-covered climate stays so, in W/m2. */
export function thawingSunlight(iceAlbedo: f64): f64 {
  let low = 200.0
  let high = 1000.0
  while (high - low > 1e-4) {
    const middle = (low + high) / 2.0
    if (staysFrozen(middle, iceAlbedo)) low = middle
    else high = middle
  }
  return low
}
