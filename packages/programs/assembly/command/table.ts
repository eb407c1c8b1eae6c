/**
 * Standard input as a table of decimal numbers: a line of column names, then rows of numbers
 * separated by commas, each line ended by a line feed.
 *
 * Out: integers in units of 10^-`decimals`, or the end of the run with exit code 2 and a message
 * that names the line. No exponents, no spaces, no empty fields; at most VALUES_MAX numbers.
 */
import { fdRead } from './wasi'
import { EXIT_USAGE, exitWith } from './stream'

const VALUES_MAX: i32 = 32768
const BUFFER: usize = 4096
const buffer = memory.data(4096)
const vector = memory.data(8, 4)
const got = memory.data(4, 4)
const values = memory.data(262144, 8)

export let rows: i32 = 0
let width: i32 = 0
let filled: usize = 0
let next: usize = 0
let line: i32 = 1

/** The next byte, -1 at the end. */
function take(): i32 {
  if (next == filled) {
    store<u32>(vector, <u32>buffer)
    store<u32>(vector, <u32>BUFFER, 4)
    if (fdRead(0, vector, 1, got) != 0) refuse('cannot read standard input')
    filled = load<u32>(got)
    next = 0
    if (filled == 0) return -1
  }
  return load<u8>(buffer + next++)
}

function refuse(found: string): void {
  exitWith(EXIT_USAGE, 'found ' + found + ' in line ' + line.toString() + ' of standard input')
}

/** Reads the whole table, of `columns` columns and 1 to `longest` rows. */
export function readTable(columns: i32, longest: i32, decimals: i32): void {
  width = columns
  assert(columns * longest <= VALUES_MAX)
  let names = 1
  let byte = take()
  if (byte < 0) refuse('nothing')
  for (; byte != 10; byte = take()) {
    if (byte < 32 || byte > 126) refuse('something that is no line of column names')
    if (byte == 44) names += 1
  }
  if (names != columns) refuse('another number of columns than ' + columns.toString())
  for (byte = take(); byte >= 0; byte = take()) {
    line += 1
    if (rows == longest) refuse('a row too many')
    for (let column = 0; column < columns; column++) {
      byte = readValue(byte, decimals, rows * columns + column)
      if (byte != (column + 1 == columns ? 10 : 44)) refuse('no row of decimal numbers')
      if (byte == 44) byte = take()
    }
    rows += 1
  }
  if (rows == 0) refuse('no row of numbers')
}

/** Reads a number that begins with `byte` and returns the byte after it. */
function readValue(byte: i32, decimals: i32, index: i32): i32 {
  const negative = byte == 45
  if (negative) byte = take()
  let value: i64 = 0
  let digits = 0
  let places = -1
  for (; ; byte = take()) {
    if (byte == 46 && places < 0 && digits > 0 && decimals > 0) {
      places = 0
      continue
    }
    if (byte < 48 || byte > 57) break
    if (digits == 15 || places == decimals) refuse('a number with too many digits')
    value = value * 10 + (byte - 48)
    digits += 1
    if (places >= 0) places += 1
  }
  if (digits == 0 || places == 0) refuse('no row of decimal numbers')
  for (let place = max(places, 0); place < decimals; place++) value *= 10
  store<i64>(values + ((<usize>index) << 3), negative ? -value : value)
  return byte
}

/** The value in row `row` and column `column`, from 0. */
export function valueAt(row: i32, column: i32): i64 {
  return load<i64>(values + ((<usize>(row * width + column)) << 3))
}
