/**
 * Agreement: when receipts of a unit that is run more than once become belief.
 *
 * In: the votes in the order in which they were sealed, each with whether its account was
 * established then. Out: the verdict, or how many votes to aim for, or that there will be none.
 * Invariants: the first ballot of enough weight wins, so later votes change nothing; two accounts
 * at least, three when all are new; one account never counts twice (agreement.test.ts).
 */
import type { Account } from '@pumasi/domain'
import { decideQuorum } from '../quorum.ts'
import type { Verdict, Vote } from '../quorum.ts'

export interface WeighedVote extends Vote {
  /** The account's phase when the receipt was sealed. */
  readonly established: boolean
}

export type AgreementDecision =
  | { readonly kind: 'believed'; readonly verdict: Verdict; readonly reason: string }
  | { readonly kind: 'open'; readonly wanted: number; readonly reason: string }
  | { readonly kind: 'hopeless'; readonly reason: string }

/** A new account alone cannot vouch for another: identities are cheap. */
const weightOf = (established: boolean): number => (established ? 2 : 1)
const WEIGHT_NEEDED = 3

/** Votes after which a unit that nobody agrees on is given up. */
export const AGREEMENT_VOTES_MAX = 9

/** Decides a unit that is run more than once. */
export function decideAgreement(votes: readonly WeighedVote[]): AgreementDecision {
  const groups = new Map<string, { readonly accounts: Set<Account>; weight: number }>()
  for (const vote of votes) {
    const { outputHash, exitClass, fuel, rewriterVersion } = vote
    const key = [outputHash, exitClass, fuel, rewriterVersion].join(' ')
    const group = groups.get(key) ?? { accounts: new Set(), weight: 0 }
    groups.set(key, group)
    if (group.accounts.has(vote.account)) continue
    group.accounts.add(vote.account)
    group.weight += weightOf(vote.established)
    if (group.weight >= WEIGHT_NEEDED) {
      return {
        kind: 'believed',
        verdict: { outputHash, exitClass, fuel, rewriterVersion },
        reason: `${group.accounts.size} accounts reported the same.`,
      }
    }
  }
  const wanted = Math.max(2, votes.length + 1)
  if (wanted > AGREEMENT_VOTES_MAX) {
    return { kind: 'hopeless', reason: `${votes.length} accounts reported without agreeing.` }
  }
  const reason =
    groups.size > 1
      ? `${groups.size} different outputs were reported: another account decides.`
      : 'Another account has to report the same.'
  return { kind: 'open', wanted, reason }
}

/** Where all are new and no third comes, as many decide as the smallest quorum asks for. */
const NEWCOMERS_QUORUM = 2

/**
 * Decides a unit that only new accounts ran and that waits for one more in vain. Two of them that
 * agree are believed, as they are where a job has a quorum (ADR 6): else a grid of two machines, or
 * of three one of which lies, would stand still for ever. For a closing, and only while nobody in
 * the grid is established; from then on those who are decide.
 */
export function decideAmongNewcomers(votes: readonly WeighedVote[]): AgreementDecision {
  const decision = decideQuorum(votes, NEWCOMERS_QUORUM)
  if (decision.kind !== 'believed') return decideAgreement(votes)
  const reason =
    'Everybody here is new and nobody else came to run it: ' +
    `${NEWCOMERS_QUORUM} accounts that reported the same decide.`
  return { ...decision, reason }
}
