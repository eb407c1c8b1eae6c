/** Theory that the simulation is held against: how many are never infected. */

/**
 * The exact distribution of the susceptible left at the end of a stochastic SIR epidemic among
 * `people`, `ill` of them infectious at the start and nobody immune; entry s is P(S = s).
 * It follows the chain of events alone: the next is an infection with probability
 * R0 S / (R0 S + N), whatever the times between.
 */
export function finalSizes(people: number, ill: number, r0: number): Float64Array {
  const left = new Float64Array(people + 1)
  let row = new Float64Array(people + 2)
  row[ill] = 1
  for (let susceptible = people - ill; susceptible >= 0; susceptible--) {
    const next = new Float64Array(people + 2)
    const infection = (r0 * susceptible) / (r0 * susceptible + people)
    for (let infectious = people - susceptible; infectious > 0; infectious--) {
      const here = row[infectious] ?? 0
      next[infectious + 1] = (next[infectious + 1] ?? 0) + here * infection
      row[infectious - 1] = (row[infectious - 1] ?? 0) + here * (1 - infection)
    }
    left[susceptible] = row[0] ?? 0
    row = next
  }
  return left
}

/** The final-size equation s = s0 exp(-R0 (1 - s)): share never infected in a large epidemic. */
export function finalSusceptible(start: number, r0: number): number {
  let share = 0
  for (let step = 0; step < 200; step++) share = start * Math.exp(-r0 * (1 - share))
  return share
}
