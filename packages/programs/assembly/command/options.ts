/**
 * Command line options of the form `--name VALUE`: each required, each given once, nothing else.
 *
 * In: argv through WASI. Out: integers, or the end of the run with exit code 2 and a message that
 * says what was found and what was expected.
 */
import { argsGet, argsSizesGet } from './wasi'
import { EXIT_USAGE, exitWith } from './stream'

const MAX_ARGUMENTS: u32 = 64
const MAX_BYTES: u32 = 4096
const pointers = memory.data(256, 4)
const bytes = memory.data(4096)
const sizes = memory.data(8, 4)
let count: u32 = 0
let used: u32 = 0

/** Reads argv once, before the first option is asked for. */
export function readArguments(): void {
  argsSizesGet(sizes, sizes + 4)
  count = load<u32>(sizes)
  if (count > MAX_ARGUMENTS || load<u32>(sizes, 4) > MAX_BYTES) {
    exitWith(EXIT_USAGE, 'found more than 64 arguments or 4096 bytes of them')
  }
  argsGet(pointers, bytes)
}

function argument(index: u32): usize {
  return load<u32>(pointers + ((<usize>index) << 2))
}

function equals(at: usize, text: string): bool {
  const length = text.length
  for (let i = 0; i < length; i++) {
    if (load<u8>(at + <usize>i) != text.charCodeAt(i)) return false
  }
  return load<u8>(at + <usize>length) == 0
}

/** The value after `name`, as the address of a zero-terminated string. */
function valueOf(name: string): usize {
  let found: usize = 0
  for (let i: u32 = 1; i < count; i += 2) {
    if (!equals(argument(i), name)) continue
    if (found != 0) exitWith(EXIT_USAGE, name + ' is given twice; give it once')
    if (i + 1 == count) exitWith(EXIT_USAGE, name + ' has no value; give ' + name + ' VALUE')
    found = argument(i + 1)
  }
  if (found == 0) exitWith(EXIT_USAGE, name + ' is missing; give ' + name + ' VALUE')
  used += 2
  return found
}

/**
 * A decimal number between `low` and `high`, in units of 10^-`decimals`: with three decimals,
 * `2.5` is 2500. Digits and one point only: no sign, no exponent, no more decimals than asked for.
 */
export function decimalOption(name: string, decimals: i32, low: u64, high: u64): u64 {
  const start = valueOf(name)
  let at = start
  let value: u64 = 0
  let digits = 0
  let places = -1
  for (let byte = load<u8>(at); byte != 0; byte = load<u8>(++at)) {
    if (byte == 46 && places < 0 && digits > 0 && decimals > 0) {
      places = 0
      continue
    }
    if (byte < 48 || byte > 57 || digits == 18 || places == decimals) return bad(name, start)
    value = value * 10 + (byte - 48)
    digits += 1
    if (places >= 0) places += 1
  }
  if (digits == 0 || places == 0) return bad(name, start)
  for (let i = places < 0 ? 0 : places; i < decimals; i++) value *= 10
  return value < low || value > high ? bad(name, start) : value
}

/** The bytes of a text of exactly `length` characters, zero-terminated. */
export function textOption(name: string, length: i32): usize {
  const start = valueOf(name)
  if (<i32>lengthOf(start) != length) badText(name, start)
  return start
}

/** The `digits` lower-case hexadecimal digits at `at`, part of the value of option `name`. */
export function hexAt(name: string, at: usize, digits: i32): u64 {
  let value: u64 = 0
  for (let digit = 0; digit < digits; digit++) {
    const byte = load<u8>(at + <usize>digit)
    const four = byte >= 97 && byte <= 102 ? byte - 87 : byte - 48
    if (byte < 48 || (byte > 57 && byte < 97) || byte > 102) badText(name, at)
    value = (value << 4) | (<u64>four)
  }
  return value
}

/** Ends the run: the text at `at` is no value of option `name`. */
export function badText(name: string, at: usize): void {
  const found = String.UTF8.decodeUnsafe(at, min(<usize>80, lengthOf(at)))
  exitWith(EXIT_USAGE, 'found ' + found + ', which ' + name + ' does not take')
}

function bad(name: string, at: usize): u64 {
  const found = String.UTF8.decodeUnsafe(at, min(<usize>80, lengthOf(at)))
  exitWith(EXIT_USAGE, 'found ' + name + ' ' + found + ', which is no number in the range allowed')
  return 0
}

function lengthOf(at: usize): usize {
  let end = at
  while (load<u8>(end) != 0) end += 1
  return end - at
}

/**
 * A word of 1 to `longest` characters, each of them one of `letters`, as the address of a
 * zero-terminated string.
 */
export function wordOption(name: string, letters: string, longest: i32): usize {
  const start = valueOf(name)
  let at = start
  for (let byte = load<u8>(at); byte != 0; byte = load<u8>(++at)) {
    if (!letters.includes(String.fromCharCode(byte))) refuseWord(name, letters, longest)
  }
  if (at == start || at > start + <usize>longest) refuseWord(name, letters, longest)
  return start
}

/** The place of the value among `choices`, from 0. */
export function choiceOption(name: string, choices: StaticArray<string>): i32 {
  const start = valueOf(name)
  for (let place = 0; place < choices.length; place++) {
    if (equals(start, choices[place])) return place
  }
  exitWith(EXIT_USAGE, 'expected ' + name + ' to be one of ' + choices.join(', '))
  return 0
}

function refuseWord(name: string, letters: string, longest: i32): void {
  exitWith(
    EXIT_USAGE,
    'expected ' + name + ' to be 1 to ' + longest.toString() + ' letters of ' + letters,
  )
}

/** Ends the run if anything but the options asked for was given. */
export function assertNoMoreArguments(): void {
  if (used + 1 != count) exitWith(EXIT_USAGE, 'found an argument that is no option of this program')
}
