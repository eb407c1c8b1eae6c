/**
 * Health: whether this coordinator can work, and if not fully, why. Checks are bounded in time and
 * their answer is kept for a moment, so that asking often costs nothing.
 *
 * `unready` means: send no work here. `degraded` means: work goes on, people should look.
 */
import { toErrorShape } from '@pumasi/domain'
import type { Clock } from '@pumasi/engine'

export type HealthState = 'ready' | 'degraded' | 'unready'

export interface HealthCheck {
  readonly name: string
  /** What it means when it fails. */
  readonly whenFailed: 'degraded' | 'unready'
  /** Null when all is well, else the reason in words that anybody may read. */
  readonly look: () => Promise<string | null>
}

export interface HealthReport {
  readonly ok: boolean
  readonly state: HealthState
  /** Each check that failed, with its reason. */
  readonly reasons: Readonly<Record<string, string>>
}

export interface Health {
  readonly report: () => Promise<HealthReport>
}

const PATIENCE_MS = 3_000

/** @param freshMs how long an answer is given again before anybody looks anew */
export function createHealth(
  checks: readonly HealthCheck[],
  clock: Clock,
  freshMs: number,
): Health {
  let latest: { readonly atMs: number; readonly report: Promise<HealthReport> } | null = null
  return {
    report: () => {
      if (latest === null || clock.nowMs() - latest.atMs >= freshMs) {
        latest = { atMs: clock.nowMs(), report: lookAll(checks) }
      }
      return latest.report
    },
  }
}

async function lookAll(checks: readonly HealthCheck[]): Promise<HealthReport> {
  const looked = await Promise.all(
    checks.map(async (check) => [check, await inTime(check)] as const),
  )
  const failed = looked.filter(([, reason]) => reason !== null)
  const states = new Set(failed.map(([{ whenFailed }]) => whenFailed))
  const state = states.has('unready') ? 'unready' : states.has('degraded') ? 'degraded' : 'ready'
  const reasons = Object.fromEntries(failed.map(([{ name }, reason]) => [name, reason ?? '']))
  return { ok: state !== 'unready', state, reasons }
}

async function inTime({ look }: HealthCheck): Promise<string | null> {
  const late = Promise.withResolvers<string>()
  const timer = setTimeout(() => late.resolve(`no answer in ${PATIENCE_MS} ms`), PATIENCE_MS)
  try {
    // Only the code: messages may name places that are nobody's business.
    const looked = look().catch((error: unknown) => toErrorShape(error).code)
    return await Promise.race([looked, late.promise])
  } finally {
    clearTimeout(timer)
  }
}
