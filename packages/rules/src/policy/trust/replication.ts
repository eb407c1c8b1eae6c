/**
 * Replication: what happens to a receipt once it is sealed, and once its seed is known.
 *
 * In: the account's trust at that place in the chain's order, what the job asks for, later the
 * seed. Out: a plan with a reason a contributor reads.
 * Invariants: the plan is made before the seed exists; a rate is never below the account's floor
 * (replication.test.ts).
 */
import type { Hex } from '@pumasi/domain'
import { auditRateOf, trustPhase } from './account-trust.ts'
import type { AccountTrust, SeqRange } from './account-trust.ts'
import { isDrawn } from './draw.ts'
import { PPM } from './trust-rules.ts'
import type { TrustDemand, TrustRules } from './trust-rules.ts'

export interface ReplicationPlan {
  /** `replicate`: others run the unit as well. `sample`: the draw decides. */
  readonly kind: 'replicate' | 'sample'
  /** Rate in force for the draw; `PPM` when replicated. */
  readonly ppm: number
  /** False while the account works off a failed check: what it reports earns nothing. */
  readonly paid: boolean
  readonly reason: string
}

/** Plans for one receipt when it is sealed. */
export function decideReplication(
  trust: AccountTrust,
  demand: TrustDemand,
  rules: TrustRules,
): ReplicationPlan {
  const phase = trustPhase(trust, rules)
  const { ppm, reason } = auditRateOf(trust, demand, rules)
  const paid = phase === 'probation' || phase === 'established'
  // At a rate of one nothing is left to chance, so nothing waits for a block either.
  return { kind: ppm === PPM ? 'replicate' : 'sample', ppm, paid, reason }
}

export interface DrawDecision {
  readonly audited: boolean
  readonly reason: string
}

/** Draws for one sealed receipt, from a seed that did not exist when it was sealed. */
export function decideDraw(
  { ppm, reason }: ReplicationPlan,
  seed: Hex,
  receiptDigest: Hex,
  { vestingChecks }: TrustRules,
): DrawDecision {
  return isDrawn('audit', seed, receiptDigest, ppm)
    ? { audited: true, reason: `Drawn: another account runs the unit too. ${reason}` }
    : {
        audited: false,
        reason:
          `Not drawn. ${reason} ` +
          `The unit is believed when ${vestingChecks} later checks of the account have agreed.`,
      }
}

export interface ClosingDecision {
  /** Receipts whose units others run now, ascending. */
  readonly redrawn: readonly number[]
  readonly reason: string
}

/**
 * Draws again over all provisional receipts, for an account that stopped or a job that cannot
 * wait. Time alone makes nothing believed: the newest `vestingChecks` are always run again, the
 * others at `closingPpm` at least, so closing is stricter than going on.
 */
export function decideClosing(
  trust: AccountTrust,
  receiptDigestOf: (seq: number) => Hex,
  seed: Hex,
  rules: TrustRules,
): ClosingDecision {
  const all = trust.provisional.flatMap(seqsOf)
  const last = all.slice(-rules.vestingChecks)
  const { ppm } = auditRateOf(trust, { kind: 'adaptive' }, rules)
  const closing = Math.max(ppm, rules.closingPpm)
  const others = all
    .slice(0, all.length - last.length)
    .filter((seq) => isDrawn('closing', seed, receiptDigestOf(seq), closing))
  const redrawn = [...others, ...last]
  const reason =
    all.length === 0
      ? 'Nothing of this account is provisional.'
      : `The account's provisional units are decided now: others run ${redrawn.length} of ` +
        `${all.length}, the newest ones among them.`
  return { redrawn, reason }
}

const seqsOf = ({ from, to }: SeqRange): number[] =>
  Array.from({ length: to - from }, (_, offset) => from + offset)
