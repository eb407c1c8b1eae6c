/**
 * Admission: who may become an account here, how much a new one may take, who may check others.
 *
 * In: counts that the coordinator keeps, the account's trust. Out: yes or no with a reason in
 * words. No verdict and no credit follows from any of these, so an auditor needs none of them.
 */
import { probationOf, trustPhase } from './account-trust.ts'
import type { AccountTrust } from './account-trust.ts'
import type { TrustRules } from './trust-rules.ts'

export type Admission =
  | { readonly allowed: true; readonly reason: string }
  | {
      readonly allowed: false
      readonly code: 'ADDRESS_CROWDED' | 'ADDRESS_TOO_FAST'
      readonly reason: string
    }

/** What is known about one network address. */
export interface AddressRecord {
  /** Accounts from here that work and are not established. */
  readonly newcomers: number
  /** Accounts admitted from here in the last 24 hours. */
  readonly admittedToday: number
}

/** Decides whether another account may begin to work from an address. */
export function decideAdmission(address: AddressRecord, rules: TrustRules): Admission {
  const { newcomersPerAddressMax, admissionsPerAddressDayMax } = rules
  if (address.newcomers >= newcomersPerAddressMax) {
    return {
      allowed: false,
      code: 'ADDRESS_CROWDED',
      reason:
        `${address.newcomers} accounts from this address are still on probation, at most ` +
        `${newcomersPerAddressMax} may be. Established accounts do not count.`,
    }
  }
  if (address.admittedToday >= admissionsPerAddressDayMax) {
    return {
      allowed: false,
      code: 'ADDRESS_TOO_FAST',
      reason:
        `${address.admittedToday} accounts began from this address within a day, at most ` +
        `${admissionsPerAddressDayMax} may.`,
    }
  }
  return { allowed: true, reason: 'This address has room for another account.' }
}

export interface Allowance {
  /** Further units the account may take now; null: as many as fit its machines. */
  readonly units: number | null
  readonly reason: string
}

/**
 * Decides how much more an account may take.
 * @param undecided leases it holds and receipts of it that nothing is decided about yet
 */
export function decideAllowance(
  trust: AccountTrust,
  undecided: number,
  rules: TrustRules,
): Allowance {
  const phase = trustPhase(trust, rules)
  if (phase === 'established') return { units: null, reason: 'The account is established.' }
  if (phase === 'suspended') {
    return {
      units: 0,
      reason:
        `${trust.strikes} checks of this account failed: it gets no more work. ` +
        'A machine that errs this often mostly has bad memory or runs too hot.',
    }
  }
  const { newcomerUnitsMax } = rules
  // More than its probation needs would all be run twice for nothing.
  const missing = probationOf(trust.strikes, rules) - trust.history
  const units = Math.max(0, Math.min(newcomerUnitsMax, missing) - undecided)
  const reason = `${missing} more units must be believed before the account may take more than ${newcomerUnitsMax} at once.`
  return { units, reason }
}

export interface CheckerRequest {
  readonly trust: AccountTrust
  /** The account has a receipt of this unit already, or held a lease of it. */
  readonly ranIt: boolean
  /** It works from an address from which the unit was run already. */
  readonly sameAddress: boolean
  /** Nobody in the grid is established yet. */
  readonly gridIsNew: boolean
}

/** Decides whether an account may run a unit that another account's receipt depends on. */
export function decideChecker(
  { trust, ranIt, sameAddress, gridIsNew }: CheckerRequest,
  rules: TrustRules,
): { readonly allowed: boolean; readonly reason: string } {
  const refused = (reason: string) => ({ allowed: false, reason })
  if (ranIt) return refused('The account ran this unit itself.')
  if (sameAddress) return refused('The unit was run from the same network address.')
  if (trustPhase(trust, rules) !== 'established' && !gridIsNew) {
    return refused('Only established accounts check the work of others.')
  }
  return { allowed: true, reason: 'An independent account.' }
}

/**
 * Decides whether a lease of an established account is a unit that is already believed.
 * @param chance a whole number below a million that nobody else knows, from the coordinator's own
 *   randomness: a spot check that is left out harms only whoever left it out
 */
export function decideSpotCheck(
  trust: AccountTrust,
  chance: number,
  rules: TrustRules,
): { readonly spot: boolean; readonly reason: string } {
  const spot = trustPhase(trust, rules) === 'established' && chance < rules.spotCheckPpm
  return {
    spot,
    reason: spot ? 'A unit whose output is believed already.' : 'A unit that is still to be run.',
  }
}
