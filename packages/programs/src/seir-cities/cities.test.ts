import { beforeAll, expect, test } from 'vitest'
import { compile } from '../../build/compile.ts'
import { shareOf } from '../statistics/mean.ts'
import { chanceToDieOut } from './theory.ts'

interface Cities {
  _start(): void
  seedRandom(seed: bigint): void
  foundCities(count: number, total: number): void
  openRoads(travel: number, cut: number): void
  meeting(k: number, i: number): number
  infectedIn(k: number): number
  reachedOn(k: number): number
  runEpidemic(
    start: number,
    beta: number,
    sigma: number,
    gamma: number,
    trigger: number,
    cut: number,
  ): void
  infected: WebAssembly.Global
  people: WebAssembly.Global
}
let cities: Cities

beforeAll(async () => {
  const entries = ['src/seir-cities/assembly/cities.ts', 'assembly/random/xoshiro.ts']
  const bytes = await compile(entries, 'library')
  const imports = { env: { abort: () => expect.unreachable() } }
  const { instance } = await WebAssembly.instantiate(bytes as Uint8Array<ArrayBuffer>, imports)
  cities = instance.exports as unknown as Cities
  cities._start()
})

const all = Array.from({ length: 12 }, (_, city) => city)

test('everybody meets somebody: rows of the meetings add up to one', () => {
  cities.foundCities(12, 20_000)
  cities.openRoads(0.05, 0.9)
  for (const k of all) {
    const row = all.map((i) => cities.meeting(k, i))
    expect(row.reduce((sum, each) => sum + each, 0)).toBeCloseTo(1, 12)
    expect(Math.min(...row)).toBeGreaterThan(0)
    // Near 0.95 twice: at home oneself, and met somebody at home.
    expect(row[k]).toBeGreaterThan(0.85)
  }
})

test('nobody appears or vanishes, and cities are reached when somebody falls ill there', () => {
  cities.seedRandom(5n)
  for (let run = 0; run < 20; run++) {
    cities.foundCities(12, 4_000)
    cities.openRoads(0.05, 0)
    cities.runEpidemic(run % 12, 0.6, 0.3, 0.25, 200, 0)
    const by = all.map((k) => cities.infectedIn(k))
    expect(by.reduce((sum, each) => sum + each, 0)).toBe(cities.infected.value)
    for (const k of all) expect((by[k] ?? 0) > 0).toBe(cities.reachedOn(k) >= 0)
  }
})

test('without contacts nobody else falls ill; with all cut at once neither', () => {
  cities.foundCities(12, 4_000)
  cities.openRoads(0.05, 0)
  cities.runEpidemic(0, 0, 0.3, 0.25, 200, 0)
  expect(cities.infected.value).toBe(1)
  cities.runEpidemic(0, 5, 0.3, 0.25, 1, 1)
  expect(cities.infected.value).toBe(1)
})

test.each([
  [1.5, 150],
  [2.5, 300],
])('R0 %f: one city of %i dies out as often as theory says', (r0, size) => {
  cities.seedRandom(11n)
  cities.foundCities(1, size)
  cities.openRoads(0.05, 0)
  const runs = 4_000
  let ended = 0
  for (let run = 0; run < runs; run++) {
    cities.runEpidemic(0, r0 * 0.25, 1 / 3, 0.25, 100, 1)
    if (cities.infected.value < 100) ended += 1
  }
  const { mean, error } = shareOf(ended, runs)
  expect(Math.abs(mean - chanceToDieOut(r0, 100, size))).toBeLessThan(4 * error)
})
