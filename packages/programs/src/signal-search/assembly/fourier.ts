/**
 * Fast Fourier transform in place: 2^bits complex numbers, decimation in frequency.
 *
 * Out: X(k) = sum of x(n) exp(-2 pi i k n / N), left where bit reversal puts it: bin k is at index
 * `reverse(k, bits)`. Whoever looks at every bin alike never needs them in order.
 * Invariants: agrees with the defining sum; the mean of |X|^2 / N is that of |x|^2
 * (fourier.test.ts).
 */

export const BITS_MAX: i32 = 17

/** Real and imaginary part alternate. */
const work = memory.data(2097152, 8)
/** exp(-2 pi i k / 2^17) for k < 2^16. */
const turns = memory.data(1048576, 8)

/** Fills the table of turns; to be called once. */
export function prepareTurns(): void {
  const count = 1 << (BITS_MAX - 1)
  for (let k = 0; k < count; k++) {
    const angle = (-Math.PI * <f64>k) / <f64>count
    const entry = turns + ((<usize>k) << 4)
    store<f64>(entry, Math.cos(angle))
    store<f64>(entry, Math.sin(angle), 8)
  }
}

export function setWork(index: i32, re: f64, im: f64): void {
  const entry = work + ((<usize>index) << 4)
  store<f64>(entry, re)
  store<f64>(entry, im, 8)
}

export function workRe(index: i32): f64 {
  return load<f64>(work + ((<usize>index) << 4))
}

export function workIm(index: i32): f64 {
  return load<f64>(work + ((<usize>index) << 4), 8)
}

/** |X|^2 at `index`. */
export function powerAt(index: i32): f64 {
  const entry = work + ((<usize>index) << 4)
  const re = load<f64>(entry)
  const im = load<f64>(entry, 8)
  return re * re + im * im
}

/** The number whose lowest `bits` bits are those of `index` backwards. */
export function reverse(index: i32, bits: i32): i32 {
  let result = 0
  for (let bit = 0; bit < bits; bit++) {
    result = (result << 1) | (index & 1)
    index >>= 1
  }
  return result
}

/** Transforms the first 2^bits numbers. */
export function transform(bits: i32): void {
  for (let level = bits; level > 0; level--) halve(bits, level)
}

/** One pass: every run of 2^level numbers becomes its even and its odd bins. */
function halve(bits: i32, level: i32): void {
  // In bytes: 16 a number.
  const half: usize = 8 << level
  const end: usize = work + (16 << bits)
  const stride: usize = 16 << (BITS_MAX - level)
  for (let run = work; run < end; run += 2 * half) {
    let turn = turns
    for (let a = run; a < run + half; a += 16) {
      const b = a + half
      const aRe = load<f64>(a)
      const aIm = load<f64>(a, 8)
      const bRe = load<f64>(b)
      const bIm = load<f64>(b, 8)
      const re = aRe - bRe
      const im = aIm - bIm
      const cos = load<f64>(turn)
      const sin = load<f64>(turn, 8)
      store<f64>(a, aRe + bRe)
      store<f64>(a, aIm + bIm, 8)
      store<f64>(b, re * cos - im * sin)
      store<f64>(b, re * sin + im * cos, 8)
      turn += stride
    }
  }
}
