/**
 * Trust as a fold: an account's record and one event give the next record and what it changes.
 *
 * In: events in the order of the chain: receipts sealed, draws, settled checks. Out: the record
 * after, which provisional receipts are believed or void now, a reason in words.
 * Does not read: clock, other accounts. Coordinator, auditor and simulator fold the same events.
 * Invariants: a provisional receipt is believed only after `vestingChecks` later blind checks
 * agreed and while no earlier check is open; a failed check voids exactly the provisional ones;
 * a ruling against a believed one is a failed check; events about receipts from before a failed
 * check neither help nor hurt (apply.test.ts).
 */
import { invariant } from '@pumasi/domain'
import type { AccountTrust, OpenCheck, SeqRange } from './account-trust.ts'
import { probationOf } from './account-trust.ts'
import type { TrustRules } from './trust-rules.ts'

export type TrustEvent =
  /** A receipt was sealed. `replicated`: others run the unit whatever is drawn. */
  | { readonly type: 'sealed'; readonly replicated: boolean }
  /** The seed of a sampled receipt is known. In the order of the numbers. */
  | { readonly type: 'drawn'; readonly seq: number; readonly audited: boolean }
  /** A closing drew a provisional receipt. */
  | { readonly type: 'redrawn'; readonly seq: number }
  /** The unit of an open receipt was settled with this output, or with another. */
  | { readonly type: 'settled'; readonly seq: number; readonly agreed: boolean }
  /** The unit was given up or cancelled: nothing is known about the receipt. */
  | { readonly type: 'dropped'; readonly seq: number }
  /** A receipt that was believed is one of a unit that attestors ruled wrong. */
  | { readonly type: 'overruled'; readonly seq: number }

export interface TrustStep {
  readonly trust: AccountTrust
  /** Provisional receipts believed by this event. */
  readonly vested: readonly SeqRange[]
  /** Provisional receipts void by this event: others run their units again. */
  readonly voided: readonly SeqRange[]
  readonly reason: string
}

const REFUTED = 'Refuted: other accounts agreed on another output.'
const OVERRULED = 'Overruled: attestors ran a unit again, and it came out otherwise.'

const step = (trust: AccountTrust, reason: string): TrustStep => ({
  trust,
  vested: [],
  voided: [],
  reason,
})

/** Applies one event. The record given is not changed. */
export function applyTrustEvent(
  trust: AccountTrust,
  event: TrustEvent,
  rules: TrustRules,
): TrustStep {
  switch (event.type) {
    case 'sealed': {
      const sealed = { ...trust, sealed: trust.sealed + 1 }
      if (!event.replicated) return step(sealed, 'Sealed: the draw follows.')
      const open = { seq: trust.sealed, blind: false }
      return step({ ...sealed, open: [...trust.open, open] }, 'Sealed: others run the unit too.')
    }
    case 'drawn':
      return applyDraw(trust, event.seq, event.audited)
    case 'redrawn':
      return step(
        {
          ...trust,
          provisional: without(trust.provisional, event.seq),
          open: withOpen(trust.open, { seq: event.seq, blind: true }),
        },
        'Drawn for a closing check: another account runs the unit too.',
      )
    case 'settled':
      return event.agreed
        ? applyAgreement(trust, event.seq, rules)
        : applyFailure(trust, event.seq, rules)
    case 'dropped': {
      const open = trust.open.filter(({ seq }) => seq !== event.seq)
      const provisional = without(trust.provisional, event.seq)
      const dropped = { ...trust, open, provisional }
      return vest(dropped, rules, 'The unit was given up: it counts neither for nor against.')
    }
    case 'overruled':
      if (event.seq >= trust.voidBelow) return strike(trust, trust.open, OVERRULED, rules)
      return step(trust, 'Overruled, but from before an earlier failed check.')
  }
}

function applyDraw(trust: AccountTrust, seq: number, audited: boolean): TrustStep {
  invariant(seq < trust.sealed, 'a draw is about a sealed receipt', { seq, sealed: trust.sealed })
  if (seq < trust.voidBelow) {
    const voided = [{ from: seq, to: seq + 1 }]
    return { ...step(trust, 'A check of this account failed before this unit was vested.'), voided }
  }
  if (audited) {
    const open = withOpen(trust.open, { seq, blind: true })
    return step({ ...trust, open }, 'Drawn: another account runs the unit too.')
  }
  const last = trust.provisional.at(-1)
  const provisional =
    last?.to === seq
      ? [...trust.provisional.slice(0, -1), { from: last.from, to: seq + 1 }]
      : [...trust.provisional, { from: seq, to: seq + 1 }]
  return step({ ...trust, provisional }, 'Not drawn: provisional until later checks agree.')
}

