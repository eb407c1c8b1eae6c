/**
 * Back-off: how long a worker waits before it asks again.
 *
 * Never sooner than the coordinator said, longer with each failure in a row, and different on every
 * machine, so that hosts sent away together do not come back together (back-off.test.ts).
 */
import type { GridErrorShape } from '@pumasi/domain'
import type { Randomness } from '../ports/environment.ts'

const RETRY_MS = 1_000
export const RETRY_MAX_MS = 30_000
/** No coordinator keeps a host away for longer with one answer. */
const TOLD_MAX_MS = 600_000
/** What is added to the time a coordinator named, at the most. */
const SPREAD = 0.25

export interface BackOff {
  /** After `failures` in a row (1 or more), the last of them being `error`. */
  afterFailure(failures: number, error: Pick<GridErrorShape, 'details'>): number
  /** For a wait the coordinator asked for. */
  asTold(waitMs: number): number
}

export function createBackOff(randomness: Randomness): BackOff {
  const draw = (): number => {
    const [high = 0, low = 0] = randomness.randomBytes(2)
    return (high * 256 + low) / 65_536
  }
  const asTold = (waitMs: number): number =>
    Math.round(Math.min(Math.max(0, waitMs), TOLD_MAX_MS) * (1 + SPREAD * draw()))
  return {
    asTold,
    afterFailure: (failures, { details }) => {
      const growing = Math.min(RETRY_MAX_MS, RETRY_MS * 2 ** Math.min(failures - 1, 16))
      const told = details['retryAfterMs']
      const own = Math.round(growing * (1 - draw() / 2))
      return typeof told === 'number' && told > 0 ? Math.max(own, asTold(told)) : own
    },
  }
}
