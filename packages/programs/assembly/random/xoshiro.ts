/**
 * xoshiro256** of Blackman and Vigna, seeded through SplitMix64 as its authors advise.
 *
 * In: a 64-bit seed. Out: 64-bit words, and doubles in (0, 1] that a logarithm can take.
 * Invariant: the words are those of the published vectors (xoshiro.test.ts).
 */

let s0: u64 = 0
let s1: u64 = 0
let s2: u64 = 0
let s3: u64 = 0
let weyl: u64 = 0

/** One step of SplitMix64. */
export function splitMix(): u64 {
  weyl += 0x9e3779b97f4a7c15
  let z = weyl
  z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9
  z = (z ^ (z >> 27)) * 0x94d049bb133111eb
  return z ^ (z >> 31)
}

/** Starts SplitMix64 at `start`. */
export function seedSplitMix(start: u64): void {
  weyl = start
}

/** Sets the four words of state as they are; not all may be zero. */
export function setState(a: u64, b: u64, c: u64, d: u64): void {
  s0 = a
  s1 = b
  s2 = c
  s3 = d
}

/** Starts the generator from a seed. */
export function seedRandom(seed: u64): void {
  seedSplitMix(seed)
  const a = splitMix()
  const b = splitMix()
  const c = splitMix()
  setState(a, b, c, splitMix())
}

/** The next 64-bit word. */
export function nextWord(): u64 {
  const result = rotl<u64>(s1 * 5, 7) * 9
  const t = s1 << 17
  s2 ^= s0
  s3 ^= s1
  s1 ^= s2
  s0 ^= s3
  s2 ^= t
  s3 = rotl<u64>(s3, 45)
  return result
}

/** A uniform double in (0, 1], in steps of 2^-53. */
export function nextUniform(): f64 {
  return <f64>((nextWord() >> 11) + 1) * (1.0 / 9007199254740992.0)
}

/** A uniform integer from 0 to `bound` - 1, without bias; `bound` is at least 1. */
export function nextBelow(bound: u32): u32 {
  const least: u32 = (<u32>0 - bound) % bound
  let product: u64 = 0
  do {
    product = (nextWord() >> 32) * <u64>bound
  } while (<u32>product < least)
  return <u32>(product >> 32)
}
