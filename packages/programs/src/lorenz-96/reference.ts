/**
 * What is known of Lorenz's case, and the runs held against it.
 *
 * E. N. Lorenz and K. A. Emanuel, J. Atmos. Sci. 55 (1998), 399 (and Lorenz's seminar paper of
 * 1996): errors double in 2.1 days, to one decimal. A leading exponent of 1.7 for each unit of time
 * of five days is the same to one decimal. Both are read as exact within half of their last digit.
 */
import { withinErrors } from '../reference/check.ts'
import type { ReferenceCheck } from '../reference/check.ts'
import type { Chaos } from './chaos.ts'

const HALF_A_DIGIT = 0.05
/** Millionths are rounded, and steps of 0.01 err by far less than that in means. */
const ROUNDING = 1e-5

/**
 * Days ahead at which an ensemble must know how wrong it is. Before, mean squares hang on the few
 * forecasts whose errors grew most, and their own errors say nothing.
 */
const LEAD_DAYS = [50, 60, 80, 100]

export const compare = (chaos: Chaos): readonly ReferenceCheck[] => [
  ...againstLorenz(chaos),
  ...againstStatistics(chaos),
]

const againstLorenz = ({ exponent, doublingDays, forecasts }: Chaos): readonly ReferenceCheck[] => [
  withinErrors({
    quantity: 'leading Lyapunov exponent (per unit of 5 days)',
    ...{ value: exponent.mean, reference: 1.7, error: exponent.error, bias: HALF_A_DIGIT },
    source: 'Lorenz and Emanuel, J. Atmos. Sci. 55 (1998), 399, rounded',
  }),
  withinErrors({
    quantity: 'doubling time of small errors (days)',
    ...{ value: doublingDays.mean, reference: 2.1, error: doublingDays.error, bias: HALF_A_DIGIT },
    source: 'Lorenz, Predictability: a problem partly solved (1996)',
  }),
  withinErrors({
    quantity: 'growth of forecast errors while small (per unit of 5 days)',
    ...{ value: forecasts.growth.mean, reference: 1.7, error: forecasts.growth.error },
    bias: HALF_A_DIGIT,
    source: 'Lorenz and Emanuel, J. Atmos. Sci. 55 (1998), 399, rounded',
  }),
]

/** What holds exactly, whatever the model does. */
const againstStatistics = ({ budget, forecasts }: Chaos): readonly ReferenceCheck[] => [
  withinErrors({
    quantity: 'energy budget <x²> - F <x>',
    ...{ value: budget.mean, reference: 0, error: budget.error, bias: ROUNDING },
    source: 'exact: advection conserves the sum of squares',
  }),
  ...forecasts.leads
    .filter(({ days }) => LEAD_DAYS.includes(days))
    .map(({ days, ratio }) =>
      withinErrors({
        quantity: `square error of the ensemble mean by spread, ${days} days ahead`,
        ...{ value: ratio.mean, reference: 1, error: ratio.error },
        source:
          'exact: truth and members are drawn alike; Fortin et al., J. Hydrometeorol. 15 (2014), 1708',
      }),
    ),
  withinErrors({
    quantity: 'square error 100 days ahead by that of states drawn at random',
    ...{ value: forecasts.saturation.mean, reference: 1, error: forecasts.saturation.error },
    source: 'exact: what is forgotten is independent, with twice the variance',
  }),
]
