/** What kinds of units an account may take now, and why none when there are none. */
import { decideAllowance, decideChecker, decidePermit, trustPhase } from '@pumasi/rules'
import type { Admission, GridRules, TrackRecord } from '@pumasi/rules'
import type { AccountStatus, LeasePermit, Whence } from '../ports/job-store.ts'

export interface LeaseDecision {
  readonly permit: LeasePermit
  /** Why this account gets nothing, or null. */
  readonly suspended: string | null
  /** Why it gets nothing where trust decides, when waiting will not help soon; or null. */
  readonly withheld: string | null
}

export interface Asking {
  readonly record: TrackRecord & AccountStatus
  /** Null when nothing is known of its network. */
  readonly whence: Whence | null
  /** Whether it may begin from there; null when nobody had to be asked. */
  readonly admission: Admission | null
}

const noTrust = { trust: 'none', trustMax: null, apart: null } as const

export function decideLeases(
  { record, whence, admission }: Asking,
  rules: GridRules,
): LeaseDecision {
  if (record.blocked !== null) {
    const suspended = `blocked by an operator: ${record.blocked}`
    return { permit: { quorums: false, ...noTrust }, suspended, withheld: null }
  }
  const quorum = decidePermit(record)
  const quorums = quorum.allowed
  const refused = quorum.allowed ? null : quorum.reason
  if (rules.version === 1) {
    return { permit: { quorums, ...noTrust }, suspended: refused, withheld: null }
  }
  const { trust: account, undecided, gridIsNew, elsewhere } = record
  const allowance = decideAllowance(account, undecided, rules.trust)
  const isOver = trustPhase(account, rules.trust) === 'suspended'
  const withheld =
    admission?.allowed === false ? admission.reason : isOver ? allowance.reason : null
  if (withheld !== null) {
    const suspended = refused && `${refused}; ${withheld}`
    return { permit: { quorums, ...noTrust }, suspended, withheld }
  }
  // Who ran a unit never gets it again: the store sees to that.
  const asked = { trust: account, ranIt: false, sameAddress: false, gridIsNew }
  const mayCheck = decideChecker(asked, rules.trust).allowed
  const isOut = allowance.units === 0
  // Where all are new they wait for each other's checks: whoever has enough of its own still helps.
  const helps = isOut && gridIsNew
  const trust = helps ? 'checks only' : isOut ? 'none' : mayCheck ? 'checks' : 'runs'
  const trustMax = helps ? rules.trust.newcomerUnitsMax : allowance.units
  // A grid behind one address has nobody else, and its units must come to an end too.
  const near = decideChecker({ ...asked, sameAddress: true }, rules.trust).allowed
  const apart = elsewhere && !near ? whence : null
  const permit = { quorums, trust, trustMax, apart } as const
  const suspended = refused && trust === 'none' ? `${refused}; ${allowance.reason}` : null
  return { permit, suspended, withheld: null }
}
