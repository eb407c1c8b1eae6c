/** The exact solutions, and the study held against them. */
import { withinErrors } from '../reference/check.ts'
import type { ReferenceCheck } from '../reference/check.ts'
import { criticalTemperature, onsagerEnergy, torusEnergy } from './exact.ts'
import type { Phases } from './phases.ts'

const onsager = 'Onsager, Phys. Rev. 65 (1944), 117'
const kaufman = 'Kaufman, Phys. Rev. 76 (1949), 1232 (torus)'

/**
 * How far from the critical temperature cumulants of 16 and 32 may cross: corrections fall with
 * the power 2.75 of the size, and 16^-2.75 is 0.0005.
 */
const CROSSING_BIAS = 0.001

/** Every energy against the torus, the largest lattice against the infinite one, the crossing. */
export function compare({ phases, critical, sizes }: Phases): readonly ReferenceCheck[] {
  const largest = Math.max(...phases.map(({ size }) => size))
  const far = phases.filter(
    ({ size, temperature }) =>
      size === largest && Math.abs(temperature - criticalTemperature) > 0.2,
  )
  return [
    ...far.map(({ size, temperature, energy }) =>
      withinErrors({
        quantity: `energy of a spin, L = ${size}, T = ${temperature}`,
        value: energy.mean,
        reference: onsagerEnergy(temperature),
        error: energy.error,
        // What separates the torus from the infinite lattice is known exactly.
        bias: Math.abs(torusEnergy(size, temperature) - onsagerEnergy(temperature)),
        source: onsager,
      }),
    ),
    ...phases.map(({ size, temperature, energy }) =>
      withinErrors({
        quantity: `energy of a spin on the torus, L = ${size}, T = ${temperature}`,
        value: energy.mean,
        reference: torusEnergy(size, temperature),
        error: energy.error,
        source: kaufman,
      }),
    ),
    withinErrors({
      quantity: `critical temperature, crossing of L = ${sizes.join(' and ')}`,
      value: critical.mean,
      reference: criticalTemperature,
      error: critical.error,
      bias: CROSSING_BIAS,
      source: `${onsager}: 2 / ln(1 + sqrt 2)`,
    }),
  ]
}
