/**
 * TrustTerms: how many runs of a unit are wanted now, where accounts' records decide.
 *
 * In: the unit's undecided receipts, what is known of their accounts at this moment, what the job
 * asks for. Out: whether others are to run a new receipt's unit at once, and how many runs to aim
 * for. It only saves waiting for the next batch: belief comes from `foldBatch` alone.
 */
import type { Account } from '@pumasi/domain'
import { trustPhase } from '../../policy/trust/account-trust.ts'
import type { AccountTrust } from '../../policy/trust/account-trust.ts'
import { decideAgreement } from '../../policy/trust/agreement.ts'
import { decideReplication } from '../../policy/trust/replication.ts'
import type { ReplicationPlan } from '../../policy/trust/replication.ts'
import { newAccountTrust } from '../../policy/trust/account-trust.ts'
import type { TrustRules } from '../../policy/trust/trust-rules.ts'
import type { ReceiptRecord, TrustTerms } from '../records.ts'
import { verdictOf } from '../standing.ts'

const standingIn = ({ standings }: TrustTerms, account: Account): AccountTrust => ({
  ...newAccountTrust,
  ...standings.get(account),
})

/** The plan for a receipt that has just come, as things stand now. */
export const planReceipt = (
  terms: TrustTerms,
  account: Account,
  rules: TrustRules,
): ReplicationPlan => decideReplication(standingIn(terms, account), terms.demand, rules)

/** Runs to aim for, those reported among them. */
export function wantedRuns(
  terms: TrustTerms,
  pending: readonly ReceiptRecord[],
  rules: TrustRules,
): number {
  const isChecked = pending.some(
    ({ trust }) => trust?.replicated === true || trust?.state === 'open',
  )
  if (!isChecked) return 1
  const votes = pending.map(({ receipt, trust }) => {
    const phase = trustPhase(standingIn(terms, receipt.account), rules)
    const established = trust?.sealed?.established ?? phase === 'established'
    return { ...verdictOf(receipt), account: receipt.account, established }
  })
  const decision = decideAgreement(votes)
  return decision.kind === 'open' ? decision.wanted : votes.length
}
