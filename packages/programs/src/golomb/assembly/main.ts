/**
 * One work unit: all Golomb rulers of `marks` marks and at most `limit` long that begin with one
 * first difference, or a part of them by the second. Of a ruler and its mirror image, the one
 * whose first difference is smaller than its last.
 *
 * Sets of distances are 128 bits, bit d - 1 for the distance d. Going `step` further makes all
 * distances to earlier marks longer and all forbidden offsets shorter by as much.
 */
import '../../../assembly/command/abort'
import {
  assertNoMoreArguments,
  decimalOption,
  readArguments,
} from '../../../assembly/command/options'
import { EXIT_USAGE, exitWith, finish, write, writeInteger } from '../../../assembly/command/stream'

const MARKS_MAX: i32 = 18

let marks: i32 = 0
let limit: i32 = 0
let part: i32 = 0
let parts: i32 = 0
let nodes: u64 = 0
let rulers: u64 = 0
const positions = new StaticArray<i32>(MARKS_MAX)

/** Rulers found; far more than there are of a length near the optimum. */
const FOUND_MAX: u64 = 4096
const found = new StaticArray<i32>(<i32>FOUND_MAX * MARKS_MAX)

function keepRuler(): void {
  if (rulers == FOUND_MAX) exitWith(EXIT_USAGE, 'found over 4096 rulers; give a smaller --limit')
  for (let mark = 0; mark < marks; mark++) found[<i32>rulers * marks + mark] = positions[mark]
  rulers += 1
}

function writeRulers(): void {
  write('[')
  for (let ruler = 0; ruler < <i32>rulers; ruler++) {
    write(ruler > 0 ? ',[' : '[')
    for (let mark = 0; mark < marks; mark++) {
      if (mark > 0) write(',')
      writeInteger(found[ruler * marks + mark])
    }
    write(']')
  }
  write(']')
}

/**
 * Goes on from `placed` marks, the last at `position`. Distances from it to earlier marks, all
 * distances so far, and the offsets where no mark may follow; each as low and high half.
 */
function search(
  placed: i32,
  position: i32,
  listLow: u64,
  listHigh: u64,
  distancesLow: u64,
  distancesHigh: u64,
  forbiddenLow: u64,
  forbiddenHigh: u64,
): void {
  const left = marks - placed - 1
  // The marks that follow the next one need as many different distances.
  const reach = limit - (left * (left + 1)) / 2 - position
  let freeLow = ~forbiddenLow
  let freeHigh = ~forbiddenHigh
  while (true) {
    let step: i32
    if (freeLow != 0) {
      step = <i32>ctz(freeLow) + 1
      freeLow &= freeLow - 1
    } else if (freeHigh != 0) {
      step = <i32>ctz(freeHigh) + 65
      freeHigh &= freeHigh - 1
    } else return
    if (step > reach) return
    if (placed == 2 && step % parts != part) continue
    if (left == 0 && step <= positions[1]) continue
    nodes += 1
    unchecked((positions[placed] = position + step))
    if (left == 0) {
      keepRuler()
      continue
    }
    const shift = <u64>step
    let nextLow: u64
    let nextHigh: u64
    let barredLow: u64
    let barredHigh: u64
    if (step < 64) {
      nextHigh = (listHigh << shift) | (listLow >> (64 - shift))
      nextLow = (listLow << shift) | ((<u64>1) << (shift - 1))
      barredLow = (forbiddenLow >> shift) | (forbiddenHigh << (64 - shift))
      barredHigh = forbiddenHigh >> shift
    } else {
      nextHigh = step == 64 ? listLow : (listLow << (shift - 64)) | ((<u64>1) << (shift - 65))
      nextLow = step == 64 ? (<u64>1) << 63 : 0
      barredLow = step == 64 ? forbiddenHigh : forbiddenHigh >> (shift - 64)
      barredHigh = 0
    }
    const usedLow = distancesLow | nextLow
    const usedHigh = distancesHigh | nextHigh
    search(
      placed + 1,
      position + step,
      nextLow,
      nextHigh,
      usedLow,
      usedHigh,
      barredLow | usedLow,
      barredHigh | usedHigh,
    )
  }
}

function main(): void {
  readArguments()
  const first = <i32>decimalOption('--first', 0, 1, 127)
  limit = <i32>decimalOption('--limit', 0, 1, 127)
  marks = <i32>decimalOption('--marks', 0, 4, MARKS_MAX)
  part = <i32>decimalOption('--part', 0, 0, 127)
  parts = <i32>decimalOption('--parts', 0, 1, 128)
  assertNoMoreArguments()
  if (part >= parts) exitWith(EXIT_USAGE, 'found a --part that is not below --parts')

  positions[1] = first
  if (first <= limit) {
    const low: u64 = first <= 64 ? (<u64>1) << (<u64>first - 1) : 0
    const high: u64 = first > 64 ? (<u64>1) << (<u64>first - 65) : 0
    search(2, first, low, high, low, high, low, high)
  }
  write('{"first":')
  writeInteger(first)
  write(',"limit":')
  writeInteger(limit)
  write(',"marks":')
  writeInteger(marks)
  write(',"nodes":"')
  writeInteger(nodes)
  write('","part":')
  writeInteger(part)
  write(',"parts":')
  writeInteger(parts)
  write(',"rulers":')
  writeRulers()
  write(',"version":1}\n')
  finish()
}

main()
