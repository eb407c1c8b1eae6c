/**
 * One work unit: a fluid melted from its lattice, held at a temperature and measured there (NVT),
 * then left alone and measured again (NVE). One line of canonical JSON.
 */
import '../../../assembly/command/abort'
import {
  assertNoMoreArguments,
  decimalOption,
  readArguments,
} from '../../../assembly/command/options'
import { repeat } from '../../../assembly/command/repeat'
import { EXIT_USAGE, exitWith, finish, write, writeSigned } from '../../../assembly/command/stream'
import { seedRandom } from '../../../assembly/random/xoshiro'
import {
  atoms,
  begin,
  conservedEnergy,
  kineticEnergy,
  potential,
  setLattice,
  step,
  virial,
} from './fluid'
import { drawVelocities, freedom, thermalise } from './thermostat'

/** Relaxation time of the thermostat. */
const TAU: f64 = 0.1

let dt: f64 = 0
let temperature: f64 = 0
let meltSteps: u64 = 0

/** Means over steps of u and w = (virial / 3), per atom, of the temperature, and their products. */
let steps: u64 = 0
let sumU: f64 = 0
let sumW: f64 = 0
let sumT: f64 = 0
let sumUU: f64 = 0
let sumUW: f64 = 0
let sumTT: f64 = 0
/** Of the conserved energy per atom against the step, for the line of least squares. */
let firstEnergy: f64 = 0
let sumE: f64 = 0
let sumEE: f64 = 0
let sumSE: f64 = 0

function forget(): void {
  steps = 0
  sumU = sumW = sumT = sumUU = sumUW = sumTT = 0
  firstEnergy = conservedEnergy() / <f64>atoms
  sumE = sumEE = sumSE = 0
}

function measure(): void {
  const u = potential / <f64>atoms
  const w = virial / <f64>(3 * atoms)
  const t = (2 * kineticEnergy()) / freedom()
  const e = conservedEnergy() / <f64>atoms - firstEnergy
  sumU += u
  sumW += w
  sumT += t
  sumUU += u * u
  sumUW += u * w
  sumTT += t * t
  sumE += e
  sumEE += e * e
  sumSE += <f64>steps * e
  steps += 1
}

/** The lattice melts at twice the temperature for the first half, then cools. */
function melt(index: u64): void {
  step(dt)
  thermalise(2 * index < meltSteps ? 2 * temperature : temperature, dt, TAU)
}

function hold(_index: u64): void {
  step(dt)
  thermalise(temperature, dt, TAU)
  measure()
}

function conserve(_index: u64): void {
  step(dt)
  measure()
}

function nano(value: f64): i64 {
  return <i64>nearest(value * 1e9)
}

function writeField(name: string, value: i64): void {
  write('"' + name + '":')
  writeSigned(value)
}

function writeHeld(): void {
  const n = <f64>steps
  const u = sumU / n
  const t = sumT / n
  const w = sumW / n
  // Times the atoms, so that fluctuations do not depend on how many there are.
  writeField('crossNano', nano(<f64>atoms * (sumUW / n - u * w)))
  write(',')
  writeField('kineticNano', nano(<f64>atoms * (sumTT / n - t * t)))
  write(',')
  writeField('potentialNano', nano(u))
  write(',')
  writeField('temperatureNano', nano(t))
  write(',')
  writeField('varianceNano', nano(<f64>atoms * (sumUU / n - u * u)))
  write(',')
  writeField('virialNano', nano(w))
}

/** With the slope of the conserved energy per atom in time, and its scatter about that line. */
function writeFree(): void {
  const n = <f64>steps
  const meanS = 0.5 * (n - 1)
  const varianceS = (n * n - 1) / 12
  const covariance = sumSE / n - (meanS * sumE) / n
  const varianceE = sumEE / n - (sumE * sumE) / (n * n)
  const residual = max<f64>(0, varianceE - (covariance * covariance) / varianceS)
  writeField('driftPico', <i64>nearest((1e12 * covariance) / varianceS / dt))
  write(',')
  writeField('potentialNano', nano(sumU / n))
  write(',')
  writeField('scatterNano', nano(Math.sqrt(residual)))
  write(',')
  writeField('temperatureNano', nano(sumT / n))
  write(',')
  writeField('virialNano', nano(sumW / n))
}

function main(): void {
  readArguments()
  const seed = decimalOption('--seed', 0, 0, 9_007_199_254_740_991)
  const cells = decimalOption('--cells', 0, 3, 7)
  const densityMilli = decimalOption('--density', 3, 1, 1_200)
  const temperatureMilli = decimalOption('--temperature', 3, 100, 10_000)
  const cutoffMilli = decimalOption('--cutoff', 3, 2_000, 4_000)
  const stepMicro = decimalOption('--step', 6, 100, 10_000)
  meltSteps = decimalOption('--melt', 0, 1, 1_000_000)
  const held = decimalOption('--held', 0, 100, 10_000_000)
  const free = decimalOption('--free', 0, 100, 10_000_000)
  assertNoMoreArguments()

  const cutoff = <f64>cutoffMilli / 1000
  const density = <f64>densityMilli / 1000
  const count: u64 = 4 * cells * cells * cells
  const edge = Math.cbrt(<f64>count / density)
  if (edge < 2 * cutoff) {
    exitWith(
      EXIT_USAGE,
      'found a box narrower than two cut-offs; give more --cells or less --cutoff',
    )
  }
  temperature = <f64>temperatureMilli / 1000
  dt = <f64>stepMicro / 1e6
  // One seed at two densities is to be two streams.
  seedRandom(1201 * seed + densityMilli)
  setLattice(<i32>cells, density, cutoff)
  drawVelocities(temperature)
  begin()

  repeat(meltSteps, melt)
  forget()
  repeat(held, hold)
  write('{')
  writeField('atoms', atoms)
  write(',"canonical":{')
  writeHeld()
  write('},')
  writeField('cutoffMilli', cutoffMilli)
  write(',')
  writeField('densityMilli', densityMilli)
  write(',')
  writeField('free', free)
  write(',')
  writeField('held', held)
  write(',"isolated":{')
  forget()
  repeat(free, conserve)
  writeFree()
  write('},')
  writeField('melt', meltSteps)
  write(',')
  writeField('seed', seed)
  write(',')
  writeField('stepMicro', stepMicro)
  write(',')
  writeField('temperatureMilli', temperatureMilli)
  write(',"version":1}\n')
  finish()
}

main()
