/** Forces, integrator and thermostat of the module against mechanics and statistics. */
import { beforeAll, beforeEach, expect, test } from 'vitest'
import { compile } from '../../build/compile.ts'

type Global = { readonly value: number }
interface Fluid {
  readonly atoms: Global
  readonly potential: Global
  readonly virial: Global
  readonly pairs: Global
  seedRandom(seed: bigint): void
  setBox(count: number, edge: number, cutoff: number): void
  setLattice(cells: number, density: number, cutoff: number): void
  setPosition(index: number, value: number): void
  positionAt(index: number): number
  velocityAt(index: number): number
  forceAt(index: number): number
  begin(): void
  step(dt: number): void
  kineticEnergy(): number
  conservedEnergy(): number
  drawVelocities(temperature: number): void
  thermalise(temperature: number, dt: number, tau: number): void
}
let fluid: Fluid

beforeAll(async () => {
  const entries = ['fluid', 'thermostat'].map((name) => `src/lennard-jones/assembly/${name}.ts`)
  const random = ['normal', 'xoshiro'].map((name) => `assembly/random/${name}.ts`)
  const bytes = await compile([...entries, ...random], 'library')
  const { instance } = await WebAssembly.instantiate(bytes as Uint8Array<ArrayBuffer>, {
    env: { abort: () => expect.unreachable() },
  })
  fluid = instance.exports as unknown as Fluid
})
beforeEach(() => fluid.seedRandom(1n))

/** A liquid of 108 atoms after some steps: nothing of the lattice is left. */
function melted(): void {
  fluid.seedRandom(1n)
  fluid.setLattice(3, 0.8, 2.5)
  fluid.drawVelocities(2)
  fluid.begin()
  for (let step = 0; step < 300; step++) fluid.step(0.004)
}

test('two atoms attract and repel across the wall of the box', () => {
  for (const r of [0.95, 2 ** (1 / 6), 1.5, 2.49, 2.51]) {
    fluid.setBox(2, 10, 2.5)
    ;[9.9, 1, 1, 9.9 + r - 10, 1, 1].forEach((value, index) => fluid.setPosition(index, value))
    fluid.begin()
    const within = r < 2.5
    expect(fluid.potential.value).toBeCloseTo(within ? 4 * (r ** -12 - r ** -6) : 0, 10)
    const force = 24 * (2 * r ** -13 - r ** -7)
    expect(fluid.forceAt(3)).toBeCloseTo(within ? force : 0, 9)
    expect(fluid.forceAt(0)).toBeCloseTo(within ? -force : 0, 9)
    expect(fluid.virial.value).toBeCloseTo(within ? force * r : 0, 9)
  }
})

test('a perfect lattice has the energy and the virial of its shells', () => {
  fluid.setLattice(5, 1, 3)
  fluid.begin()
  // Neighbours of an fcc site at the square roots of 1, 2, ... nearest distances.
  const shells = [12, 6, 24, 12, 24, 8, 48]
  const nearest = 2 ** (1 / 6)
  const sum = (power: number): number =>
    shells.reduce((all, count, shell) => {
      const r = nearest * Math.sqrt(shell + 1)
      return r < 3 ? all + count * r ** -power : all
    }, 0)
  expect(fluid.pairs.value).toBe((500 * (12 + 6 + 24 + 12 + 24 + 8 + 48)) / 2)
  expect(fluid.potential.value / 500).toBeCloseTo(2 * (sum(12) - sum(6)), 9)
  expect(fluid.virial.value / 500).toBeCloseTo(12 * (2 * sum(12) - sum(6)), 9)
  for (let index = 0; index < 1500; index++) {
    expect(Math.abs(fluid.forceAt(index))).toBeLessThan(1e-10)
  }
})

test('forces are the gradient of the energy and add up to nothing', () => {
  melted()
  const size = 1e-5
  const energyAt = (index: number, value: number): number => {
    fluid.setPosition(index, value)
    fluid.begin()
    // Without the jumps of pairs that come and go at the cut-off.
    return fluid.conservedEnergy()
  }
  for (const index of [0, 100, 200, 323]) {
    const here = fluid.positionAt(index)
    fluid.begin()
    const force = fluid.forceAt(index)
    const slope = (energyAt(index, here + size) - energyAt(index, here - size)) / (2 * size)
    fluid.setPosition(index, here)
    expect(Math.abs(force + slope)).toBeLessThan(1e-5 * (1 + Math.abs(force)))
  }
  fluid.begin()
  for (const axis of [0, 1, 2]) {
    let sum = 0
    for (let atom = 0; atom < 108; atom++) sum += fluid.forceAt(3 * atom + axis)
    expect(Math.abs(sum)).toBeLessThan(1e-9)
  }
})

test('the list of pairs misses none while atoms move', () => {
  melted()
  for (let round = 0; round < 20; round++) {
    for (let step = 0; step < 7; step++) fluid.step(0.004)
    const [potential, pairs] = [fluid.potential.value, fluid.pairs.value]
    fluid.begin()
    expect(fluid.pairs.value).toBe(pairs)
    expect(Math.abs(fluid.potential.value - potential)).toBeLessThan(1e-9)
  }
})

test('half the step leaves a quarter of the error in the energy; momentum stays', () => {
  const scatter = (dt: number): number => {
    melted()
    const start = fluid.conservedEnergy()
    let squares = 0
    const steps = Math.round(1 / dt)
    for (let step = 0; step < steps; step++) {
      fluid.step(dt)
      squares += (fluid.conservedEnergy() - start) ** 2
    }
    return Math.sqrt(squares / steps)
  }
  const ratio = scatter(0.004) / scatter(0.002)
  expect(ratio).toBeGreaterThan(3)
  expect(ratio).toBeLessThan(5.5)
  let momentum = 0
  for (let atom = 0; atom < 108; atom++) momentum += fluid.velocityAt(3 * atom)
  expect(Math.abs(momentum)).toBeLessThan(1e-9)
})

test('the thermostat alone gives the canonical mean and variance of the kinetic energy', () => {
  fluid.setLattice(3, 0.8, 2.5)
  fluid.drawVelocities(3)
  const degrees = 3 * 108 - 3
  const temperature = 0.7
  const walk = (): number => {
    // A step of three relaxation times: what follows is almost independent.
    fluid.thermalise(temperature, 3, 1)
    return (2 * fluid.kineticEnergy()) / degrees
  }
  for (let step = 0; step < 20; step++) walk()
  const values = Array.from({ length: 20_000 }, walk)
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length
  const variance = values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length
  const expected = (2 * temperature ** 2) / degrees
  // Successive ones correlate by exp(-3): the errors grow by less than 6 %.
  expect(Math.abs(mean - temperature)).toBeLessThan(4.3 * Math.sqrt(expected / values.length))
  expect(Math.abs(variance / expected - 1)).toBeLessThan(4.3 * Math.sqrt(2 / values.length))
})
