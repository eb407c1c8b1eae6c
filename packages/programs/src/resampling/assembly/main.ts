/**
 * One work unit: one of four experiments, `batches` batches of it. One line of canonical JSON.
 * Batches take about as long in each, so that units are alike.
 */
import '../../../assembly/command/abort'
import {
  assertNoMoreArguments,
  choiceOption,
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
import { readTable, rows } from '../../../assembly/command/table'
import { seedRandom } from '../../../assembly/random/xoshiro'
import {
  BARS,
  PAIRS_MAX,
  extremePositive,
  extremeRankSum,
  extremeSum,
  flip,
  meanCount,
  medianCount,
  resample,
  sumOfSquares,
  sumOfSums,
  takePairs,
} from './pairs'
import { covered, rejected, tryInterval, tryTest } from './trials'

/** Draws in a batch, by experiment. */
const FLIPS: u64 = 1200
const RESAMPLES: u64 = 1000
const INTERVALS: u64 = 5
const TESTS: u64 = 20

function flips(_batch: u64): void {
  for (let draw: u64 = 0; draw < FLIPS; draw++) flip()
}

function resamples(_batch: u64): void {
  for (let draw: u64 = 0; draw < RESAMPLES; draw++) resample()
}

function intervals(_batch: u64): void {
  for (let draw: u64 = 0; draw < INTERVALS; draw++) tryInterval()
}

function tests(_batch: u64): void {
  for (let draw: u64 = 0; draw < TESTS; draw++) tryTest()
}

function writeCount(name: string, value: u64): void {
  write('"' + name + '":')
  writeInteger(value)
}

function bootstrap(batches: u64): void {
  repeat(batches, resamples)
  writeCount('draws', batches * RESAMPLES)
  write(',"experiment":"bootstrap","means":[')
  for (let bar = 0; bar < BARS; bar++) {
    if (bar > 0) write(',')
    writeInteger(meanCount(bar))
  }
  write('],"medians":[')
  for (let index = 0; index < rows; index++) {
    if (index > 0) write(',')
    writeInteger(medianCount(index))
  }
  write(']')
}

function coverage(batches: u64): void {
  repeat(batches, intervals)
  writeCount('covered', covered)
  write(',')
  writeCount('draws', batches * INTERVALS)
  write(',"experiment":"coverage"')
}

function permutation(batches: u64): void {
  repeat(batches, flips)
  writeCount('draws', batches * FLIPS)
  write(',"experiment":"permutation",')
  writeCount('extremePositive', extremePositive)
  write(',')
  writeCount('extremeRankSum', extremeRankSum)
  write(',')
  writeCount('extremeSum', extremeSum)
}

function power(batches: u64): void {
  repeat(batches, tests)
  writeCount('draws', batches * TESTS)
  write(',"experiment":"power"')
}

function main(): void {
  readArguments()
  const experiment = choiceOption('--experiment', ['bootstrap', 'coverage', 'permutation', 'power'])
  const seed = decimalOption('--seed', 0, 0, 9_007_199_254_740_991)
  const batches = decimalOption('--batches', 0, 1, 100_000)
  assertNoMoreArguments()
  readTable(1, PAIRS_MAX, 0)
  if (rows < 2 || !takePairs()) {
    exitWith(EXIT_USAGE, 'expected two different numbers from -1000 to 1000 on standard input')
  }

  // Experiments with one seed are not to share their chance.
  seedRandom(4 * seed + <u64>experiment)
  write('{')
  writeCount('batches', batches)
  write(',')
  if (experiment == 0) bootstrap(batches)
  else if (experiment == 1) coverage(batches)
  else if (experiment == 2) permutation(batches)
  else power(batches)
  write(',')
  writeCount('pairs', rows)
  write(',')
  if (experiment == 3) {
    writeCount('rejected', rejected)
    write(',')
  }
  writeCount('seed', seed)
  if (experiment == 0) {
    write(',"sumOfSquares":')
    writeSigned(sumOfSquares)
    write(',"sumOfSums":')
    writeSigned(sumOfSums)
  }
  write(',"version":1}\n')
  finish()
}

main()
