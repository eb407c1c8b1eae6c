import { beforeAll, expect, test } from 'vitest'
import { compile } from '../build/compile.ts'

interface Generator {
  seedSplitMix(start: bigint): void
  splitMix(): bigint
  setState(a: bigint, b: bigint, c: bigint, d: bigint): void
  seedRandom(seed: bigint): void
  nextWord(): bigint
  nextUniform(): number
}
let generator: Generator

beforeAll(async () => {
  const bytes = await compile(['assembly/random/xoshiro.ts'], 'library')
  const { instance } = await WebAssembly.instantiate(bytes as Uint8Array<ArrayBuffer>)
  generator = instance.exports as unknown as Generator
})

const words = (next: () => bigint, count: number): bigint[] =>
  Array.from({ length: count }, () => BigInt.asUintN(64, next()))

test('SplitMix64 gives the published words for seed 1234567', () => {
  generator.seedSplitMix(1234567n)
  expect(words(generator.splitMix, 5)).toEqual([
    6457827717110365317n,
    3203168211198807973n,
    9817491932198370423n,
    4593380528125082431n,
    16408922859458223821n,
  ])
})

test('xoshiro256** gives the words of the reference implementation for state 1, 2, 3, 4', () => {
  generator.setState(1n, 2n, 3n, 4n)
  expect(words(generator.nextWord, 10)).toEqual([
    11520n,
    0n,
    1509978240n,
    1215971899390074240n,
    1216172134540287360n,
    607988272756665600n,
    16172922978634559625n,
    8476171486693032832n,
    10595114339597558777n,
    2904607092377533576n,
  ])
})

test('a seed fills the state from SplitMix64', () => {
  generator.seedSplitMix(1234567n)
  const [a = 0n, b = 0n, c = 0n, d = 0n] = words(generator.splitMix, 4)
  generator.setState(a, b, c, d)
  const expected = words(generator.nextWord, 3)
  generator.seedRandom(1234567n)
  expect(words(generator.nextWord, 3)).toEqual(expected)
})

test('uniform doubles lie in (0, 1] and their mean within four standard errors of a half', () => {
  generator.seedRandom(7n)
  const count = 100_000
  let sum = 0
  for (let i = 0; i < count; i++) {
    const value = generator.nextUniform()
    if (value <= 0 || value > 1) expect.unreachable(`found ${value}`)
    sum += value
  }
  expect(Math.abs(sum / count - 0.5)).toBeLessThan(4 / Math.sqrt(12 * count))
})