function applyAgreement(trust: AccountTrust, seq: number, rules: TrustRules): TrustStep {
  const check = openAt(trust, seq)
  const open = trust.open.filter((other) => other !== check)
  if (seq < trust.voidBelow) {
    return vest({ ...trust, open }, rules, 'Confirmed, but from before a failed check.')
  }
  const agreed = check.blind ? [...trust.agreed, seq].sort((a, b) => a - b) : trust.agreed
  const next = { ...trust, open, agreed, history: trust.history + 1 }
  return vest(next, rules, 'Confirmed by another account.')
}

function applyFailure(trust: AccountTrust, seq: number, rules: TrustRules): TrustStep {
  const check = openAt(trust, seq)
  const open = trust.open.filter((other) => other !== check)
  if (seq < trust.voidBelow) {
    return vest({ ...trust, open }, rules, 'Refuted, but from before an earlier failed check.')
  }
  return strike(trust, open, REFUTED, rules)
}

/** What a failed check takes, whoever found it out: all that is not believed yet, and standing. */
function strike(
  trust: AccountTrust,
  open: readonly OpenCheck[],
  why: string,
  rules: TrustRules,
): TrustStep {
  const strikes = trust.strikes + 1
  const struck: AccountTrust = {
    strikes,
    history: 0,
    sealed: trust.sealed,
    voidBelow: trust.sealed,
    provisional: [],
    open,
    agreed: [],
  }
  const lost = countSeqs(trust.provisional)
  const reason =
    `${why} ${lost} provisional units are void, and ` +
    `${probationOf(strikes, rules)} units must be believed before work is sampled again.`
  return { trust: struck, vested: [], voided: trust.provisional, reason }
}

/** Believes what enough later checks speak for, and forgets checks that no longer matter. */
function vest(trust: AccountTrust, { vestingChecks }: TrustRules, reason: string): TrustStep {
  // A check speaks only when all before it are settled: the slow one may be the one that fails.
  const firstOpen = trust.open[0]?.seq ?? Number.POSITIVE_INFINITY
  const counting = trust.agreed.filter((seq) => seq < firstOpen)
  const waiting = trust.agreed.slice(counting.length)
  const newest = counting.slice(-vestingChecks)
  const agreed = [...newest, ...waiting]
  const bound = newest.length < vestingChecks ? 0 : (newest[0] ?? 0)
  const vested = trust.provisional
    .filter(({ from }) => from < bound)
    .map(({ from, to }) => ({ from, to: Math.min(to, bound) }))
  if (vested.length === 0) return step({ ...trust, agreed }, reason)
  const provisional = trust.provisional
    .filter(({ to }) => to > bound)
    .map(({ from, to }) => ({ from: Math.max(from, bound), to }))
  const count = countSeqs(vested)
  return {
    trust: { ...trust, agreed, provisional, history: trust.history + count },
    vested,
    voided: [],
    reason: `${reason} With it ${count} earlier units are believed.`,
  }
}

function openAt({ open, sealed }: AccountTrust, seq: number): OpenCheck {
  const check = open.find((other) => other.seq === seq)
  invariant(check !== undefined, 'a settled receipt was open', { seq, sealed })
  return check
}

const withOpen = (open: readonly OpenCheck[], check: OpenCheck): OpenCheck[] =>
  [...open, check].sort((a, b) => a.seq - b.seq)

/** The ranges without one number; unchanged when it is in none. */
const without = (ranges: readonly SeqRange[], seq: number): SeqRange[] =>
  ranges.flatMap((range) =>
    seq < range.from || seq >= range.to
      ? [range]
      : [
          { from: range.from, to: seq },
          { from: seq + 1, to: range.to },
        ].filter(({ from, to }) => from < to),
  )

/** How many receipts some ranges hold. */
export const countSeqs = (ranges: readonly SeqRange[]): number =>
  ranges.reduce((sum, { from, to }) => sum + to - from, 0)
