/**
 * Theory: what epidemics from one case do, in endless populations and in small ones.
 *
 * In: R0 and sizes. Out: shares and bounds, without simulating. Invariants: one city dies out as
 * often as said here (cities.test.ts), and no network of cities more often (theory.test.ts).
 */

/** The share infected in a large epidemic: the positive root of z = 1 - exp(-R0 z). */
export function finalSize(r0: number): number {
  let share = 1
  for (let step = 0; step < 500; step++) share = 1 - Math.exp(-r0 * share)
  return share
}

/**
 * The chance that fewer than `reached` people are infected in all, by how many were infected so far
 * and how many of these are not yet well again: `chances[infected][ill]`, in one city of `people`.
 *
 * Of the events that count, one infects with odds R0 (1 - infected / people) against a recovery;
 * latency changes when, not whether. In a network whose smallest city has `people`, whoever is met
 * was infected before with a chance of infected / people at most, so the odds are at least these;
 * and since another infection never makes dying out likelier (theory.test.ts), these chances are
 * upper bounds there. With `people` infinite they are lower bounds everywhere.
 */
export function chancesToDieOut(
  r0: number,
  reached: number,
  people: number,
): readonly Float64Array[] {
  const chances = Array.from({ length: reached + 1 }, () => new Float64Array(reached + 1))
  for (let infected = reached - 1; infected >= 1; infected--) {
    const odds = r0 * Math.max(0, 1 - infected / people)
    const [now, next] = [chances[infected] ?? [], chances[infected + 1] ?? []]
    now[0] = 1
    for (let ill = 1; ill <= infected; ill++) {
      now[ill] = (odds * (next[ill + 1] ?? 0) + (now[ill - 1] ?? 0)) / (odds + 1)
    }
  }
  return chances
}

/** The same from one case on. */
export const chanceToDieOut = (r0: number, reached: number, people: number): number =>
  chancesToDieOut(r0, reached, people)[1]?.[1] ?? 1

/** As many as tell what a large epidemic in a city of any size is short of. */
const PEOPLE = 500

/**
 * By how many people a large epidemic in one city ends below the final size times its people, on
 * average: about the same number for every size of city, found for one of 500.
 */
export function shortfall(r0: number): number {
  const expected = finalSize(r0) * PEOPLE
  let [count, sum] = [0, 0]
  let chances = new Float64Array(PEOPLE + 2)
  chances[1] = 1
  for (let infected = 1; infected <= PEOPLE; infected++) {
    const next = new Float64Array(PEOPLE + 2)
    const infects = r0 * (1 - infected / PEOPLE)
    const share = infects / (1 + infects)
    for (let ill = infected; ill >= 1; ill--) {
      const chance = chances[ill] ?? 0
      next[ill + 1] = chance * share
      chances[ill - 1] = (chances[ill - 1] ?? 0) + chance * (1 - share)
    }
    const ended = chances[0] ?? 0
    if (infected > expected / 3) {
      count += ended
      sum += ended * infected
    }
    chances = next
  }
  return expected - sum / count
}
