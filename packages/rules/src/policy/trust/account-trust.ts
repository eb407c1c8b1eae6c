/**
 * Account trust: all that is remembered of an account, and what it means.
 *
 * Each receipt of an account gets the next number when it is sealed; the record speaks of receipts
 * by these numbers alone. It stays small whatever the account did: ranges, not lists.
 */
import { PPM } from './trust-rules.ts'
import type { TrustDemand, TrustRules } from './trust-rules.ts'

/** Receipt numbers from `from` up to, not including, `to`. */
export interface SeqRange {
  readonly from: number
  readonly to: number
}

/** A receipt whose unit is being run by others too. */
export interface OpenCheck {
  readonly seq: number
  /** True when the host could not know: only such a check speaks for units before it. */
  readonly blind: boolean
}

export interface AccountTrust {
  /** Failed checks, ever. */
  readonly strikes: number
  /** Units believed since the last failed check. */
  readonly history: number
  /** Receipts sealed so far: the number of the next one. */
  readonly sealed: number
  /** Receipts numbered below this were sealed before the last failed check. */
  readonly voidBelow: number
  /** Provisional receipts: sealed, drawn, not to be checked, not believed yet. Ascending. */
  readonly provisional: readonly SeqRange[]
  /** Receipts waiting for others. Ascending. */
  readonly open: readonly OpenCheck[]
  /** Blind checks that agreed: the newest that count, and those waiting for earlier ones. */
  readonly agreed: readonly number[]
}

/** An account that never reported anything. */
export const newAccountTrust: AccountTrust = {
  strikes: 0,
  history: 0,
  sealed: 0,
  voidBelow: 0,
  provisional: [],
  open: [],
  agreed: [],
}

/**
 * `probation`: new, all work replicated. `parole`: the same after a failed check, and unpaid.
 * `established`: work is sampled. `suspended`: gets no work.
 */
export type TrustPhase = 'probation' | 'parole' | 'established' | 'suspended'

/** Units an account must have had believed since its last failed check to be established. */
export const probationOf = (strikes: number, rules: TrustRules): number =>
  rules.probationUnits * 2 ** Math.min(strikes, rules.probationDoublingsMax)

export function trustPhase(
  { strikes, history }: Pick<AccountTrust, 'strikes' | 'history'>,
  rules: TrustRules,
): TrustPhase {
  if (strikes >= rules.strikesMax) return 'suspended'
  if (history >= probationOf(strikes, rules)) return 'established'
  return strikes === 0 ? 'probation' : 'parole'
}

/** Least rate for an account with so many failed checks; never below the rules' floor. */
export function auditFloorOf(strikes: number, rules: TrustRules): number {
  // Bounded at each step: a power of somebody's number is no safe integer.
  let floor = rules.auditFloorPpm
  for (let i = 0; i < strikes && floor < PPM; i += 1) {
    if (rules.strikeFactor === 1) break
    floor = Math.min(floor * rules.strikeFactor, PPM)
  }
  return floor
}

export interface AuditRate {
  /** `PPM`: every unit. */
  readonly ppm: number
  readonly reason: string
}

/**
 * The rate at which this account's next unit is checked: the probation's length divided by the
 * account's history, but never below its floor, nor below what the job asks for.
 */
export function auditRateOf(
  trust: Pick<AccountTrust, 'strikes' | 'history'>,
  demand: TrustDemand,
  rules: TrustRules,
): AuditRate {
  const { strikes, history } = trust
  if (demand.kind === 'full') return { ppm: PPM, reason: 'The job asks for every unit twice.' }
  const probation = probationOf(strikes, rules)
  const phase = trustPhase(trust, rules)
  if (phase !== 'established') {
    const known = `${history} of ${probation} units`
    const reason = {
      probation: `The account is new: ${known} believed before its work is sampled.`,
      parole: `A check of this account failed: ${known} believed again before its work is sampled.`,
      suspended: `${strikes} checks of this account failed.`,
    }[phase]
    return { ppm: PPM, reason }
  }
  const floor = auditFloorOf(strikes, rules)
  const asked = demand.kind === 'confidence' ? Math.ceil(PPM / demand.wrongMaxPpm) : 0
  const ramp = Math.ceil((Math.max(probation, asked) * PPM) / history)
  const ppm = Math.min(PPM, Math.max(floor, ramp))
  const why = ppm === floor ? 'the least rate for this account' : `after ${history} believed units`
  return { ppm, reason: `One unit in ${perUnit(ppm)} is checked, ${why}.` }
}

/** A rate as `1 in N`, with one decimal where it matters, in whole arithmetic. */
function perUnit(ppm: number): string {
  const tenths = Math.round((10 * PPM) / ppm)
  return tenths >= 200 || tenths % 10 === 0
    ? String(Math.round(tenths / 10))
    : `${Math.floor(tenths / 10)}.${tenths % 10}`
}
