/**
 * The reducer: simulations in, energy and pressure of each state out, by both ensembles.
 *
 * A simulation at constant energy has a temperature of its own, near the one wanted. Its energy and
 * pressure are carried there along their slopes, which are fluctuations at constant temperature:
 * the excess heat capacity N var(u) / T^2 and the thermal pressure coefficient
 * density (1 + N cov(u, w) / T^2). Errors of means are from the scatter between simulations.
 */
import { deviation, group } from 'd3-array'
import { GridError } from '@pumasi/domain'
import { meanOf, widened } from '../statistics/mean.ts'
import type { Mean } from '../statistics/mean.ts'
import { poolUnits } from '../unit-output/pool.ts'
import { SIMULATIONS_MIN } from './study.ts'
import { tailEnergy, tailPressure } from './tails.ts'
import { readUnitOutput } from './unit-output.ts'
import type { UnitOutput } from './unit-output.ts'

/** One ensemble's answer, with long-range corrections, in reduced units. */
export interface Answer {
  /** Potential energy per atom. */
  readonly energy: Mean
  readonly pressure: Mean
}

export interface State {
  readonly density: number
  readonly simulations: number
  readonly nvt: Answer
  /** At the temperature wanted. */
  readonly nve: Answer
  /** Kinetic temperature at constant temperature. */
  readonly held: Mean
  /** Of the conserved energy, per atom and unit of time, at constant energy. */
  readonly drift: Mean
  /** Root mean square about the drift, per atom. */
  readonly scatter: number
  /** Excess heat capacity per atom, in units of k. */
  readonly heatCapacity: number
}

export interface Fluid {
  readonly atoms: number
  readonly temperature: number
  readonly cutoff: number
  readonly step: number
  /** How long a simulation goes on at constant energy. */
  readonly freeTime: number
  /** Time steps in all. */
  readonly steps: number
  /** By density. */
  readonly states: readonly State[]
}

/** @throws `BAD_UNIT_OUTPUT`, `NO_UNITS`, `DUPLICATE_UNIT`, `MIXED_STUDY`, `TOO_FEW_UNITS` */
export function reduce(stdouts: readonly Uint8Array[]): Fluid {
  const units = poolUnits(stdouts, {
    read: readUnitOutput,
    identity: ({ density, seed }) => [density, seed],
    study: ({ atoms, temperature, cutoff, step, melt, held, free }) => ({
      ...{ atoms, temperature, cutoff, step, melt, held, free },
    }),
  })
  const [{ atoms, temperature, cutoff, step, melt, held, free }] = units
  return {
    ...{ atoms, temperature, cutoff, step, freeTime: free * step },
    steps: units.length * (melt + held + free),
    states: [...group(units, ({ density }) => density).values()].map(summarise),
  }
}

function summarise(units: readonly UnitOutput[]): State {
  const [first] = units
  if (first === undefined || units.length < SIMULATIONS_MIN) {
    throw new GridError(
      'TOO_FEW_UNITS',
      `found ${units.length} simulations of density ${first?.density}, expected ${SIMULATIONS_MIN} or more`,
      { hint: 'Wait for more units, or plan a larger study.', retryable: true },
    )
  }
  const { atoms, density, temperature, cutoff } = first
  const energyTail = tailEnergy(density, cutoff)
  const pressureTail = tailPressure(density, cutoff)
  const of = (value: (unit: UnitOutput) => number): Mean => estimate(units.map(value))
  const square = temperature ** 2
  // Fluctuations within simulations, and of their means between them.
  const energies = units.map(({ nvt }) => nvt.potential)
  const spread = of(({ nvt }) => nvt.variance).mean + atoms * (deviation(energies) ?? 0) ** 2
  const heatCapacity = spread / square
  const slope = density * (1 + of(({ nvt }) => nvt.cross).mean / square)
  const off = ({ nve }: UnitOutput): number => nve.temperature - temperature
  return {
    density,
    simulations: units.length,
    nvt: {
      energy: of(({ nvt }) => nvt.potential + energyTail),
      pressure: of(({ nvt }) => density * (temperature + nvt.virial) + pressureTail),
    },
    nve: {
      energy: of((unit) => unit.nve.potential + energyTail - heatCapacity * off(unit)),
      pressure: of((unit) => {
        const { nve } = unit
        return density * (nve.temperature + nve.virial) + pressureTail - slope * off(unit)
      }),
    },
    held: of(({ nvt }) => nvt.temperature),
    drift: of(({ nve }) => nve.drift),
    scatter: Math.sqrt(of(({ nve }) => nve.scatter ** 2).mean),
    heatCapacity,
  }
}

const estimate = (values: readonly number[]): Mean => widened(meanOf(values), values.length)
