/**
 * Stochastic velocity rescaling (Bussi, Donadio and Parrinello, J. Chem. Phys. 126, 2007, 014101):
 * the kinetic energy follows its own canonical random walk, with relaxation time `tau`.
 *
 * Unlike rescaling to the mean it leaves the canonical distribution exact (fluid.test.ts).
 */
import { nextGamma, nextNormal } from '../../../assembly/random/normal'
import { atoms, kineticEnergy, scaleVelocities, setVelocity, stopDrift } from './fluid'

/** Degrees of freedom: the whole stands still. */
export function freedom(): f64 {
  return <f64>(3 * atoms - 3)
}

/** Draws all velocities from the canonical distribution at `temperature`, the whole at rest. */
export function drawVelocities(temperature: f64): void {
  const width = Math.sqrt(temperature)
  for (let index = 0; index < 3 * atoms; index++) setVelocity(index, width * nextNormal())
  stopDrift()
}

/** One step of the walk: the velocities change by a common factor. */
export function thermalise(temperature: f64, dt: f64, tau: f64): void {
  const decay = Math.exp(-dt / tau)
  const degrees = freedom()
  const share = ((1 - decay) * 0.5 * temperature) / kineticEnergy()
  const first = nextNormal()
  const others = 2 * nextGamma(0.5 * (degrees - 1))
  const square = decay + share * (first * first + others) + 2 * first * Math.sqrt(decay * share)
  scaleVelocities(Math.sqrt(square))
}
