/**
 * One work unit: a recording made from its seed and the table of signals on standard input,
 * searched at a range of drift rates. Lines of canonical JSON: detections in the order found, then
 * counts.
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
import { readTable, rows, valueAt } from '../../../assembly/command/table'
import { seedRandom } from '../../../assembly/random/xoshiro'
import {
  COARSE,
  KINDS,
  LEVELS,
  detections,
  dropped,
  imbalance,
  searchLong,
  searchShort,
  tally,
} from './detect'
import { prepareTurns } from './fourier'
import { addSignal, energy, recordNoise } from './recording'

const SIGNALS_MAX: i32 = 64
/** Drift rates go from -RATES_MAX to RATES_MAX bins a block. */
const RATES_MAX: u64 = 500

let firstRate: i32 = 0
let power: f64 = 0

function search(index: u64): void {
  const rate = firstRate + <i32>index
  searchLong(rate, power)
  if (rate % COARSE == 0) searchShort(rate)
}

/** Six decimals of frequency (Hz), drift (Hz/s), power and moment (s), each in its range. */
function readSignals(count: i32): void {
  readTable(4, SIGNALS_MAX, 6)
  if (count > rows) exitWith(EXIT_USAGE, 'found fewer signals on standard input than --signals')
  for (let row = 0; row < rows; row++) {
    const frequency = valueAt(row, 0)
    const drift = valueAt(row, 1)
    if (frequency < 0 || frequency >= 9_765_625_000 || abs(drift) > 10_000_000) {
      exitWith(EXIT_USAGE, 'found a frequency outside 0 to 9765 Hz or a drift over 10 Hz/s')
    }
    if (valueAt(row, 2) < 0 || valueAt(row, 2) > 10_000_000_000 || valueAt(row, 3) < 0) {
      exitWith(EXIT_USAGE, 'found a power outside 0 to 10000 or a moment before the start')
    }
  }
}

function micro(row: i32, column: i32): f64 {
  return <f64>valueAt(row, column) / 1e6
}

function main(): void {
  readArguments()
  const seed = decimalOption('--seed', 0, 0, 9_007_199_254_740_991)
  const signals = decimalOption('--signals', 0, 0, SIGNALS_MAX)
  const span = decimalOption('--span', 0, 0, RATES_MAX)
  const rates = decimalOption('--rates', 0, 1, 2 * RATES_MAX + 1)
  const part = decimalOption('--part', 0, 0, 2 * RATES_MAX)
  assertNoMoreArguments()
  readSignals(<i32>signals)
  // Rates -span to span, `rates` of them in each part.
  const from = part * rates
  if (from > 2 * span) exitWith(EXIT_USAGE, 'found --part behind the last drift rate')
  const many = min(rates, 2 * span + 1 - from)

  seedRandom(seed)
  prepareTurns()
  recordNoise()
  for (let row = 0; row < <i32>signals; row++) {
    addSignal(micro(row, 0), micro(row, 1), micro(row, 2), micro(row, 3))
  }
  power = energy()
  firstRate = <i32>from - <i32>span
  repeat(many, search)
  write('{"detections":')
  writeInteger(<u64>detections)
  write(',"dropped":')
  writeInteger(<u64>dropped)
  write(',"energyMicro":')
  writeInteger(<u64>nearest(power * 1e6))
  write(',"exceed":[')
  for (let kind = 0; kind < KINDS; kind++) {
    write(kind == 0 ? '[' : ',[')
    for (let level = 0; level < LEVELS; level++) {
      if (level > 0) write(',')
      writeInteger(tally(kind, level))
    }
    write(']')
  }
  write('],"firstRate":')
  writeSigned(firstRate)
  write(',"imbalanceFemto":')
  writeInteger(<u64>nearest(imbalance * 1e15))
  write(',"part":')
  writeInteger(part)
  write(',"rates":')
  writeInteger(many)
  write(',"seed":')
  writeInteger(seed)
  write(',"signals":')
  writeInteger(signals)
  write(',"span":')
  writeInteger(span)
  write(',"version":1}\n')
  finish()
}

main()
