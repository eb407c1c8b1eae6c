/**
 * Normal and gamma variates from the stream of uniform doubles.
 *
 * The normal ones are Marsaglia and Bray's polar pairs, of which both are used; the gamma ones are
 * Marsaglia and Tsang's (ACM Trans. Math. Softw. 26, 2000, 363), exact for a shape of 1 or more.
 */
import { nextUniform } from './xoshiro'

let spare: f64 = 0
let hasSpare: bool = false

/** A standard normal variate. */
export function nextNormal(): f64 {
  if (hasSpare) {
    hasSpare = false
    return spare
  }
  let a: f64 = 0
  let b: f64 = 0
  let square: f64 = 0
  do {
    a = 2 * nextUniform() - 1
    b = 2 * nextUniform() - 1
    square = a * a + b * b
  } while (square >= 1 || square == 0)
  const stretch = Math.sqrt((-2 * Math.log(square)) / square)
  spare = b * stretch
  hasSpare = true
  return a * stretch
}

/** A gamma variate with scale 1 and this `shape`, 1 or more. */
export function nextGamma(shape: f64): f64 {
  const d = shape - 1.0 / 3
  const c = 1 / Math.sqrt(9 * d)
  let cube: f64 = 0
  let x: f64 = 0
  do {
    x = nextNormal()
    const root = 1 + c * x
    cube = root * root * root
  } while (cube <= 0 || Math.log(nextUniform()) >= 0.5 * x * x + d - d * cube + d * Math.log(cube))
  return d * cube
}
