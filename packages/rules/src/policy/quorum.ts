/**
 * Quorum: when votes become belief.
 *
 * In: the votes of one unit in the order of their acceptance. Out: the verdict, or how many votes
 * to aim for, or that agreement is out of reach.
 * Invariants: the first ballot to gather `quorum` distinct accounts wins, so later votes never
 * change a verdict; one account never counts twice (quorum.test.ts).
 */
import type { Account, Digest, ExitClass } from '@pumasi/domain'

/** What agreeing votes made believed. */
export interface Verdict {
  readonly outputHash: Digest
  readonly exitClass: ExitClass
  readonly fuel: bigint
  readonly rewriterVersion: number
}

/** A receipt reduced to who claims what. */
export interface Vote extends Verdict {
  readonly account: Account
}

export type QuorumDecision =
  | { readonly kind: 'believed'; readonly verdict: Verdict }
  | { readonly kind: 'open'; readonly wanted: number }
  | { readonly kind: 'hopeless' }

/** Most votes a unit may collect before it is given up. */
export const votesMax = (quorum: number): number => 2 * quorum + 3

const ballot = (vote: Verdict): string =>
  [vote.outputHash, vote.exitClass, vote.fuel, vote.rewriterVersion].join(' ')

/** Decides one unit from its votes. */
export function decideQuorum(votes: readonly Vote[], quorum: number): QuorumDecision {
  const groups = new Map<string, Set<Account>>()
  for (const vote of votes) {
    const { outputHash, exitClass, fuel, rewriterVersion } = vote
    const verdict = { outputHash, exitClass, fuel, rewriterVersion }
    const group = groups.get(ballot(vote)) ?? new Set()
    group.add(vote.account)
    groups.set(ballot(vote), group)
    if (group.size >= quorum) return { kind: 'believed', verdict }
  }
  const largest = Math.max(0, ...[...groups.values()].map((accounts) => accounts.size))
  const wanted = votes.length + quorum - largest
  return wanted > votesMax(quorum) ? { kind: 'hopeless' } : { kind: 'open', wanted }
}
