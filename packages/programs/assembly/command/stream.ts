/**
 * Buffered text output without allocation, so that memory stays constant however long the run.
 *
 * In: ASCII text and integers. Out: bytes on stdout or stderr.
 * A short write is continued; a refused write ends the run with exit code 74.
 */
import { fdWrite, procExit } from './wasi'

/** Exit codes after sysexits.h: a wrong command line, a defect, an output that cannot be written. */
export const EXIT_USAGE = 2
export const EXIT_DEFECT = 70
export const EXIT_OUTPUT = 74

const CAPACITY: usize = 4096
const buffer = memory.data(4096)
const digits = memory.data(24)
const vector = memory.data(8, 4)
const written = memory.data(4, 4)
let fill: usize = 0

function flush(fd: i32): void {
  let offset: usize = 0
  while (offset < fill) {
    store<u32>(vector, <u32>(buffer + offset))
    store<u32>(vector, <u32>(fill - offset), 4)
    if (fdWrite(fd, vector, 1, written) != 0 || load<u32>(written) == 0) procExit(EXIT_OUTPUT)
    offset += load<u32>(written)
  }
  fill = 0
}

function putByte(fd: i32, byte: u8): void {
  if (fill == CAPACITY) flush(fd)
  store<u8>(buffer + fill, byte)
  fill += 1
}

function putText(fd: i32, text: string): void {
  for (let i = 0; i < text.length; i++) putByte(fd, <u8>text.charCodeAt(i))
}

/** Appends ASCII text to stdout. */
export function write(text: string): void {
  putText(1, text)
}

/** Appends a decimal integer to stdout. */
export function writeInteger(value: u64): void {
  let length: usize = 0
  do {
    store<u8>(digits + length, <u8>(48 + (value % 10)))
    length += 1
    value /= 10
  } while (value != 0)
  while (length > 0) {
    length -= 1
    putByte(1, load<u8>(digits + length))
  }
}

/** Appends a decimal integer that may be negative to stdout. */
export function writeSigned(value: i64): void {
  if (value < 0) write('-')
  writeInteger(value < 0 ? 0 - <u64>value : <u64>value)
}

/** Appends `length` lower-case hexadecimal digits, the lowest of `value`. */
export function writeHex(value: u64, length: i32): void {
  for (let digit = length - 1; digit >= 0; digit--) {
    const four = <u8>((value >> ((<u64>digit) << 2)) & 15)
    putByte(1, four < 10 ? 48 + four : 87 + four)
  }
}

/** Sends what is still buffered to stdout. */
export function finish(): void {
  flush(1)
}

/** Says why on stderr and ends the run with `code`; what stdout still buffered is dropped. */
export function exitWith(code: i32, message: string): void {
  fill = 0
  putText(2, message)
  putText(2, '\n')
  flush(2)
  procExit(code)
}
