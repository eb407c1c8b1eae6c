/**
 * A stochastic SEIR epidemic among cities with travel, event by event (Gillespie's direct method).
 *
 * In: cities on a grid of four columns, the first the largest; rates per day. Out: who was infected
 * where, and when each city was reached.
 * A share of each city's people is away at any time, in other cities by gravity: proportional to
 * the people there, falling with the square of the distance. Whom an infectious person meets is
 * anybody who is at the same place, at home or away: so everybody, of whatever city, meets as many
 * (cities.test.ts), which is why R0 and the final size are those of one large city.
 */
import { nextUniform } from '../../../assembly/random/xoshiro'

export const CITIES_MAX: i32 = 32

let cities: i32 = 0
export let people: i32 = 0
const population = new StaticArray<i32>(CITIES_MAX)
const susceptible = new StaticArray<i32>(CITIES_MAX)
const exposed = new StaticArray<i32>(CITIES_MAX)
const infectious = new StaticArray<i32>(CITIES_MAX)
const reached = new StaticArray<f64>(CITIES_MAX)
/** Whom people of a city meet, cumulated over cities: row by row, open and with travel cut. */
const openMeetings = new StaticArray<f64>(CITIES_MAX * CITIES_MAX)
const cutMeetings = new StaticArray<f64>(CITIES_MAX * CITIES_MAX)
const stays = new StaticArray<f64>(CITIES_MAX * CITIES_MAX)

/** About `total` people in `count` cities: city k has a share in proportion to 1 / (k + 1). */
export function foundCities(count: i32, total: i32): void {
  cities = count
  people = 0
  let harmonic = 0.0
  for (let k = 0; k < count; k++) harmonic += 1.0 / <f64>(k + 1)
  for (let k = 0; k < count; k++) {
    population[k] = <i32>(<f64>total / (<f64>(k + 1) * harmonic))
    people += population[k]
  }
}

/** Fills the meetings for the share `travel` of people away, and for `cut` of it. */
export function openRoads(travel: f64, cut: f64): void {
  fillMeetings(openMeetings, travel)
  fillMeetings(cutMeetings, travel * (1.0 - cut))
}

function fillMeetings(meetings: StaticArray<f64>, travel: f64): void {
  for (let k = 0; k < cities; k++) {
    let gravity = 0.0
    for (let j = 0; j < cities; j++) gravity += pull(k, j)
    for (let j = 0; j < cities; j++) {
      const away = cities == 1 ? 0.0 : (travel * pull(k, j)) / gravity
      stays[k * CITIES_MAX + j] = k == j ? (cities == 1 ? 1.0 : 1.0 - travel) : away
    }
  }
  for (let k = 0; k < cities; k++) {
    let sum = 0.0
    for (let i = 0; i < cities; i++) {
      for (let j = 0; j < cities; j++) {
        let present = 0.0
        for (let each = 0; each < cities; each++) {
          present += stays[each * CITIES_MAX + j] * <f64>population[each]
        }
        const here = stays[i * CITIES_MAX + j] * <f64>population[i]
        sum += (stays[k * CITIES_MAX + j] * here) / present
      }
      meetings[k * CITIES_MAX + i] = sum
    }
  }
}

function pull(from: i32, to: i32): f64 {
  if (from == to) return 0.0
  const x = <f64>((from % 4) - (to % 4))
  const y = <f64>(from / 4 - to / 4)
  return <f64>population[to] / (x * x + y * y)
}

/** The chance that somebody met by a person of city `k` is of city `i`. */
export function meeting(k: i32, i: i32): f64 {
  const at = k * CITIES_MAX + i
  return i == 0 ? openMeetings[at] : openMeetings[at] - openMeetings[at - 1]
}

/** What one epidemic came to. */
export let infected: i32 = 0
export let peak: i32 = 0

/** People of city `k` infected, and the day on which the first was; -1 if none was. */
export function infectedIn(k: i32): i32 {
  return population[k] - susceptible[k]
}
export function reachedOn(k: i32): f64 {
  return reached[k]
}

/** A city drawn by how many of `total` are there. */
function drawCity(counts: StaticArray<i32>, total: i32): i32 {
  let left = <i32>(nextUniform() * <f64>total)
  if (left == total) left = total - 1
  let city = 0
  while (left >= unchecked(counts[city])) {
    left -= unchecked(counts[city])
    city += 1
  }
  return city
}

/**
 * Runs one epidemic from one case, who has just become infectious in city `start`. `beta` are
 * meetings that infect, `sigma` and `gamma` the rates at which people become infectious and
 * recover, per day. Once `trigger` people were infected, meetings are cut by the share
 * `contactCut` and travel as `openRoads` was told.
 */
export function runEpidemic(
  start: i32,
  beta: f64,
  sigma: f64,
  gamma: f64,
  trigger: i32,
  contactCut: f64,
): void {
  for (let k = 0; k < cities; k++) {
    unchecked((susceptible[k] = population[k]))
    unchecked((exposed[k] = 0))
    unchecked((infectious[k] = 0))
    unchecked((reached[k] = -1.0))
  }
  unchecked((susceptible[start] -= 1))
  unchecked((infectious[start] = 1))
  unchecked((reached[start] = 0.0))
  infected = 1
  peak = 1
  let waiting = 0
  let ill = 1
  let day = 0.0
  let meetings = openMeetings
  let contacts = beta
  if (infected >= trigger) {
    meetings = cutMeetings
    contacts = beta * (1.0 - contactCut)
  }
  while (waiting + ill > 0) {
    const meet = contacts * <f64>ill
    const turn = sigma * <f64>waiting
    const total = meet + turn + gamma * <f64>ill
    day -= Math.log(nextUniform()) / total
    const which = nextUniform() * total
    if (which <= meet) {
      const row = drawCity(infectious, ill) * CITIES_MAX
      const share = nextUniform()
      let city = 0
      while (city < cities - 1 && unchecked(meetings[row + city]) < share) city += 1
      // Somebody immune may be met as well, or the same person again.
      const left = unchecked(susceptible[city])
      if (nextUniform() * <f64>unchecked(population[city]) > <f64>left) continue
      if (left == unchecked(population[city])) unchecked((reached[city] = day))
      unchecked((susceptible[city] = left - 1))
      unchecked((exposed[city] += 1))
      waiting += 1
      infected += 1
      if (infected == trigger) {
        meetings = cutMeetings
        contacts = beta * (1.0 - contactCut)
      }
    } else if (which <= meet + turn && waiting > 0) {
      const city = drawCity(exposed, waiting)
      unchecked((exposed[city] -= 1))
      unchecked((infectious[city] += 1))
      waiting -= 1
      ill += 1
      if (ill > peak) peak = ill
    } else {
      const city = drawCity(infectious, ill)
      unchecked((infectious[city] -= 1))
      ill -= 1
    }
  }
}
