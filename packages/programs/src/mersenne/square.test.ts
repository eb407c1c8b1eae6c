import fc from 'fast-check'
import { beforeAll, expect, test } from 'vitest'
import { compile } from '../../build/compile.ts'
import { residueByBigInt } from './reference.ts'

interface Arithmetic {
  _start(): void
  add(a: bigint, b: bigint): bigint
  subtract(a: bigint, b: bigint): bigint
  multiply(a: bigint, b: bigint): bigint
  rootOfTwo(n: bigint): bigint
  power(base: bigint, exponent: bigint): bigint
  sizeFor(p: number): number
  beginModulus(p: number): void
  setNumber(value: bigint): void
  squareMinusTwo(): void
  residue(): bigint
}
let arithmetic: Arithmetic
const P = 2n ** 64n - 2n ** 32n + 1n
const unsigned = (value: bigint): bigint => BigInt.asUintN(64, value)

beforeAll(async () => {
  const entries = ['src/mersenne/assembly/field.ts', 'src/mersenne/assembly/square.ts']
  const bytes = await compile(entries, 'library')
  const imports = { env: { abort: () => expect.unreachable() } }
  const { instance } = await WebAssembly.instantiate(bytes as Uint8Array<ArrayBuffer>, imports)
  arithmetic = instance.exports as unknown as Arithmetic
  arithmetic._start()
})

test('sums, differences and products modulo P are those of BigInt', () => {
  const edge = fc.constantFrom(0n, 1n, 2n ** 32n - 1n, 2n ** 32n, 2n ** 63n, P - 2n ** 32n, P - 1n)
  const number = fc.oneof(edge, fc.bigInt({ min: 0n, max: P - 1n }))
  fc.assert(
    fc.property(number, number, (a, b) => {
      expect(unsigned(arithmetic.add(a, b))).toBe((a + b) % P)
      expect(unsigned(arithmetic.subtract(a, b))).toBe((a - b + P) % P)
      expect(unsigned(arithmetic.multiply(a, b))).toBe((a * b) % P)
    }),
    { numRuns: 2000 },
  )
})

test.each([2n, 8n, 1024n])('2 has a root of order %i', (n) => {
  expect(arithmetic.power(arithmetic.rootOfTwo(n), n)).toBe(2n)
})

test.each([3, 5, 11, 61, 67, 127, 257, 521, 991, 1279])(
  'exponent %i leaves the residue of BigInt',
  (p) => {
    arithmetic.beginModulus(p)
    arithmetic.setNumber(4n)
    for (let step = 0; step < p - 2; step++) arithmetic.squareMinusTwo()
    const found = unsigned(arithmetic.residue()).toString(16).padStart(16, '0')
    expect(found).toBe(residueByBigInt(p))
  },
)

test('no sum of products reaches 2^62, whatever the exponent', () => {
  for (const p of [3, 100, 4423, 44_497, 100_003, 999_999_000]) {
    const size = arithmetic.sizeFor(p)
    const digit = 2 ** Math.ceil(p / size)
    // A weight is below 2, so a product of two weighted digits below four times their own.
    expect(Math.log2(size) + 2 * Math.log2(digit) + 1).toBeLessThanOrEqual(62)
  }
})
