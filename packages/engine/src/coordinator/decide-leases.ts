/** What kinds of units an account may take now, and why none when there are none. */
import { decideAllowance, decideChecker, decidePermit, trustPhase } from '@pumasi/rules'
import type { GridRules, TrackRecord } from '@pumasi/rules'
import type { AccountStatus, LeasePermit } from '../ports/job-store.ts'

export interface LeaseDecision {
  readonly permit: LeasePermit
  /** Why this account gets nothing, or null. */
  readonly suspended: string | null
}

export function decideLeases(record: TrackRecord & AccountStatus, rules: GridRules): LeaseDecision {
  if (record.blocked !== null) {
    const permit = { quorums: false, trust: 'none', trustMax: null } as const
    return { permit, suspended: `blocked by an operator: ${record.blocked}` }
  }
  const quorum = decidePermit(record)
  const reason = quorum.allowed ? null : quorum.reason
  if (rules.version === 1) {
    const permit = { quorums: quorum.allowed, trust: 'none', trustMax: null } as const
    return { permit, suspended: reason }
  }
  const { trust: account, undecided, gridIsNew } = record
  const allowance = decideAllowance(account, undecided, rules.trust)
  // Who ran a unit never gets it again: the store sees to that.
  const asked = { trust: account, ranIt: false, sameAddress: false, gridIsNew }
  const mayCheck = decideChecker(asked, rules.trust).allowed
  const isOut = allowance.units === 0
  // Where all are new they wait for each other's checks: whoever has enough of its own still helps.
  const helps = isOut && gridIsNew && trustPhase(account, rules.trust) !== 'suspended'
  const trust = helps ? 'checks only' : isOut ? 'none' : mayCheck ? 'checks' : 'runs'
  const trustMax = helps ? rules.trust.newcomerUnitsMax : allowance.units
  const permit = { quorums: quorum.allowed, trust, trustMax } as const
  const nothing = !quorum.allowed && trust === 'none'
  return { permit, suspended: nothing ? `${reason}; ${allowance.reason}` : null }
}
