/**
 * Lorenz's model of 1996: sites on a circle of latitude, dx/dt = (x[+1] - x[-2]) x[-1] - x + F,
 * with its tangent, by the classical Runge-Kutta method of fourth order in steps of 0.01.
 *
 * In: sites, forcing, a seeded generator. Out: states, and the growth of a small difference.
 * Invariant: the steps have order four, and the tangent is the limit of differences
 * (atmosphere.test.ts).
 */
import { nextUniform } from '../../../assembly/random/xoshiro'

export const STEP: f64 = 0.01
const MAX: i32 = 128

let sites: i32 = 0
let forcing: f64 = 0
/** Where the rows end that steps are taken of. */
let end: i32 = 2 * MAX
/** The state, then a difference: two rows of MAX. */
const state = new StaticArray<f64>(2 * MAX)
const stage = new StaticArray<f64>(2 * MAX)
const slope = new StaticArray<f64>(2 * MAX)
const sum = new StaticArray<f64>(2 * MAX)

/** Whether steps carry the difference along, or leave it as it is. */
export function carryDifference(carry: bool): void {
  end = carry ? 2 * MAX : MAX
}

/** A state near rest, and a difference of length 1, both at random. */
export function begin(count: i32, force: f64): void {
  sites = count
  forcing = force
  for (let i = 0; i < sites; i++) {
    state[i] = forcing + nextUniform() - 0.5
    state[MAX + i] = nextUniform() - 0.5
  }
  rescale(1.0)
}

export function valueAt(site: i32): f64 {
  return state[site]
}
export function differenceAt(site: i32): f64 {
  return state[MAX + site]
}
export function setValue(site: i32, value: f64): void {
  state[site] = value
}

/** Slopes at `stage`, of the state and of the difference. */
function derive(): void {
  let beforeLast = sites - 2
  let last = sites - 1
  for (let i = 0; i < sites; i++) {
    const next = i + 1 == sites ? 0 : i + 1
    const a = unchecked(stage[next])
    const b = unchecked(stage[beforeLast])
    const c = unchecked(stage[last])
    unchecked((slope[i] = (a - b) * c - stage[i] + forcing))
    if (end > MAX) {
      const da = unchecked(stage[MAX + next])
      const db = unchecked(stage[MAX + beforeLast])
      const dc = unchecked(stage[MAX + last])
      unchecked((slope[MAX + i] = (da - db) * c + (a - b) * dc - stage[MAX + i]))
    }
    beforeLast = last
    last = i
  }
}

/** Adds `weight` of the slopes to the sum, and sets the next stage `ahead` along them. */
function accumulate(weight: f64, ahead: f64): void {
  for (let row = 0; row < end; row += MAX) {
    for (let i = row; i < row + sites; i++) {
      const along = unchecked(slope[i])
      unchecked((sum[i] += weight * along))
      unchecked((stage[i] = state[i] + ahead * along))
    }
  }
}

/** One step of time `step`, in Lorenz's unit of five days. */
export function advance(step: f64): void {
  for (let row = 0; row < end; row += MAX) {
    for (let i = row; i < row + sites; i++) {
      unchecked((stage[i] = state[i]))
      unchecked((sum[i] = 0.0))
    }
  }
  derive()
  accumulate(1.0, step / 2.0)
  derive()
  accumulate(2.0, step / 2.0)
  derive()
  accumulate(2.0, step)
  derive()
  accumulate(1.0, 0.0)
  for (let row = 0; row < end; row += MAX) {
    for (let i = row; i < row + sites; i++) {
      unchecked((state[i] += (step / 6.0) * sum[i]))
    }
  }
}

/** The length of the difference, which becomes `length`. */
export function rescale(length: f64): f64 {
  let squares = 0.0
  for (let i = 0; i < sites; i++) squares += state[MAX + i] * state[MAX + i]
  const found = Math.sqrt(squares)
  for (let i = 0; i < sites; i++) state[MAX + i] *= length / found
  return found
}
