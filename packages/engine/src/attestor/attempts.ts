/**
 * Attempts: what failed, by name, and when it is worth another one.
 *
 * An execution that fails may take minutes of a machine, and most that fail once fail again: so
 * each name rests for longer every time, yet never for ever, since what was missing may come back.
 * A name is whatever the caller makes of what it tries: another content is another name, and due
 * at once. Kept in memory only: whoever starts anew tries anew.
 */
import type { Clock } from '../ports/environment.ts'

const REST_MS = 5_000
/** Short beside the days in which something can be ruled on. */
const REST_MAX_MS = 600_000

/** Milliseconds a name rests after so many failures in a row (1 or more). */
export const restAfter = (failures: number): number =>
  Math.min(REST_MAX_MS, REST_MS * 2 ** Math.min(failures - 1, 16))

export interface Attempts {
  isDue(name: string): boolean
  /** Notes one failure more. Answers the milliseconds that the name rests. */
  failed(name: string): number
  /** Of what was done, or is gone. */
  forget(name: string): void
}

export function createAttempts(clock: Clock): Attempts {
  const failures = new Map<string, { readonly count: number; readonly atMs: number }>()
  return {
    isDue: (name) => {
      const last = failures.get(name)
      if (last === undefined) return true
      const restedMs = clock.nowMs() - last.atMs
      // A clock that was put back says nothing about how long it was.
      return restedMs < 0 || restedMs >= restAfter(last.count)
    },
    failed: (name) => {
      const count = (failures.get(name)?.count ?? 0) + 1
      failures.set(name, { count, atMs: clock.nowMs() })
      return restAfter(count)
    },
    forget: (name) => {
      failures.delete(name)
    },
  }
}
