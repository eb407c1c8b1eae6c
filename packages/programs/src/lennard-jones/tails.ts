/**
 * What the cut-off leaves out, if the fluid beyond it has no structure (g = 1): the standard
 * long-range corrections of u(r) = 4 (r^-12 - r^-6).
 */

/** Energy per atom of the pairs beyond `cutoff`. */
export const tailEnergy = (density: number, cutoff: number): number =>
  (8 / 3) * Math.PI * density * (cutoff ** -9 / 3 - cutoff ** -3)

/** Pressure of the pairs beyond `cutoff`. */
export const tailPressure = (density: number, cutoff: number): number =>
  (16 / 3) * Math.PI * density ** 2 * ((2 / 3) * cutoff ** -9 - cutoff ** -3)
