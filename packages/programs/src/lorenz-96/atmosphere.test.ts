import { beforeAll, expect, test } from 'vitest'
import { compile } from '../../build/compile.ts'

interface Atmosphere {
  _start(): void
  seedRandom(seed: bigint): void
  begin(sites: number, forcing: number): void
  valueAt(site: number): number
  differenceAt(site: number): number
  setValue(site: number, value: number): void
  advance(step: number): void
  rescale(length: number): number
}
let atmosphere: Atmosphere

beforeAll(async () => {
  const entries = ['src/lorenz-96/assembly/atmosphere.ts', 'assembly/random/xoshiro.ts']
  const bytes = await compile(entries, 'library')
  const imports = { env: { abort: () => expect.unreachable() } }
  const { instance } = await WebAssembly.instantiate(bytes as Uint8Array<ArrayBuffer>, imports)
  atmosphere = instance.exports as unknown as Atmosphere
  atmosphere._start()
})

const sites = Array.from({ length: 40 }, (_, site) => site)
const state = (): number[] => sites.map((site) => atmosphere.valueAt(site))
const distance = (a: readonly number[], b: readonly number[]): number =>
  Math.hypot(...a.map((value, at) => value - (b[at] ?? 0)))

function after(time: number, steps: number): number[] {
  atmosphere.seedRandom(3n)
  atmosphere.begin(40, 8)
  for (let step = 0; step < steps; step++) atmosphere.advance(time / steps)
  return state()
}

test('rest is a state that stays', () => {
  atmosphere.begin(40, 8)
  for (const site of sites) atmosphere.setValue(site, 8)
  atmosphere.advance(0.01)
  expect(state()).toEqual(sites.map(() => 8))
})

test('half the step, a sixteenth of the error', () => {
  const exact = after(0.4, 640)
  const ratio = distance(after(0.4, 10), exact) / distance(after(0.4, 20), exact)
  expect(ratio).toBeGreaterThan(13)
  expect(ratio).toBeLessThan(19)
})

test('the tangent is what a small difference becomes', () => {
  const small = 1e-7
  atmosphere.seedRandom(4n)
  atmosphere.begin(40, 8)
  for (let step = 0; step < 500; step++) atmosphere.advance(0.01)
  atmosphere.rescale(1)
  const start = state()
  const turned = sites.map((site) => atmosphere.differenceAt(site))
  for (let step = 0; step < 50; step++) atmosphere.advance(0.01)
  const end = state()
  const tangent = sites.map((site) => atmosphere.differenceAt(site))
  sites.forEach((site) => {
    atmosphere.setValue(site, (start[site] ?? 0) + small * (turned[site] ?? 0))
  })
  for (let step = 0; step < 50; step++) atmosphere.advance(0.01)
  const difference = state().map((value, site) => (value - (end[site] ?? 0)) / small)
  expect(distance(difference, tangent) / Math.hypot(...tangent)).toBeLessThan(1e-4)
})
