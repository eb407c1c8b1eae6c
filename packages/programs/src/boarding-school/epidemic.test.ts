/**
 * The simulated epidemic against theory. Bounds are four standard errors of the Monte Carlo mean;
 * seeds are fixed, so the outcome never varies.
 */
import { beforeAll, expect, test } from 'vitest'
import { compile } from '../../build/compile.ts'
import { BOYS, observedInBed, squaresFromObserved } from './observation.ts'
import { finalSizes, finalSusceptible } from './testing/final-size.ts'

interface Epidemic {
  seedRandom(seed: bigint): void
  begin(beta: number, gamma: number): void
  advance(days: number): void
  susceptibleNow(): number
  infectiousNow(): number
  illOn(day: number): number
  squaredDistance(beta: number, gamma: number, limit: bigint): bigint
}
let epidemic: Epidemic

beforeAll(async () => {
  const entries = ['src/boarding-school/assembly/epidemic.ts', 'assembly/random/xoshiro.ts']
  const bytes = await compile(entries, 'library')
  const { instance } = await WebAssembly.instantiate(bytes as Uint8Array<ArrayBuffer>)
  epidemic = instance.exports as unknown as Epidemic
})

const BETA = 1.66
const GAMMA = 0.44
const RUNS = 4000
const FOREVER = 1e6
const times = <T>(count: number, draw: () => T): T[] => Array.from({ length: count }, draw)
const share = (values: readonly boolean[]): number => values.filter(Boolean).length / values.length
const mean = (values: readonly number[]): number =>
  values.reduce((a, b) => a + b, 0) / values.length

test('nobody appears or vanishes, and the susceptible never grow', () => {
  epidemic.seedRandom(1n)
  for (let run = 0; run < 200; run++) {
    epidemic.begin(BETA, GAMMA)
    let susceptible = epidemic.susceptibleNow()
    let removed = BOYS - susceptible - epidemic.infectiousNow()
    expect([susceptible, removed]).toEqual([BOYS - 3, 0])
    for (let step = 0; step < 60; step++) {
      epidemic.advance(0.5)
      const now = epidemic.susceptibleNow()
      const removedNow = BOYS - now - epidemic.infectiousNow()
      if (now < 0 || now > susceptible || removedNow < removed) expect.unreachable()
      susceptible = now
      removed = removedNow
    }
  }
})

test('final sizes follow the exact chain and the final-size equation', () => {
  epidemic.seedRandom(2n)
  const spared = times(RUNS, () => {
    epidemic.begin(BETA, GAMMA)
    epidemic.advance(FOREVER)
    expect(epidemic.infectiousNow()).toBe(0)
    return epidemic.susceptibleNow()
  })
  const exact = finalSizes(BOYS, 3, BETA / GAMMA)
  const probability = (from: number, to: number): number =>
    exact.slice(from, to).reduce((sum, p) => sum + p, 0)
  const half = Math.floor(BOYS / 2)
  const small = probability(half, BOYS)
  const smallError = Math.sqrt((small * (1 - small)) / RUNS)
  expect(Math.abs(share(spared.map((s) => s >= half)) - small)).toBeLessThan(4 * smallError)
  // A branching process started by three cases dies out with probability R0^-3.
  expect(Math.abs(small - (GAMMA / BETA) ** 3)).toBeLessThan(0.002)

  const large = spared.filter((s) => s < half)
  const moment = (power: number): number =>
    exact.slice(0, half).reduce((sum, p, s) => sum + p * s ** power, 0) / (1 - small)
  const error = Math.sqrt((moment(2) - moment(1) ** 2) / large.length)
  expect(Math.abs(mean(large) - moment(1))).toBeLessThan(4 * error)
  // The equation is the limit of many boys; at 763 it is off by less than one of them.
  const limit = BOYS * finalSusceptible((BOYS - 3) / BOYS, BETA / GAMMA)
  expect(Math.abs(mean(large) - limit)).toBeLessThan(1 + 4 * error)
})

test('recoveries take exponential time, also across the end of a day', () => {
  epidemic.seedRandom(3n)
  const runs = 20_000
  const ill = times(runs, () => {
    epidemic.begin(0, 0.5)
    epidemic.advance(0.4)
    epidemic.advance(0.6)
    return epidemic.infectiousNow()
  })
  const stillIll = Math.exp(-0.5)
  const error = Math.sqrt((3 * stillIll * (1 - stillIll)) / runs)
  expect(Math.abs(mean(ill) - 3 * stillIll)).toBeLessThan(4 * error)
})

test('the first infection comes at rate beta I S / N', () => {
  epidemic.seedRandom(4n)
  const runs = 20_000
  const quiet = times(runs, () => {
    epidemic.begin(2, 0)
    epidemic.advance(0.3)
    return epidemic.infectiousNow() === 3
  })
  const none = Math.exp((-2 * 3 * (BOYS - 3) * 0.3) / BOYS)
  expect(Math.abs(share(quiet) - none)).toBeLessThan(4 * Math.sqrt((none * (1 - none)) / runs))
})

test('stopping early changes no distance within the limit and accepts nothing over it', () => {
  const rejected = 2n ** 64n - 1n
  for (let seed = 1n; seed <= 200n; seed++) {
    const within = (limit: bigint): bigint => {
      epidemic.seedRandom(seed)
      return BigInt.asUintN(64, epidemic.squaredDistance(BETA, GAMMA, limit))
    }
    const squares = within(rejected - 1n)
    const curve = observedInBed.map((_, day) => epidemic.illOn(day))
    expect(Number(squares)).toBe(squaresFromObserved(curve))
    expect(within(squares)).toBe(squares)
    expect(within(squares - 1n)).toBe(rejected)
  }
})
