import { expect, test } from 'vitest'
import { plot } from './plot.ts'
import { compare } from './reference.ts'
import { reduce } from './states.ts'
import { tailEnergy, tailPressure } from './tails.ts'
import { madeUnit } from './testing/made-units.ts'

const four = (changes = {}): Uint8Array[] =>
  [1, 2, 3, 4].map((seed) => madeUnit({ seed, ...changes }))
const code = (name: string) => expect.objectContaining({ code: name })

test.each([
  // Atoms, edge, cut-off and correction as NIST publishes them for its four configurations
  // (Lennard-Jones Fluid Reference Calculations, cuboid cell).
  [800, 10, 3, -198.49],
  [800, 10, 4, -83.769],
  [200, 8, 3, -24.23],
  [200, 8, 4, -10.226],
  [400, 10, 3, -49.622],
  [400, 10, 4, -20.942],
  [30, 8, 3, -0.54517],
  [30, 8, 4, -0.23008],
])('%i atoms in %f^3, cut at %f, lack %f', (atoms, edge, cutoff, expected) => {
  const found = atoms * tailEnergy(atoms / edge ** 3, cutoff)
  expect(Number(found.toPrecision(5))).toBe(expected)
})

test('the correction of the pressure is minus the slope of that of the energy', () => {
  // At constant number of atoms, p = density^2 du/d(density), and u is linear in the density.
  const [density, cutoff, size] = [0.8, 3, 1e-4]
  const virial = (d: number): number => {
    const integral = (r: number): number => r ** 2 * 24 * (2 * r ** -12 - r ** -6)
    let sum = 0
    for (let step = 0; step < 200_000; step++) {
      const r = cutoff + (step + 0.5) * size * 10
      sum += integral(r) * size * 10
    }
    return ((2 * Math.PI) / 3) * d ** 2 * sum
  }
  expect(tailPressure(density, cutoff)).toBeCloseTo(virial(density), 4)
})

test('adds the corrections and carries constant energy to the temperature wanted', () => {
  const [state] = reduce(four()).states
  expect(state?.nvt.energy.mean).toBeCloseTo(-5.27 + tailEnergy(0.776, 3), 9)
  expect(state?.nvt.pressure.mean).toBeCloseTo(0.776 * (0.85 - 0.36) + tailPressure(0.776, 3), 9)
  expect(state?.nve.energy.mean).toBeCloseTo(state?.nvt.energy.mean ?? 0, 9)
  // Energy and virial that rise with the temperature by 1: the heat capacity is 1 and a little.
  const [hot] = reduce(four({ freeTemperature: 0.86 })).states
  expect(hot?.heatCapacity).toBeCloseTo(1 + (500 * 1.6667e-6) / 0.7225, 4)
  expect(hot?.nve.energy.mean).toBeCloseTo(-5.27 + tailEnergy(0.776, 3), 4)
})

test('errors come from the scatter between simulations, wide for few of them', () => {
  const [state] = reduce(four()).states
  // -1.5, -0.5, 0.5, 1.5 thousandths: deviation 1.291e-3, over 2, times the root of 3.
  expect(state?.nvt.energy.error).toBeCloseTo(1.118e-3, 6)
})

test('the order of outputs does not matter', () => {
  const units = [...four(), ...four({ densityMilli: 820 })]
  expect(reduce(units.toReversed())).toEqual(reduce(units))
  expect(reduce(units).states.map(({ density }) => density)).toEqual([0.776, 0.82])
})

test('refuses too few simulations, mixed studies and repeated ones', () => {
  expect(() => reduce(four().slice(1))).toThrow(code('TOO_FEW_UNITS'))
  expect(() => reduce([...four(), madeUnit({ seed: 5, held: 999 })])).toThrow(code('MIXED_STUDY'))
  expect(() => reduce([...four(), madeUnit({ seed: 1 })])).toThrow(code('DUPLICATE_UNIT'))
})

test('compares published states, and only theory where none is published', () => {
  const close = compare(reduce(four()))
  expect(close).toHaveLength(6)
  expect(close.filter(({ ok }) => !ok).map(({ quantity }) => quantity)).toEqual([])
  const wrong = compare(reduce(four({ potential: -5.2, virial: -0.1 })))
  expect(wrong.filter(({ ok }) => !ok)).toHaveLength(4)
  expect(compare(reduce(four({ densityMilli: 700 })))).toHaveLength(2)
})

test('the picture has a dot for each ensemble and quantity', () => {
  const svg = plot(reduce([...four(), ...four({ densityMilli: 820 })]))
  expect(svg.match(/<circle class="dot first"/g)).toHaveLength(2 * 2 + 1)
  expect(svg.match(/<circle class="dot second"/g)).toHaveLength(2 * 2 + 1)
  expect(svg.match(/<path class="band third"/g)).toHaveLength(2 * 2)
})
