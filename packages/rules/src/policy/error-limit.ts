/**
 * Error limit: when a job whose units fail pauses itself, before it costs its hosts more.
 *
 * In: how many units of a job came out how. Out: null, or the reason its requester reads.
 * A unit fails when no votes agree, or when several accounts gave it back unrun.
 */

export interface ErrorLimit {
  /** Failures that are borne whatever the rest does. */
  readonly failuresMin: number
  /** Share of settled units that may fail, in percent. */
  readonly failuresPercent: number
}

export interface JobOutcomes {
  readonly believed: number
  readonly failed: number
  /** Of the failed ones, those forgiven when the job was resumed. */
  readonly failuresForgiven: number
}

export function decideErrorPause(outcomes: JobOutcomes, limit: ErrorLimit): string | null {
  const failed = outcomes.failed - outcomes.failuresForgiven
  const settled = outcomes.believed + failed
  if (failed < limit.failuresMin || failed * 100 < settled * limit.failuresPercent) return null
  return (
    `${failed} of ${settled} settled units failed, ` +
    `${limit.failuresMin} and ${limit.failuresPercent} % are borne: ` +
    'look at the reasons of a few, and resume the job or cancel it'
  )
}
