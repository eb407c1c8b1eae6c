/**
 * One work unit: one cross-validation of one configuration. The patterns are dealt into folds by
 * chance; for each fold a network learns from all the others and infers the patterns of that one.
 * One line of canonical JSON.
 */
import '../../../assembly/command/abort'
import {
  assertNoMoreArguments,
  decimalOption,
  readArguments,
} from '../../../assembly/command/options'
import { repeat } from '../../../assembly/command/repeat'
import { EXIT_USAGE, exitWith, finish, write, writeInteger } from '../../../assembly/command/stream'
import { readTable, rows, valueAt } from '../../../assembly/command/table'
import { nextWord, seedRandom } from '../../../assembly/random/xoshiro'
import { HIDDEN_MAX, infer, learn, output, startNetwork } from './network'

const BANDS: i32 = 60
const PATTERNS_MAX: i32 = 512
const TEN_THOUSANDTHS: f64 = 1e-4

const patterns = memory.data(245760, 8)
/** Patterns in the order they are dealt in; fold of place p is p modulo the number of folds. */
const order = memory.data(2048, 4)
/** Patterns a network learns from, in the order of this epoch. */
const lessons = memory.data(2048, 4)
const scores = memory.data(4096, 8)
const trainingRight = memory.data(256, 4)
const testRight = memory.data(256, 4)

let hidden: i32 = 0
let rate: f64 = 0
let folds: i32 = 0
let lessonCount: i32 = 0

function entry(base: usize, index: i32): usize {
  return base + ((<usize>index) << 2)
}

function patternOf(index: i32): usize {
  return patterns + ((<usize>(index * BANDS)) << 3)
}

/** Fisher and Yates's shuffle. */
function shuffle(base: usize, count: i32): void {
  for (let last = count - 1; last > 0; last--) {
    const other = <i32>(((nextWord() >> 32) * <u64>(last + 1)) >> 32)
    const kept = load<i32>(entry(base, last))
    store<i32>(entry(base, last), load<i32>(entry(base, other)))
    store<i32>(entry(base, other), kept)
  }
}

function takePatterns(): void {
  readTable(BANDS + 1, PATTERNS_MAX, 0)
  for (let row = 0; row < rows; row++) {
    const category = valueAt(row, 0)
    if (category < 0 || category > 1) exitWith(EXIT_USAGE, 'found a class that is neither 0 nor 1')
    for (let band = 0; band < BANDS; band++) {
      const value = valueAt(row, band + 1)
      if (value < 0 || value > 10_000) exitWith(EXIT_USAGE, 'found an energy outside 0 to 10000')
      store<f64>(patternOf(row) + ((<usize>band) << 3), <f64>value * TEN_THOUSANDTHS)
    }
    store<i32>(entry(order, row), row)
  }
}

function epoch(_index: u64): void {
  shuffle(lessons, lessonCount)
  for (let lesson = 0; lesson < lessonCount; lesson++) {
    const row = load<i32>(entry(lessons, lesson))
    learn(patternOf(row), <i32>valueAt(row, 0), rate)
  }
}

/** Infers a pattern: the difference of the two outputs, in thousandths, if it is right or wrong. */
function score(row: i32): i64 {
  infer(patternOf(row))
  return <i64>nearest(1000 * (output(1) - output(0)))
}

function isRight(row: i32, score: i64): bool {
  return score > 0 == (valueAt(row, 0) == 1)
}

function validate(fold: i32, epochs: u64): void {
  lessonCount = 0
  for (let place = 0; place < rows; place++) {
    if (place % folds == fold) continue
    store<i32>(entry(lessons, lessonCount), load<i32>(entry(order, place)))
    lessonCount += 1
  }
  startNetwork(BANDS, hidden)
  repeat(epochs, epoch)
  let right = 0
  for (let lesson = 0; lesson < lessonCount; lesson++) {
    const row = load<i32>(entry(lessons, lesson))
    if (isRight(row, score(row))) right += 1
  }
  store<i32>(entry(trainingRight, fold), right)
  right = 0
  for (let place = fold; place < rows; place += folds) {
    const row = load<i32>(entry(order, place))
    const now = score(row)
    store<i64>(scores + ((<usize>row) << 3), now)
    if (isRight(row, now)) right += 1
  }
  store<i32>(entry(testRight, fold), right)
}

function writeList(name: string, base: usize): void {
  write(',"' + name + '":[')
  for (let fold = 0; fold < folds; fold++) {
    if (fold > 0) write(',')
    writeInteger(<u64>load<i32>(entry(base, fold)))
  }
  write(']')
}

function writeCount(name: string, value: u64): void {
  write('"' + name + '":')
  writeInteger(value)
}

function main(): void {
  readArguments()
  const seed = decimalOption('--seed', 0, 0, 9_007_199_254_740_991)
  hidden = <i32>decimalOption('--hidden', 0, 0, HIDDEN_MAX)
  const rateMilli = decimalOption('--rate', 3, 1, 10_000)
  const epochs = decimalOption('--epochs', 0, 1, 100_000)
  folds = <i32>decimalOption('--folds', 0, 2, 64)
  assertNoMoreArguments()
  takePatterns()
  if (folds > rows) exitWith(EXIT_USAGE, 'found more --folds than patterns on standard input')

  rate = <f64>rateMilli / 1000
  seedRandom(seed)
  shuffle(order, rows)
  for (let fold = 0; fold < folds; fold++) validate(fold, epochs)
  write('{')
  writeCount('epochs', epochs)
  write(',')
  writeCount('hidden', hidden)
  write(',')
  writeCount('patterns', rows)
  write(',')
  writeCount('rateMilli', rateMilli)
  write(',"scores":[')
  for (let row = 0; row < rows; row++) {
    if (row > 0) write(',')
    const now = load<i64>(scores + ((<usize>row) << 3))
    if (now < 0) write('-')
    writeInteger(abs(now))
  }
  write('],')
  writeCount('seed', seed)
  writeList('testRight', testRight)
  writeList('trainingRight', trainingRight)
  write(',"version":1}\n')
  finish()
}

main()
