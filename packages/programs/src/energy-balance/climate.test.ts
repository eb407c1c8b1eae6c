import { beforeAll, expect, test } from 'vitest'
import { compile } from '../../build/compile.ts'
import { freezingPoint, iceLineUnder, sunlightFor, thawingSunlight } from './closed-solution.ts'

interface Climate {
  _start(): void
  build(cells: number, diffusivity: number): void
  begin(degrees: number): void
  settle(sunlight: number, iceAlbedo: number): number
  iceLine(): number
  meanTemperature(): number
  freezingSunlight(iceAlbedo: number): number
  thawingSunlight(iceAlbedo: number): number
}
let climate: Climate

beforeAll(async () => {
  const bytes = await compile(['src/energy-balance/assembly/climate.ts'], 'library')
  const imports = { env: { abort: () => expect.unreachable() } }
  const { instance } = await WebAssembly.instantiate(bytes as Uint8Array<ArrayBuffer>, imports)
  climate = instance.exports as unknown as Climate
  climate._start()
})

test('a climate of ice gives off what it takes in, wherever heat goes', () => {
  climate.build(64, 0.649)
  climate.begin(-60)
  expect(climate.settle(300, 0.62)).toBe(1)
  expect(203.3 + 2.09 * climate.meanTemperature()).toBeCloseTo(300 * 0.38, 5)
})

test('the critical sunlight comes near the closed solution as cells get smaller', () => {
  const errors = [32, 128].map((cells) => {
    climate.build(cells, 0.649)
    return [
      climate.freezingSunlight(0.62) - freezingPoint(0.62, 0.649).sunlight,
      climate.thawingSunlight(0.62) - thawingSunlight(0.62, 0.649),
    ].map(Math.abs)
  })
  for (const which of [0, 1]) {
    const [coarse = 0, fine = 0] = errors.map((each) => each[which] ?? 0)
    expect({ which, coarse, fine, ok: fine < 0.5 * coarse && fine < 0.3 }).toMatchObject({
      ok: true,
    })
  }
})

test('under one sunlight there are two climates', () => {
  climate.build(128, 0.649)
  climate.begin(30)
  climate.settle(320, 0.62)
  expect(climate.iceLine()).toBeCloseTo(iceLineUnder(320, 0.62, 0.649), 2)
  climate.begin(-60)
  climate.settle(320, 0.62)
  expect(climate.iceLine()).toBe(0)
})

test('the closed solution of an even earth is the balance of radiation', () => {
  // Ice as dark as the open: the ice line is where the tilt of the sun puts it.
  const p2 = (x: number): number => (3 * x * x - 1) / 2
  for (const x of [0.3, 0.7]) {
    const tilted = 1 + (-0.482 * p2(x)) / (1 + (6 * 0.649) / 2.09)
    expect(sunlightFor(x, 0.32, 0.649)).toBeCloseTo((203.3 - 20.9) / (0.68 * tilted), 9)
  }
})
