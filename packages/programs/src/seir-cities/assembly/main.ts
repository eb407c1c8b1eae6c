/**
 * One work unit: so many epidemics from one case in one scenario; how many died out before the
 * trigger, and sums over the others, in all and by city.
 */
import '../../../assembly/command/abort'
import {
  assertNoMoreArguments,
  decimalOption,
  readArguments,
} from '../../../assembly/command/options'
import { repeat } from '../../../assembly/command/repeat'
import { EXIT_USAGE, exitWith, finish, write, writeInteger } from '../../../assembly/command/stream'
import { nextBelow, seedRandom, seedSplitMix, splitMix } from '../../../assembly/random/xoshiro'
import {
  CITIES_MAX,
  foundCities,
  infected,
  infectedIn,
  openRoads,
  peak,
  people,
  reachedOn,
  runEpidemic,
} from './cities'

const MILLI: f64 = 1000.0
/** Mean days between infection and infectiousness, and of infectiousness. */
const LATENT_DAYS: f64 = 3
const INFECTIOUS_DAYS: f64 = 4

let cities: i32 = 0
let r0Milli: u64 = 0
let cutMilli: u64 = 0
let trigger: i32 = 0
let minor: u64 = 0
let infectedSum: u64 = 0
let infectedSquares: u64 = 0
let peakSum: u64 = 0
const infectedBy = new StaticArray<u64>(CITIES_MAX)
const reachedCount = new StaticArray<u64>(CITIES_MAX)
/** In thousandths of a day. */
const reachedSum = new StaticArray<u64>(CITIES_MAX)

function runOne(_index: u64): void {
  const gamma = 1.0 / INFECTIOUS_DAYS
  const beta = (<f64>r0Milli / MILLI) * gamma
  const start = <i32>nextBelow(<u32>cities)
  runEpidemic(start, beta, 1.0 / LATENT_DAYS, gamma, trigger, <f64>cutMilli / MILLI)
  if (infected < trigger) {
    minor += 1
    return
  }
  infectedSum += infected
  infectedSquares += <u64>infected * <u64>infected
  peakSum += peak
  for (let k = 0; k < cities; k++) {
    infectedBy[k] += infectedIn(k)
    if (reachedOn(k) < 0.0) continue
    reachedCount[k] += 1
    reachedSum[k] += <u64>(reachedOn(k) * MILLI)
  }
}

function writeList(name: string, values: StaticArray<u64>): void {
  write(name)
  for (let k = 0; k < cities; k++) {
    if (k > 0) write(',')
    writeInteger(values[k])
  }
  write(']')
}

function main(): void {
  readArguments()
  cities = <i32>decimalOption('--cities', 0, 1, CITIES_MAX)
  const total = <i32>decimalOption('--people', 0, 1_000, 1_000_000)
  r0Milli = decimalOption('--r0', 3, 1_100, 20_000)
  const travelMilli = decimalOption('--travel', 3, 1, 500)
  cutMilli = decimalOption('--contact-cut', 3, 0, 1_000)
  const travelCutMilli = decimalOption('--travel-cut', 3, 0, 1_000)
  trigger = <i32>decimalOption('--trigger', 0, 10, 100_000)
  const epidemics = decimalOption('--epidemics', 0, 1, 1_000_000)
  const seed = decimalOption('--seed', 0, 0, 9_007_199_254_740_991)
  assertNoMoreArguments()
  if (trigger > total / 10) exitWith(EXIT_USAGE, 'found a --trigger over a tenth of --people')

  // A stream of its own for each scenario of one seed.
  seedSplitMix(seed)
  seedRandom(splitMix() + (r0Milli << 40) + (cutMilli << 20) + travelCutMilli)
  foundCities(cities, total)
  openRoads(<f64>travelMilli / MILLI, <f64>travelCutMilli / MILLI)
  repeat(epidemics, runOne)
  write('{"cities":')
  writeInteger(cities)
  write(',"contactCutMilli":')
  writeInteger(cutMilli)
  write(',"epidemics":')
  writeInteger(epidemics)
  writeList(',"infectedBy":[', infectedBy)
  write(',"infectedSquares":"')
  writeInteger(infectedSquares)
  write('","infectedSum":')
  writeInteger(infectedSum)
  write(',"minor":')
  writeInteger(minor)
  write(',"peakSum":')
  writeInteger(peakSum)
  write(',"people":')
  writeInteger(people)
  write(',"r0Milli":')
  writeInteger(r0Milli)
  writeList(',"reachedCount":[', reachedCount)
  writeList(',"reachedSum":[', reachedSum)
  write(',"seed":')
  writeInteger(seed)
  write(',"travelCutMilli":')
  writeInteger(travelCutMilli)
  write(',"travelMilli":')
  writeInteger(travelMilli)
  write(',"trigger":')
  writeInteger(trigger)
  write(',"version":1}\n')
  finish()
}

main()
