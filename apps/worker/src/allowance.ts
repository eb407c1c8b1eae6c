/**
 * Allowance: works while the owner's hours and power supply allow it, and waits meanwhile.
 *
 * Each stretch of work gets a signal of its own that ends it; what was not finished by then is
 * given back, and what was finished is in the outbox (allowance.test.ts).
 */
import type { Logger } from 'pino'
import { decideWork, timeOfDay } from './preferences/hours.ts'
import type { Hours } from './preferences/hours.ts'

/** How often the power supply is looked at. */
const LOOK_MS = 15_000

export interface AllowanceParts {
  readonly hours: readonly Hours[]
  /** Null when nobody knows; never asked when the owner does not mind. */
  readonly isOnBattery: (() => Promise<boolean | null>) | null
  readonly now: () => Date
  /** Resolves after so long, or when the signal aborts. */
  readonly sleep: (ms: number, signal: AbortSignal) => Promise<void>
  readonly logger: Pick<Logger, 'info'>
}

interface Allowance {
  readonly allowed: boolean
  /** How long it holds, as far as the clock alone is concerned. */
  readonly forMs: number
  readonly reason: string
}

/** Runs `work` again and again until it ends by itself, or nothing more shall be begun. */
export async function workWhileAllowed(
  parts: AllowanceParts,
  work: (stop: AbortSignal, leftMs: () => number) => Promise<void>,
  { stop: stopped, quit }: { readonly stop: AbortSignal; readonly quit: AbortSignal },
): Promise<void> {
  const { now, logger } = parts
  while (!quit.aborted) {
    const { allowed, forMs, reason } = await look(parts)
    if (!allowed) {
      logger.info({ reason }, 'paused')
      await sleepUntilAllowed(parts, quit)
      continue
    }
    const endMs = now().getTime() + forMs
    const over = new AbortController()
    const done = new AbortController()
    const stop = AbortSignal.any([stopped, over.signal])
    const watching = watch(parts, AbortSignal.any([stop, done.signal])).then(() => over.abort())
    try {
      await work(stop, () => Math.max(0, endMs - now().getTime()))
      // Nobody paused it: it had nothing more to do.
      if (!over.signal.aborted) return
    } finally {
      done.abort()
      await watching
    }
  }
}

async function look({ hours, isOnBattery, now }: AllowanceParts): Promise<Allowance> {
  const { open, forMs } = decideWork(hours, timeOfDay(now()))
  if (!open) return { allowed: false, forMs, reason: 'outside of the hours allowed' }
  if (isOnBattery !== null && (await isOnBattery()) === true) {
    return { allowed: false, forMs: LOOK_MS, reason: 'the machine runs on its battery' }
  }
  return { allowed: true, forMs, reason: '' }
}

/** Resolves when work is not allowed any more, or `signal` aborts. */
async function watch(parts: AllowanceParts, signal: AbortSignal): Promise<void> {
  while (!signal.aborted) {
    const { allowed, forMs } = await look(parts)
    if (!allowed) return
    await parts.sleep(Math.min(forMs, LOOK_MS), signal)
  }
}

async function sleepUntilAllowed(parts: AllowanceParts, signal: AbortSignal): Promise<void> {
  while (!signal.aborted) {
    const { allowed, forMs } = await look(parts)
    if (allowed) return
    await parts.sleep(Math.min(forMs, LOOK_MS), signal)
  }
}
