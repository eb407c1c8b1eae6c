/** How a coordinator sends callers away: with a code, and when to come again. */
import { randomInt } from 'node:crypto'
import { GridError, isGridError } from '@pumasi/domain'

/** Callers sent away at the same moment come back at different ones. */
const BACK_MIN_MS = 1_000
const BACK_MAX_MS = 5_000

/** Too much is asked of this coordinator by all together. */
export const busyError = (kind: string, details: Readonly<Record<string, unknown>>): GridError =>
  new GridError('COORDINATOR_BUSY', `found more ${kind} at once than this coordinator takes`, {
    hint: 'Wait as long as Retry-After says and send the same again.',
    retryable: true,
    details: { ...details, retryAfterMs: randomInt(BACK_MIN_MS, BACK_MAX_MS) },
  })

/** Too much is asked by one caller. */
export const rateError = (what: string, retryAfterMs: number): GridError =>
  new GridError('RATE_LIMITED', `found ${what} faster than one caller may`, {
    hint: 'Wait as long as Retry-After says and send the same again, more slowly.',
    retryable: true,
    details: { retryAfterMs: Math.ceil(retryAfterMs) },
  })

/** Seconds for the header `Retry-After`, or null for an error that names no time. */
export function retryAfterOf(error: unknown): number | null {
  const ms = isGridError(error) ? error.details['retryAfterMs'] : undefined
  return typeof ms === 'number' ? Math.max(1, Math.ceil(ms / 1_000)) : null
}
