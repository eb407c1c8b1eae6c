/** Back-propagation of the module against the gradient of the squared error. */
import { beforeAll, expect, test } from 'vitest'
import { compile } from '../../build/compile.ts'

interface Network {
  readonly memory: WebAssembly.Memory
  seedRandom(seed: bigint): void
  startNetwork(inputs: number, hidden: number): void
  weightAt(index: number): number
  setWeight(index: number, value: number): void
  output(unit: number): number
  infer(pattern: number): void
  learn(pattern: number, category: number, rate: number): void
}
let network: Network
let pattern: number

beforeAll(async () => {
  const entries = ['src/sonar-network/assembly/network.ts', 'assembly/random/xoshiro.ts']
  const bytes = await compile(entries, 'library')
  const { instance } = await WebAssembly.instantiate(bytes as Uint8Array<ArrayBuffer>)
  network = instance.exports as unknown as Network
  pattern = network.memory.grow(1) * 65_536
})

const INPUTS = 5
const show = (values: readonly number[]): void => {
  new Float64Array(network.memory.buffer, pattern, values.length).set(values)
}
const weightCount = (hidden: number): number =>
  hidden === 0 ? 2 * (INPUTS + 1) : hidden * (INPUTS + 1) + 2 * (hidden + 1)

function squaredError(category: number): number {
  network.infer(pattern)
  return [0, 1].reduce(
    (sum, unit) => sum + 0.5 * (Number(unit === category) - network.output(unit)) ** 2,
    0,
  )
}

test.each([
  [0, 0],
  [0, 1],
  [3, 0],
  [3, 1],
  [8, 1],
])('a step with %i hidden units, class %i, is against the gradient', (hidden, category) => {
  network.seedRandom(3n)
  network.startNetwork(INPUTS, hidden)
  show([0.1, 0.9, 0.4, 0, 1])
  const size = 1e-6
  const every = Array.from({ length: weightCount(hidden) }, (_, index) => index)
  const gradient = every.map((index) => {
    const here = network.weightAt(index)
    const errorAt = (value: number): number => {
      network.setWeight(index, value)
      return squaredError(category)
    }
    const slope = (errorAt(here + size) - errorAt(here - size)) / (2 * size)
    network.setWeight(index, here)
    return slope
  })
  const before = every.map((index) => network.weightAt(index))
  const rate = 1e-3
  network.learn(pattern, category, rate)
  for (const index of every) {
    const moved = (network.weightAt(index) - (before[index] ?? 0)) / rate
    expect(Math.abs(moved + (gradient[index] ?? 0))).toBeLessThan(1e-7)
  }
})

test('errors below 0.2 teach nothing', () => {
  network.seedRandom(4n)
  network.startNetwork(INPUTS, 0)
  show([1, 1, 1, 1, 1])
  for (let lesson = 0; lesson < 2000; lesson++) network.learn(pattern, 1, 0.5)
  network.infer(pattern)
  expect(network.output(1)).toBeGreaterThan(0.8)
  expect(network.output(1)).toBeLessThan(0.85)
  const before = network.weightAt(0)
  network.learn(pattern, 1, 0.5)
  expect(network.weightAt(0)).toBe(before)
})

test('a hidden layer learns what none can: exclusive or', () => {
  const lessons = [
    [0, 0, 0],
    [0, 1, 1],
    [1, 0, 1],
    [1, 1, 0],
  ] as const
  const right = (hidden: number): number => {
    network.seedRandom(5n)
    network.startNetwork(INPUTS, hidden)
    for (let epoch = 0; epoch < 20_000; epoch++) {
      for (const [a, b, category] of lessons) {
        show([a, b, 0, 0, 0])
        network.learn(pattern, category, 0.5)
      }
    }
    return lessons.filter(([a, b, category]) => {
      show([a, b, 0, 0, 0])
      network.infer(pattern)
      return network.output(1) > network.output(0) === (category === 1)
    }).length
  }
  expect(right(4)).toBe(4)
  expect(right(0)).toBeLessThan(4)
})

test('first weights are uniform from -0.3 to 0.3', () => {
  network.seedRandom(6n)
  network.startNetwork(60, 64)
  const weights = Array.from({ length: 64 * 61 }, (_, index) => network.weightAt(index))
  expect(Math.max(...weights.map(Math.abs))).toBeLessThanOrEqual(0.3)
  const square = weights.reduce((sum, weight) => sum + weight ** 2, 0) / weights.length
  expect(Math.abs(square - 0.03)).toBeLessThan(4 * 0.03 * Math.sqrt(0.8 / weights.length))
})
