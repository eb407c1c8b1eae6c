import { beforeAll, expect, test } from 'vitest'
import { compile } from '../../build/compile.ts'
import { binomialTail, criticalProbability } from './wrapping.ts'

test('the two critical probabilities are bound to each other', () => {
  // Wrapping along either axis is wrapping along x, or along y but not along x.
  const both = 2 * criticalProbability.alongX - criticalProbability.either
  expect(both).toBeCloseTo(0.351642855, 8)
})

test('tails of the binomial distribution', () => {
  const tail = binomialTail(3, 0.25)
  for (const [k, expected] of [1, 37 / 64, 10 / 64, 1 / 64].entries()) {
    expect(tail[k]).toBeCloseTo(expected, 12)
  }
  expect(binomialTail(4096, 0.5927)[2428]).toBeCloseTo(0.5, 1)
})

interface Lattice {
  seedRandom(seed: bigint): void
  allocateLattice(size: number): void
  fill(): void
  wrappedX: WebAssembly.Global
  wrappedY: WebAssembly.Global
}
let lattice: Lattice

beforeAll(async () => {
  const entries = ['src/percolation/assembly/lattice.ts', 'assembly/random/xoshiro.ts']
  const library = await compile(entries, 'library')
  const imports = { env: { abort: () => expect.unreachable() } }
  const { instance } = await WebAssembly.instantiate(library as Uint8Array<ArrayBuffer>, imports)
  lattice = instance.exports as unknown as Lattice
})

test('on a torus of 4 by 4 wrapping comes as often as all orders say', () => {
  lattice.seedRandom(1n)
  lattice.allocateLattice(4)
  const runs = 20_000
  let four = 0
  for (let run = 0; run < runs; run++) {
    lattice.fill()
    const [x, y] = [lattice.wrappedX.value as number, lattice.wrappedY.value as number]
    if (x < 4 || y < 4 || x > 13 || y > 13) expect.unreachable(`${x} ${y}`)
    if (x === 4) four += 1
  }
  // Of the 1,820 sets of 4 sites, the 4 rows wrap along x with their fourth site.
  const chance = 4 / 1820
  expect(Math.abs(four / runs - chance)).toBeLessThan(4 * Math.sqrt(chance / runs))
})
