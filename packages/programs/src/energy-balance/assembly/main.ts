/**
 * One work unit: one albedo of ice and one diffusivity; the sunlight at which the climate freezes
 * over and at which it thaws, and both climates under a range of sunlight, in millionths.
 */
import '../../../assembly/command/abort'
import {
  assertNoMoreArguments,
  decimalOption,
  readArguments,
} from '../../../assembly/command/options'
import { repeat } from '../../../assembly/command/repeat'
import {
  EXIT_USAGE,
  exitWith,
  finish,
  write,
  writeInteger,
  writeSigned,
} from '../../../assembly/command/stream'
import {
  begin,
  build,
  freezingSunlight,
  iceLine,
  meanTemperature,
  settle,
  thawingSunlight,
} from './climate'

/** The range of sunlight that is shown, in W/m2. */
const SUN_FROM: u64 = 280
const SUN_STEP: u64 = 10
const SUN_COUNT: u64 = 31

let iceAlbedo: f64 = 0
let freezing: f64 = 0
let thawing: f64 = 0

function millionths(value: f64): i64 {
  return <i64>Math.round(value * 1e6)
}

function writeState(start: f64, sunlight: u64): void {
  begin(start)
  settle(<f64>sunlight, iceAlbedo)
  write('{"iceLineMicro":')
  writeSigned(millionths(iceLine()))
  write(',"temperatureMicro":')
  writeSigned(millionths(meanTemperature()))
  write('}')
}

function writeStates(index: u64): void {
  const sunlight = SUN_FROM + SUN_STEP * index
  write(index > 0 ? ',{"cold":' : '{"cold":')
  writeState(-60, sunlight)
  write(',"sunlight":')
  writeInteger(sunlight)
  write(',"warm":')
  writeState(30, sunlight)
  write('}')
}

function findCritical(_index: u64): void {
  freezing = freezingSunlight(iceAlbedo)
  thawing = thawingSunlight(iceAlbedo)
}

function main(): void {
  readArguments()
  const cells = <i32>decimalOption('--cells', 0, 16, 1_024)
  const albedoMilli = decimalOption('--ice-albedo', 3, 400, 800)
  const diffusivityMilli = decimalOption('--diffusivity', 3, 300, 1_500)
  assertNoMoreArguments()

  iceAlbedo = <f64>albedoMilli / 1000.0
  build(cells, <f64>diffusivityMilli / 1000.0)
  repeat(1, findCritical)
  if (freezing <= 200.001 || thawing >= 999.999) exitWith(EXIT_USAGE, 'found no critical sunlight')
  write('{"albedoMilli":')
  writeInteger(albedoMilli)
  write(',"cells":')
  writeInteger(cells)
  write(',"diffusivityMilli":')
  writeInteger(diffusivityMilli)
  write(',"freezingMicro":')
  writeSigned(millionths(freezing))
  write(',"states":[')
  repeat(SUN_COUNT, writeStates)
  write('],"thawingMicro":')
  writeSigned(millionths(thawing))
  write(',"version":1}\n')
  finish()
}

main()
