/**
 * Squaring modulo 2^p - 1 by a weighted transform of integers (R. Crandall, B. Fagin, Math. Comp.
 * 62 (1994), 305), exact: no rounding anywhere.
 *
 * The number is `size` digits in a mixed base, digit j of weight 2^ceil(p j / size). Multiplied by
 * powers of the root of two, digits of a cyclic convolution are those of the square.
 * Invariant: every intermediate value is below 2^62 (`sizeFor`).
 */
import { add, inverse, multiply, power, rootOfTwo, rootOfUnity, subtract } from './field'

let size: i32 = 0
let digits = new StaticArray<u64>(0)
let values = new StaticArray<u64>(0)
let weights = new StaticArray<u64>(0)
let unweights = new StaticArray<u64>(0)
let twiddles = new StaticArray<u64>(0)
let untwiddles = new StaticArray<u64>(0)
let widths = new StaticArray<u8>(0)

/** The least power of two of digits for which no sum of products reaches 2^62. */
export function sizeFor(p: i32): i32 {
  let n = 2
  let log = 1
  while (2 * ((p + n - 1) / n) + log + 1 > 61) {
    n <<= 1
    log += 1
  }
  return n
}

/** Prepares for numbers modulo 2^p - 1. */
export function beginModulus(p: i32): void {
  const n = sizeFor(p)
  if (n != size) allocate(n)
  const root = rootOfTwo(n)
  const unroot = inverse(root)
  const scale = inverse(n)
  let start: i64 = 0
  for (let j = 0; j < n; j++) {
    const end = (<i64>p * <i64>(j + 1) + <i64>(n - 1)) / <i64>n
    const exponent = <u64>(start * <i64>n - <i64>p * <i64>j)
    weights[j] = power(root, exponent)
    unweights[j] = multiply(power(unroot, exponent), scale)
    widths[j] = <u8>(end - start)
    start = end
  }
}

function allocate(n: i32): void {
  size = n
  digits = new StaticArray<u64>(n)
  values = new StaticArray<u64>(n)
  weights = new StaticArray<u64>(n)
  unweights = new StaticArray<u64>(n)
  twiddles = new StaticArray<u64>(n)
  untwiddles = new StaticArray<u64>(n)
  widths = new StaticArray<u8>(n)
  const root = rootOfUnity(n)
  const unroot = inverse(root)
  let forward: u64 = 1
  let backward: u64 = 1
  for (let j = 0; j < n; j++) {
    twiddles[j] = forward
    untwiddles[j] = backward
    forward = multiply(forward, root)
    backward = multiply(backward, unroot)
  }
}

/** Sets the number to `value`, which fits 32 bits. */
export function setNumber(value: u64): void {
  let rest = value
  for (let j = 0; j < size; j++) {
    const width = <u64>widths[j]
    digits[j] = rest & (((<u64>1) << width) - 1)
    rest >>= width
  }
}

/** Natural order in, bit-reversed order out. */
function transform(): void {
  for (let half = size >> 1, step = 1; half > 0; half >>= 1, step <<= 1) {
    for (let start = 0; start < size; start += half << 1) {
      for (let j = 0; j < half; j++) {
        const a = unchecked(values[start + j])
        const b = unchecked(values[start + j + half])
        unchecked((values[start + j] = add(a, b)))
        unchecked((values[start + j + half] = multiply(subtract(a, b), twiddles[j * step])))
      }
    }
  }
}

/** Bit-reversed order in, natural order out; `size` times too large. */
function untransform(): void {
  for (let half = 1, step = size >> 1; half < size; half <<= 1, step >>= 1) {
    for (let start = 0; start < size; start += half << 1) {
      for (let j = 0; j < half; j++) {
        const a = unchecked(values[start + j])
        const b = multiply(unchecked(values[start + j + half]), unchecked(untwiddles[j * step]))
        unchecked((values[start + j] = add(a, b)))
        unchecked((values[start + j + half] = subtract(a, b)))
      }
    }
  }
}

/** Squares the number and subtracts 2. */
export function squareMinusTwo(): void {
  for (let j = 0; j < size; j++) {
    unchecked((values[j] = multiply(digits[j], weights[j])))
  }
  transform()
  for (let j = 0; j < size; j++) {
    const value = unchecked(values[j])
    unchecked((values[j] = multiply(value, value)))
  }
  untransform()
  let carry: i64 = -2
  for (let j = 0; j < size; j++) {
    const value = <i64>multiply(unchecked(values[j]), unchecked(unweights[j])) + carry
    carry = settle(j, value)
  }
  // What leaves the highest digit enters the lowest: 2^p is 1.
  while (carry != 0) {
    for (let j = 0; j < size && carry != 0; j++) {
      carry = settle(j, <i64>unchecked(digits[j]) + carry)
    }
  }
}

/** Keeps what fits digit `j`; the rest, which may be negative, is carried. */
function settle(j: i32, value: i64): i64 {
  const width = <i64>unchecked(widths[j])
  unchecked((digits[j] = (<u64>value) & (((<u64>1) << (<u64>width)) - 1)))
  return value >> width
}

/** The lowest 64 bits of the number, 0 also for its other form, 2^p - 1. */
export function residue(): u64 {
  let out: u64 = 0
  let at: u64 = 0
  let full = true
  for (let j = 0; j < size; j++) {
    const width = <u64>widths[j]
    const digit = digits[j]
    if (digit != ((<u64>1) << width) - 1) full = false
    if (at < 64) out |= digit << at
    at += width
  }
  return full ? 0 : out
}
