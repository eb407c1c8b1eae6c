/**
 * Theory of large populations, and the epidemics held against it.
 *
 * The final-size equation z = 1 - exp(-R0 z): W. O. Kermack and A. G. McKendrick, Proc. R. Soc. A
 * 115 (1927), 700. One case with an exponential infectious period causes a geometric number of
 * others, and such a branching process dies out with probability 1 / R0: P. Whittle, Biometrika 42
 * (1955), 116. Both are textbook results and computed here.
 */
import { group } from 'd3-array'
import { withinErrors } from '../reference/check.ts'
import type { ReferenceCheck } from '../reference/check.ts'
import { shareOf } from '../statistics/mean.ts'
import type { Outbreaks, Scenario } from './outbreaks.ts'
import { chanceToDieOut, finalSize, shortfall } from './theory.ts'

/** Extinction over all scenarios of an R0, since interventions begin later; sizes without any. */
export const compare = (outbreaks: Outbreaks): readonly ReferenceCheck[] => [
  ...[...group(outbreaks.scenarios, ({ r0 }) => r0)].map(([r0, scenarios]) =>
    againstWhittle(outbreaks, r0, scenarios),
  ),
  ...outbreaks.scenarios
    .filter(({ contactCut, travelCut }) => contactCut === 0 && travelCut === 0)
    .map((scenario) => againstKermack(outbreaks, scenario)),
]

/**
 * 1 / R0 holds for endless people and time. Here an epidemic has died out when it ends before the
 * trigger: what that definition and the finite cities add or take away lies between two bounds.
 */
function againstWhittle(
  { trigger, smallestCity }: Outbreaks,
  r0: number,
  scenarios: readonly Scenario[],
): ReferenceCheck {
  const epidemics = scenarios.reduce((sum, each) => sum + each.epidemics, 0)
  const ended = scenarios.reduce((sum, each) => sum + each.extinct.mean * each.epidemics, 0)
  const { mean, error } = shareOf(ended, epidemics)
  const least = chanceToDieOut(r0, trigger, Infinity)
  const most = chanceToDieOut(r0, trigger, smallestCity)
  return withinErrors({
    quantity: `extinction from one case, R0 = ${r0}`,
    ...{ value: mean, reference: 1 / r0, error, bias: Math.max(1 / r0 - least, most - 1 / r0) },
    source: 'Whittle, Biometrika 42 (1955), 116: 1 / R0',
  })
}

/** Of finite cities each ends a few people short, at worst all for themselves. */
const againstKermack = ({ people, cities }: Outbreaks, { r0, attack }: Scenario): ReferenceCheck =>
  withinErrors({
    quantity: `final size over all cities, R0 = ${r0}`,
    ...{ value: attack.mean, reference: finalSize(r0), error: attack.error },
    bias: (cities * shortfall(r0)) / people,
    source: 'Kermack and McKendrick, Proc. R. Soc. A 115 (1927), 700',
  })
