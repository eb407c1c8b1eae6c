/**
 * Stock: how many units to have at hand that are not begun yet, so that no slot waits for the
 * network and no lease is held for long before its unit's turn comes.
 *
 * In: slots, the mean time of a unit, since when each running unit runs, the lease time.
 * Out: how many units will be begun within the horizon, and when to think again.
 * Invariant: what is in stock is begun within a quarter of a lease (stock.test.ts).
 */

export interface StockFacts {
  readonly slots: number
  /** Mean time between two units of one slot, its rest included; null while unknown. */
  readonly unitMs: number | null
  /** How long each unit that runs has been running. */
  readonly runningMs: readonly number[]
  readonly leaseMs: number
  /** Time until this host stops. */
  readonly leftMs: number
  /** Most leases in one call. */
  readonly bundleMax: number
}

export interface Stock {
  readonly units: number
  /** When time alone will have changed the answer. */
  readonly reviseMs: number
}

/** More work than this at hand saves no call that matters. */
const HORIZON_MAX_MS = 15_000
const BUNDLES_MAX = 4
const REVISE_MAX_MS = 30_000

export function decideStock(facts: StockFacts): Stock {
  const { slots, unitMs, runningMs, leaseMs, leftMs, bundleMax } = facts
  const idle = Math.max(0, slots - runningMs.length)
  if (unitMs === null) return { units: Math.min(idle, bundleMax), reviseMs: REVISE_MAX_MS }
  const horizonMs = Math.min(leaseMs / 4, HORIZON_MAX_MS, leftMs - unitMs)
  // A unit that takes longer than the mean may end at any moment; one is enough for it.
  const restsMs = runningMs.map((sinceMs) => Math.max(unitMs - sinceMs, unitMs / 4))
  const waitsMs = [...Array.from({ length: idle }, () => 0), ...restsMs]
  const begun = waitsMs
    .filter((waitMs) => waitMs <= horizonMs)
    .reduce((sum, waitMs) => sum + 1 + Math.floor((horizonMs - waitMs) / unitMs), 0)
  const later = waitsMs.filter((waitMs) => waitMs > horizonMs).map((waitMs) => waitMs - horizonMs)
  return {
    units: Math.min(begun, BUNDLES_MAX * bundleMax),
    reviseMs: Math.max(1, Math.min(REVISE_MAX_MS, ...later)),
  }
}
