/**
 * The reducer: energies by size and temperature, and the temperature at which sizes cross.
 *
 * In: standard outputs of distinct units of one study, in any order. Out: means over all blocks
 * with standard errors. Blocks are many correlation times long, hence independent.
 */
import { jackknife, meanOf } from '../statistics/mean.ts'
import type { Mean } from '../statistics/mean.ts'
import { GridError } from '@pumasi/domain'
import { poolUnits } from '../unit-output/pool.ts'
import { readUnitOutput } from './unit-output.ts'
import type { Block } from './unit-output.ts'

/** One lattice size at one temperature. */
export interface Phase {
  readonly size: number
  readonly temperature: number
  /** Energy of a spin. */
  readonly energy: Mean
  /** Binder's cumulant 1 - <m^4> / 3 <m^2>^2: 2/3 in order, 0 in disorder. */
  readonly cumulant: Mean
}

export interface Phases {
  readonly units: number
  readonly updates: number
  readonly phases: readonly Phase[]
  /** Where the cumulants of the two smallest sizes cross. */
  readonly critical: Mean
  readonly sizes: readonly [number, number]
}

/** Only here is the cumulant's difference a parabola in the temperature. */
const CRITICAL_RANGE = [2.2, 2.35] as const

/** @throws `BAD_UNIT_OUTPUT`, `NO_UNITS`, `DUPLICATE_UNIT`, `MIXED_STUDY`, `TOO_FEW_POINTS` */
export function reduce(stdouts: readonly Uint8Array[]): Phases {
  const units = poolUnits(stdouts, {
    read: readUnitOutput,
    identity: ({ size, temperatureMicro, seed }) => [size, temperatureMicro, seed],
    study: ({ updates }) => ({ updates }),
  })
  const groups = new Map<string, { size: number; temperature: number; blocks: Block[] }>()
  for (const { size, temperatureMicro, blocks } of units) {
    const key = `${size}/${temperatureMicro}`
    const group = groups.get(key) ?? { size, temperature: temperatureMicro / 1e6, blocks: [] }
    group.blocks.push(...blocks)
    groups.set(key, group)
  }
  const phases = [...groups.values()].map(({ size, temperature, blocks }) => ({
    ...{ size, temperature },
    energy: meanOf(blocks.map(({ energy }) => energy)),
    cumulant: jackknife(blocks, cumulantOf),
  }))
  const [first = 0, second = 0] = [...new Set(phases.map(({ size }) => size))]
  return {
    ...{ units: units.length, updates: units.length * units[0].updates, phases },
    critical: crossing(phases, first, second),
    sizes: [first, second],
  }
}

function cumulantOf(blocks: readonly Block[]): number {
  const sum = (power: 'squares' | 'fourths'): number =>
    blocks.reduce((total, block) => total + block[power], 0)
  return 1 - (sum('fourths') * blocks.length) / (3 * sum('squares') ** 2)
}

/** The root of a parabola through the differences of two sizes, and its standard error. */
function crossing(phases: readonly Phase[], first: number, second: number): Mean {
  const [low, high] = CRITICAL_RANGE
  const points = phases.flatMap(({ size, temperature, cumulant }) => {
    const other = phases.find((each) => each.size === second && each.temperature === temperature)
    if (size !== first || !other || temperature < low || temperature > high) return []
    const error = Math.hypot(cumulant.error, other.cumulant.error)
    return [{ x: temperature, y: other.cumulant.mean - cumulant.mean, error }]
  })
  if (points.length < 4) {
    throw new GridError(
      'TOO_FEW_POINTS',
      `found ${points.length} temperatures between ${low} and ${high} with two sizes, expected 4`,
      { hint: 'Wait for more units of the study.', retryable: true },
    )
  }
  const mean = rootOfParabola(points)
  // The root moves with each point: what one standard error of it does, in squares.
  const squares = points.map(({ error }, moved) => {
    const shifted = points.map((point, at) =>
      at === moved ? { ...point, y: point.y + error } : point,
    )
    return (rootOfParabola(shifted) - mean) ** 2
  })
  return { mean, error: Math.sqrt(squares.reduce((sum, value) => sum + value, 0)) }
}

/** The root nearest the middle of the least-squares parabola through points. */
function rootOfParabola(points: readonly { readonly x: number; readonly y: number }[]): number {
  const centre = points.reduce((sum, { x }) => sum + x, 0) / points.length
  const moment = (power: number): number =>
    points.reduce((sum, { x }) => sum + (x - centre) ** power, 0)
  const mixed = (power: number): number =>
    points.reduce((sum, { x, y }) => sum + y * (x - centre) ** power, 0)
  const n = points.length
  const [s1, s2, s3, s4] = [moment(1), moment(2), moment(3), moment(4)]
  const [t0, t1, t2] = [mixed(0), mixed(1), mixed(2)]
  const determinant = det([n, s1, s2], [s1, s2, s3], [s2, s3, s4])
  const c = det([t0, s1, s2], [t1, s2, s3], [t2, s3, s4]) / determinant
  const b = det([n, t0, s2], [s1, t1, s3], [s2, t2, s4]) / determinant
  const a = det([n, s1, t0], [s1, s2, t1], [s2, s3, t2]) / determinant
  // Newton from the middle, where the parabola is nearly straight.
  let x = 0
  for (let step = 0; step < 50; step++) x -= (c + b * x + a * x * x) / (b + 2 * a * x)
  return centre + x
}

type Triple = readonly [number, number, number]
const det = ([a, b, c]: Triple, [d, e, f]: Triple, [g, h, i]: Triple): number =>
  a * (e * i - f * h) - b * (d * i - f * g) + c * (d * h - e * g)
