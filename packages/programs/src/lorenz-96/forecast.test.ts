/** Ensembles inside the module: they leave the run as it was, and start as they are told. */
import { beforeAll, expect, test } from 'vitest'
import { compile } from '../../build/compile.ts'

interface Forecast {
  _start(): void
  seedRandom(seed: bigint): void
  begin(sites: number, forcing: number): void
  valueAt(site: number): number
  differenceAt(site: number): number
  advance(step: number): void
  forecast(sites: number, error: number): void
  skillAt(lead: number): number
  spreadAt(lead: number): number
}
let model: Forecast

beforeAll(async () => {
  const entries = ['atmosphere', 'forecast'].map((name) => `src/lorenz-96/assembly/${name}.ts`)
  const bytes = await compile([...entries, 'assembly/random/xoshiro.ts'], 'library')
  const imports = { env: { abort: () => expect.unreachable() } }
  const { instance } = await WebAssembly.instantiate(bytes as Uint8Array<ArrayBuffer>, imports)
  model = instance.exports as unknown as Forecast
  model._start()
})

const sites = Array.from({ length: 40 }, (_, site) => site)
const whole = (): number[] =>
  sites.flatMap((site) => [model.valueAt(site), model.differenceAt(site)])

test('the run goes on as if nothing had been forecast', () => {
  const after = (forecasts: number): number[] => {
    model.seedRandom(6n)
    model.begin(40, 8)
    for (let step = 0; step < 100; step++) model.advance(0.01)
    for (let each = 0; each < forecasts; each++) model.forecast(40, 1e-3)
    for (let step = 0; step < 100; step++) model.advance(0.01)
    return whole()
  }
  expect(after(1)).toEqual(after(0))
})

test('errors start as large as asked, alike for truth and members, and grow', () => {
  const before = [model.skillAt(0), model.spreadAt(0), model.spreadAt(40)]
  for (let each = 0; each < 20; each++) model.forecast(40, 1e-3)
  const [skill = 0, spread = 0, last = 0] = [
    model.skillAt(0),
    model.spreadAt(0),
    model.spreadAt(40),
  ].map((sum, at) => (sum - (before[at] ?? 0)) / 20)
  // 800 and 5,600 independent squares: four standard errors are 20 and 8 per cent.
  expect(skill / 1.125e-6).toBeGreaterThan(0.8)
  expect(skill / 1.125e-6).toBeLessThan(1.2)
  expect(spread / 1e-6).toBeGreaterThan(0.92)
  expect(spread / 1e-6).toBeLessThan(1.08)
  expect(last).toBeGreaterThan(1)
})
