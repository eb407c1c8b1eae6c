/**
 * Ensemble forecasts of a truth that is known: truth and members start around one state of the long
 * run, each off by its own error, drawn alike.
 *
 * In: the state of `atmosphere`, which is left as it was found. Out: sums over forecasts, by lead.
 * Since truth and members are drawn alike, the mean of the members misses the truth by what the
 * members differ among themselves, at every lead and however far the errors have grown.
 */
import { nextNormal } from '../../../assembly/random/normal'
import { STEP, advance, carryDifference, setValue, valueAt } from './atmosphere'

export const MEMBERS: i32 = 8
/** Half units of time, 2.5 days each. */
export const LEADS: i32 = 40
const STEPS_PER_LEAD: i32 = 50
const SITES_MAX: i32 = 128
/** Errors that vanish, as where a weak forcing brings everything to rest, have a logarithm too. */
export const LEAST: f64 = 1e-300

/** The truth, then members: rows of SITES_MAX; and the state to come back to. */
const states = new StaticArray<f64>((MEMBERS + 1) * SITES_MAX)
const kept = new StaticArray<f64>(SITES_MAX)

/** By lead: squares of the error of the members' mean, and members' variance about it. */
const skill = new StaticArray<f64>(LEADS + 1)
const spread = new StaticArray<f64>(LEADS + 1)
/** By lead: logarithms of members' errors, root mean square over sites. */
const growth = new StaticArray<f64>(LEADS + 1)

export function skillAt(lead: i32): f64 {
  return skill[lead]
}
export function spreadAt(lead: i32): f64 {
  return spread[lead]
}

export function growthAt(lead: i32): f64 {
  return growth[lead]
}

/** One forecast of `sites` sites from here, with errors of `error` at its start. */
export function forecast(sites: i32, error: f64): void {
  for (let i = 0; i < sites; i++) kept[i] = valueAt(i)
  for (let run = 0; run <= MEMBERS; run++) {
    const row = run * SITES_MAX
    for (let i = 0; i < sites; i++) states[row + i] = kept[i] + error * nextNormal()
  }
  carryDifference(false)
  measure(sites, 0)
  for (let lead = 1; lead <= LEADS; lead++) {
    for (let run = 0; run <= MEMBERS; run++) runOn(sites, run * SITES_MAX)
    measure(sites, lead)
  }
  for (let i = 0; i < sites; i++) setValue(i, kept[i])
  carryDifference(true)
}

function runOn(sites: i32, row: i32): void {
  for (let i = 0; i < sites; i++) setValue(i, unchecked(states[row + i]))
  for (let step = 0; step < STEPS_PER_LEAD; step++) advance(STEP)
  for (let i = 0; i < sites; i++) unchecked((states[row + i] = valueAt(i)))
}

/** Adds means over sites to the sums of a lead. */
function measure(sites: i32, lead: i32): void {
  const count = <f64>sites
  for (let member = 1; member <= MEMBERS; member++) {
    let squares = 0.0
    for (let i = 0; i < sites; i++) {
      const off = states[member * SITES_MAX + i] - states[i]
      squares += off * off
    }
    growth[lead] += (0.5 * Math.log(max(LEAST, squares / count))) / <f64>MEMBERS
  }
  for (let i = 0; i < sites; i++) {
    let mean = 0.0
    for (let member = 1; member <= MEMBERS; member++) mean += states[member * SITES_MAX + i]
    mean /= <f64>MEMBERS
    let variance = 0.0
    for (let member = 1; member <= MEMBERS; member++) {
      const off = states[member * SITES_MAX + i] - mean
      variance += off * off
    }
    const missed = mean - states[i]
    skill[lead] += (missed * missed) / count
    spread[lead] += variance / <f64>(MEMBERS - 1) / count
  }
}
