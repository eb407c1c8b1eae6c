/**
 * Rate limit: a bucket of tokens for each caller, filled evenly and never over its brim.
 *
 * Memory is bounded: of more callers than fit, those not seen for longest are forgotten, which
 * only gives them a full bucket again.
 */
const CALLERS_MAX = 50_000

export interface RateLimit {
  /** Takes one token of `key`; answers 0, or how many milliseconds until there is one. */
  readonly take: (key: string, nowMs: number) => number
}

/** @param perMinute tokens a minute brings; a tenth of them, or ten, fit into a bucket */
export function createRateLimit(perMinute: number): RateLimit {
  const brim = Math.max(10, perMinute / 10)
  const perMs = perMinute / 60_000
  const buckets = new Map<string, { tokens: number; atMs: number }>()
  return {
    take: (key, nowMs) => {
      const { tokens, atMs } = buckets.get(key) ?? { tokens: brim, atMs: nowMs }
      // A clock that was set back brings no tokens and takes none.
      const filled = Math.min(brim, tokens + Math.max(0, nowMs - atMs) * perMs)
      const left = filled >= 1 ? filled - 1 : filled
      // Taken out and put in again: the map's order is the order of last sight.
      buckets.delete(key)
      buckets.set(key, { tokens: left, atMs: nowMs })
      if (buckets.size > CALLERS_MAX) {
        const [oldest] = buckets.keys()
        if (oldest !== undefined) buckets.delete(oldest)
      }
      return filled >= 1 ? 0 : (1 - filled) / perMs
    },
  }
}
