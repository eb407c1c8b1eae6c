/**
 * Arithmetic modulo P = 2^64 - 2^32 + 1, where 2^64 is 2^32 - 1 and 2^96 is -1.
 *
 * In and out: numbers below P. Invariant: the answers of BigInt (field.test.ts).
 */
const P: u64 = 0xffffffff00000001
const EPSILON: u64 = 0xffffffff
/** A generator of the multiplicative group. */
const GENERATOR: u64 = 7

export function add(a: u64, b: u64): u64 {
  // a + b - P, without leaving 64 bits.
  const gap = P - b
  return a >= gap ? a - gap : a + b
}

export function subtract(a: u64, b: u64): u64 {
  return a >= b ? a - b : a + (P - b)
}

export function multiply(a: u64, b: u64): u64 {
  const a0 = a & EPSILON
  const a1 = a >> 32
  const b0 = b & EPSILON
  const b1 = b >> 32
  const low = a0 * b0
  const first = a1 * b0 + (low >> 32)
  const second = a0 * b1 + (first & EPSILON)
  const high = a1 * b1 + (first >> 32) + (second >> 32)
  const bottom = (second << 32) | (low & EPSILON)
  const top = high >> 32
  let sum = bottom - top
  if (bottom < top) sum -= EPSILON
  const middle = (high & EPSILON) * EPSILON
  let out = sum + middle
  if (out < middle) out += EPSILON
  return out >= P ? out - P : out
}

export function power(base: u64, exponent: u64): u64 {
  let out: u64 = 1
  let square = base
  for (let rest = exponent; rest != 0; rest >>= 1) {
    if ((rest & 1) != 0) out = multiply(out, square)
    square = multiply(square, square)
  }
  return out
}

export function inverse(value: u64): u64 {
  return power(value, P - 2)
}

/** An element of the order given, which divides P - 1. */
export function rootOfUnity(order: u64): u64 {
  return power(GENERATOR, (P - 1) / order)
}

/** A number whose power `n` is 2: 2 has order 192, so it is a power of a root of order 192 n. */
export function rootOfTwo(n: u64): u64 {
  const base = rootOfUnity(192 * n)
  let root = base
  while (power(root, n) != 2) root = multiply(root, base)
  return root
}
