/**
 * One work unit: one long run from a random start; for each of 16 blocks the leading Lyapunov
 * exponent, and means of the state and its square, in millionths. After every other block one
 * ensemble forecast; for each lead the logarithms of what all of them missed, in millionths.
 */
import '../../../assembly/command/abort'
import {
  assertNoMoreArguments,
  decimalOption,
  readArguments,
} from '../../../assembly/command/options'
import { repeat } from '../../../assembly/command/repeat'
import { finish, write, writeInteger, writeSigned } from '../../../assembly/command/stream'
import { seedRandom } from '../../../assembly/random/xoshiro'
import { STEP, advance, begin, rescale, valueAt } from './atmosphere'
import { LEADS, LEAST, forecast, growthAt, skillAt, spreadAt } from './forecast'

const BLOCKS: i32 = 16
const FORECASTS: i32 = 8
const STEPS_PER_UNIT: u64 = 100
/** In Lorenz's unit of time: until the start is forgotten, by state and difference. */
const SPIN_UP: u64 = 50
/** Steps between measurements. */
const STRIDE: u64 = 10

let sites: i32 = 0
let errorAtStart: f64 = 0
let growth: f64 = 0
let values: f64 = 0
let squares: f64 = 0

function measure(_index: u64): void {
  for (let step: u64 = 0; step < STRIDE; step++) advance(STEP)
  growth += Math.log(rescale(1.0))
  for (let i = 0; i < sites; i++) {
    const value = valueAt(i)
    values += value
    squares += value * value
  }
}

function millionths(value: f64): i64 {
  return <i64>Math.round(value * 1e6)
}

function forecastOnce(_index: u64): void {
  forecast(sites, errorAtStart)
}

function writeLogs(name: string, sumAt: (lead: i32) => f64): void {
  write(name)
  for (let lead = 0; lead <= LEADS; lead++) {
    if (lead > 0) write(',')
    writeSigned(millionths(Math.log(max(LEAST, sumAt(lead) / <f64>FORECASTS))))
  }
  write(']')
}

function main(): void {
  readArguments()
  sites = <i32>decimalOption('--sites', 0, 4, 128)
  const forcing = decimalOption('--forcing', 3, 0, 20_000)
  const time = decimalOption('--time', 0, 1, 10_000)
  const error = decimalOption('--error', 12, 1, 100_000_000_000)
  const seed = decimalOption('--seed', 0, 0, 9_007_199_254_740_991)
  assertNoMoreArguments()

  errorAtStart = <f64>error / 1e12
  seedRandom(seed)
  begin(sites, <f64>forcing / 1000.0)
  repeat((SPIN_UP * STEPS_PER_UNIT) / STRIDE, measure)
  const measures = (time * STEPS_PER_UNIT) / STRIDE
  write('{"blocks":[')
  for (let block = 0; block < BLOCKS; block++) {
    growth = 0
    values = 0
    squares = 0
    repeat(measures, measure)
    if (block % 2 == 0) repeat(1, forecastOnce)
    const count = <f64>measures * <f64>sites
    if (block > 0) write(',')
    write('{"exponentMicro":')
    writeSigned(millionths(growth / <f64>time))
    write(',"meanMicro":')
    writeSigned(millionths(values / count))
    write(',"squareMicro":')
    writeSigned(millionths(squares / count))
    write('}')
  }
  write('],"errorPico":')
  writeInteger(error)
  write(',"forcingMilli":')
  writeInteger(forcing)
  write(',"forecasts":{"growthMicro":[')
  for (let lead = 0; lead <= LEADS; lead++) {
    if (lead > 0) write(',')
    writeSigned(millionths(growthAt(lead) / <f64>FORECASTS))
  }
  writeLogs('],"skillMicro":[', skillAt)
  writeLogs(',"spreadMicro":[', spreadAt)
  write('},"seed":')
  writeInteger(seed)
  write(',"sites":')
  writeInteger(sites)
  write(',"time":')
  writeInteger(time)
  write(',"version":1}\n')
  finish()
}

main()
