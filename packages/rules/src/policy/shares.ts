/**
 * Shares: whose work is leased next when several requesters have some.
 *
 * In: what was granted to whom, in its order, and what it may cost. Out: who comes after whom at
 * the next request. Each requester has a virtual time that grows by the fuel its leases may burn;
 * whoever has the least goes first, and whoever is not ahead of the others starts level with them.
 * Does not read: clock, jobs, hosts; the store knows who has work at all.
 * Invariants: of requesters that always have work none falls behind another by more than the
 * costliest request of each, whatever came before; whoever had no work has no claim to catch up
 * (shares.test.ts).
 */
import type { Account } from '@pumasi/domain'

/** A requester; null stands for whoever submits with the operator's token. */
export type Requester = Account | null

export interface Shares {
  /** The virtual time of whoever was served last. */
  readonly now: bigint
  /** Virtual times of those that have had more than that; everybody else is at `now`. */
  readonly ahead: ReadonlyMap<Requester, bigint>
}

export interface Served {
  readonly requester: Requester
  /** Fuel the leases granted may burn. */
  readonly cost: bigint
}

/** Requesters remembered as ahead; beyond that those least ahead are taken as level. */
export const AHEAD_MAX = 1_000

export const evenShares: Shares = { now: 0n, ahead: new Map() }

/** Requesters to serve after all others, the first of them first. */
export const orderOf = ({ ahead }: Shares): readonly Requester[] =>
  [...ahead].sort(([, a], [, b]) => (a < b ? -1 : a > b ? 1 : 0)).map(([requester]) => requester)

/**
 * Charges one request, in the order of its grants. Whoever came before one that was served had
 * nothing, or nothing more, for this host and becomes level with it: what it might have had is not
 * owed to it. So nobody is ever further ahead than its last request cost.
 */
export function chargeShares(shares: Shares, served: readonly Served[]): Shares {
  if (served.length === 0) return shares
  const times = new Map(shares.ahead)
  let { now } = shares
  for (const { requester, cost } of served) {
    now = latest(now, times.get(requester) ?? now)
    times.set(requester, now + cost)
  }
  const ahead = [...times].filter(([, time]) => time > now)
  const kept = ahead.sort(([, a], [, b]) => (a > b ? -1 : a < b ? 1 : 0)).slice(0, AHEAD_MAX)
  return { now, ahead: new Map(kept) }
}

const latest = (a: bigint, b: bigint): bigint => (a > b ? a : b)
