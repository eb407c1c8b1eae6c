/**
 * Theory of large populations, and the epidemics held against it.
 *
 * The final-size equation z = 1 - exp(-R0 z): W. O. Kermack and A. G. McKendrick, Proc. R. Soc. A
 * 115 (1927), 700. One case with an exponential infectious period causes a geometric number of
 * others, and such a branching process dies out with probability 1 / R0: P. Whittle, Biometrika 42
 * (1955), 116. Both are textbook results and computed here.
 */
import { withinErrors } from '../reference/check.ts'
import type { ReferenceCheck } from '../reference/check.ts'
import type { Outbreaks } from './outbreaks.ts'

/** The share infected in a large epidemic: the positive root of z = 1 - exp(-R0 z). */
export function finalSize(r0: number): number {
  let share = 1
  for (let step = 0; step < 500; step++) share = 1 - Math.exp(-r0 * share)
  return share
}

/**
 * Both hold for infinitely many people. Of a finite number the final size is less by a few people,
 * and the chance to die out is more, as the first ten cases or so meet some of each other's.
 */
const FEW_PEOPLE = 10

export const compare = ({ scenarios, people }: Outbreaks): readonly ReferenceCheck[] =>
  scenarios.flatMap(({ r0, contactCut, travelCut, extinct, attack }) => {
    const bias = FEW_PEOPLE / people
    const died = withinErrors({
      quantity: `extinction from one case, R0 = ${r0}, contacts -${contactCut}, travel -${travelCut}`,
      ...{ value: extinct.mean, reference: 1 / r0, error: extinct.error, bias },
      source: 'Whittle, Biometrika 42 (1955), 116: 1 / R0',
    })
    // Interventions begin at the trigger, so they change no extinction but every final size.
    if (contactCut > 0 || travelCut > 0) return [died]
    const size = withinErrors({
      quantity: `final size over all cities, R0 = ${r0}`,
      ...{ value: attack.mean, reference: finalSize(r0), error: attack.error, bias },
      source: 'Kermack and McKendrick, Proc. R. Soc. A 115 (1927), 700',
    })
    return [died, size]
  })
