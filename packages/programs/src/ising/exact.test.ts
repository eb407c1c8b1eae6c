import { expect, test } from 'vitest'
import { criticalTemperature, onsagerEnergy, torusEnergy } from './exact.ts'

/** Energy of a spin on the 4 by 4 torus by counting all 65,536 states. */
function enumerated(temperature: number): number {
  const spin = (state: number, site: number): number => ((state >> site) & 1) * 2 - 1
  let [weights, energies] = [0, 0]
  for (let state = 0; state < 65_536; state++) {
    let energy = 0
    for (let site = 0; site < 16; site++) {
      const right = (site & ~3) | ((site + 1) & 3)
      energy -= spin(state, site) * (spin(state, right) + spin(state, (site + 4) & 15))
    }
    const weight = Math.exp(-energy / temperature)
    weights += weight
    energies += energy * weight
  }
  return energies / weights / 16
}

test.each([1.5, 2.2, 2.3, 3, 6])('the torus of 4 by 4 at T = %f is that of all its states', (t) => {
  expect(torusEnergy(4, t)).toBeCloseTo(enumerated(t), 6)
})

test('a large torus is the infinite lattice, away from the critical temperature', () => {
  for (const t of [1.8, 2, 2.6, 3]) expect(torusEnergy(96, t)).toBeCloseTo(onsagerEnergy(t), 6)
})

test('at the critical temperature the energy is minus the square root of 2', () => {
  expect(criticalTemperature).toBeCloseTo(2.269185, 6)
  expect(onsagerEnergy(criticalTemperature + 1e-9)).toBeCloseTo(-Math.SQRT2, 6)
})
