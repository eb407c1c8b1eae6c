/**
 * Published values for this epidemic, and the posterior held against them.
 *
 * Source: J. D. Murray, Mathematical Biology I: An Introduction, 3rd edition, Springer 2002,
 * section 10.2: a least-squares fit of the deterministic SIR model to the same 14 counts gives
 * r = 2.18e-3 per boy and day and rho = gamma / r = 202 boys for N = 763.
 */
import { between } from '../reference/check.ts'
import type { ReferenceCheck } from '../reference/check.ts'
import { BOYS } from './observation.ts'
import type { Estimate, Posterior } from './posterior.ts'

const MURRAY_R = 2.18e-3
const MURRAY_RHO = 202

/** Murray's fit in the units of this program. */
export const reference = {
  source: 'Murray, Mathematical Biology I, 3rd ed. (2002), section 10.2',
  /** Transmission rate r N, per day: 1.66. */
  beta: MURRAY_R * BOYS,
  /** Recovery rate r rho, per day: 0.44. */
  gamma: MURRAY_R * MURRAY_RHO,
  /** Basic reproduction number N / rho: 3.78. */
  r0: BOYS / MURRAY_RHO,
} as const

/** Each textbook value must lie in the central 95 % of the posterior. */
export function compare(posterior: Posterior): readonly ReferenceCheck[] {
  const line = (quantity: string, { mean, low95, high95 }: Estimate, expected: number) =>
    between(quantity, mean, expected, [low95, high95], reference.source)
  return [
    line('beta (per day)', posterior.beta, reference.beta),
    line('gamma (per day)', posterior.gamma, reference.gamma),
    line('R0', posterior.r0, reference.r0),
  ]
}
