/**
 * Exact solutions of the Ising model on the square lattice, coupling 1, Boltzmann's constant 1.
 *
 * L. Onsager, Phys. Rev. 65 (1944), 117: the infinite lattice.
 * B. Kaufman, Phys. Rev. 76 (1949), 1232: the torus, in the form of A. E. Ferdinand and
 * M. E. Fisher, Phys. Rev. 185 (1969), 832. Both are held against an enumeration in exact.test.ts.
 */

/** Where order ends: 2 / ln(1 + sqrt 2) = 2.269185. */
export const criticalTemperature = 2 / Math.log(1 + Math.SQRT2)

/** Energy of a spin of the infinite lattice. */
export function onsagerEnergy(temperature: number): number {
  const k = 2 / temperature
  const modulus = (2 * Math.sinh(k)) / Math.cosh(k) ** 2
  const factor = 2 * Math.tanh(k) ** 2 - 1
  return (-1 / Math.tanh(k)) * (1 + (2 / Math.PI) * factor * completeElliptic(modulus))
}

/** The complete elliptic integral of the first kind, by the arithmetic-geometric mean. */
function completeElliptic(modulus: number): number {
  let [a, b] = [1, Math.sqrt(1 - modulus * modulus)]
  while (Math.abs(a - b) > 1e-15 * a) [a, b] = [(a + b) / 2, Math.sqrt(a * b)]
  return Math.PI / (2 * a)
}

/** Energy of a spin on the torus of `size` by `size`. */
export function torusEnergy(size: number, temperature: number): number {
  const beta = 1 / temperature
  const step = 1e-4
  const slope = (logPartition(size, beta + step) - logPartition(size, beta - step)) / (2 * step)
  return -slope / (size * size)
}

/** ln Z of the torus: half the sum of four products over the modes of two boundary conditions. */
function logPartition(size: number, beta: number): number {
  const odd = Array.from({ length: size }, (_, mode) => exponent(2 * mode + 1))
  const even = Array.from({ length: size }, (_, mode) => exponent(2 * mode))
  const products = [product(odd, 1), product(odd, -1), product(even, 1), product(even, -1)]
  const largest = Math.max(...products.map(({ log }) => log))
  const sum = products.reduce((total, { log, sign }) => total + sign * Math.exp(log - largest), 0)
  return ((size * size) / 2) * Math.log(2 * Math.sinh(2 * beta)) + largest + Math.log(sum / 2)

  /** The exponent of mode `index`; that of mode 0 changes its sign at the critical temperature. */
  function exponent(index: number): number {
    if (index === 0) return 2 * beta + Math.log(Math.tanh(beta))
    const k = 2 * beta
    return Math.acosh(Math.cosh(k) / Math.tanh(k) - Math.cos((index * Math.PI) / size))
  }

  /** The product of 2 cosh (`parity` 1) or 2 sinh (-1) of half the exponents times the size. */
  function product(exponents: readonly number[], parity: 1 | -1): { log: number; sign: number } {
    let [log, sign] = [0, 1]
    for (const each of exponents) {
      const half = (size * each) / 2
      log += Math.abs(half) + Math.log1p(parity * Math.exp(-2 * Math.abs(half)))
      if (parity < 0 && half < 0) sign = -sign
    }
    return { log, sign }
  }
}
