/**
 * The stochastic SIR epidemic in the school, event by event (Gillespie's direct method, exact).
 *
 * In: beta and gamma per day, a squared-distance limit. Out: the boys ill on each of 14 days, and
 * the sum of squared differences from the observed counts, or REJECTED once it is too large.
 * Invariant: S + I never exceeds 763 and S never grows; final sizes and waiting times obey theory
 * (epidemic.test.ts).
 */
import { nextUniform } from '../../../assembly/random/xoshiro'

export const BOYS: i32 = 763
export const DAYS: i32 = 14
/** Boys in bed on the first day: the epidemic starts from what was seen then. */
export const FIRST_ILL: i32 = 3
export const REJECTED: u64 = u64.MAX_VALUE

/** Boys confined to bed, 22 January to 4 February 1978 (BMJ, 4 March 1978, p. 587). */
const observed = memory.data<i32>([3, 8, 26, 76, 225, 298, 258, 233, 189, 128, 68, 29, 14, 4])
const simulated = memory.data(56, 4)

let infectionPerPair: f64 = 0
let recovery: f64 = 0
let susceptible: i32 = 0
let infectious: i32 = 0
/** Days until the next event, counted from where the last `advance` stopped. */
let wait: f64 = 0

/** Boys not infected so far. */
export function susceptibleNow(): i32 {
  return susceptible
}

/** Boys infectious now. */
export function infectiousNow(): i32 {
  return infectious
}

/** Boys ill on `day` (0 to 13) of the last epidemic that was not rejected. */
export function illOn(day: i32): i32 {
  return load<i32>(simulated + ((<usize>day) << 2))
}

/** An exponential time with the total rate of all events; endless when nobody is infectious. */
function drawWait(perPair: f64, gamma: f64): f64 {
  if (infectious == 0) return Infinity
  return -Math.log(nextUniform()) / (<f64>infectious * (perPair * <f64>susceptible + gamma))
}

/** Starts an epidemic: 3 boys infectious, 760 susceptible, nobody immune; rates per day. */
export function begin(beta: f64, gamma: f64): void {
  infectionPerPair = beta / <f64>BOYS
  recovery = gamma
  infectious = FIRST_ILL
  susceptible = BOYS - FIRST_ILL
  wait = drawWait(infectionPerPair, recovery)
}

/** Runs the epidemic on for `days` days. */
export function advance(days: f64): void {
  const perPair = infectionPerPair
  const gamma = recovery
  let left = days
  while (wait <= left) {
    left -= wait
    const infection = perPair * <f64>susceptible
    if (nextUniform() * (infection + gamma) <= infection) {
      susceptible -= 1
      infectious += 1
    } else {
      infectious -= 1
    }
    wait = drawWait(perPair, gamma)
  }
  wait -= left
}

/** Simulates the fortnight; stops on the first day that takes the sum of squares over `limit`. */
export function squaredDistance(beta: f64, gamma: f64, limit: u64): u64 {
  let sum: u64 = 0
  begin(beta, gamma)
  for (let day = 0; day < DAYS; day++) {
    if (day > 0) advance(1)
    store<i32>(simulated + ((<usize>day) << 2), infectious)
    const difference = <i64>(infectious - load<i32>(observed + ((<usize>day) << 2)))
    sum += <u64>(difference * difference)
    if (sum > limit) return REJECTED
  }
  return sum
}
