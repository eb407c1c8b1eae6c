/**
 * Steering: what its requester and operators do to a job under way.
 *
 * In: how a job is steered, and one event. Out: how it is steered from then on, and the answer.
 * Does not read: clock (events carry their time), units. Nothing here takes back a lease: what runs
 * may end, and earns.
 * Invariants: a job that is over stays as it is; an event twice changes nothing the second time
 * (steering.test.ts).
 */

/** Higher goes first, among the jobs of one requester. */
export const PRIORITY_MAX = 100

export interface Steering {
  readonly priority: number
  readonly pausedAtMs: number | null
  /** Why it was paused, in words; null unless it is. */
  readonly pauseReason: string | null
  /** Every unit is settled, or the job was cancelled. */
  readonly finishedAtMs: number | null
  /** Units that had failed when the job was resumed last: not held against it any more. */
  readonly failuresForgiven: number
}

export const unsteered: Steering = {
  ...{ priority: 0, pausedAtMs: null, pauseReason: null, finishedAtMs: null, failuresForgiven: 0 },
}

export type JobEvent =
  | { readonly type: 'paused'; readonly atMs: number; readonly reason: string }
  | { readonly type: 'resumed'; /** Units of it that have failed. */ readonly failed: number }
  | { readonly type: 'prioritised'; readonly priority: number }

/** `repeated`: already so. `over`: nothing of the job is left to steer. */
export type JobAnswer = 'applied' | 'repeated' | 'over'

export interface JobStep {
  readonly answer: JobAnswer
  /** Null when nothing changes. */
  readonly change: Steering | null
}

export function applyJobEvent(steering: Steering, event: JobEvent): JobStep {
  if (steering.finishedAtMs !== null) return { answer: 'over', change: null }
  const change = changeFor(steering, event)
  return { answer: change === null ? 'repeated' : 'applied', change }
}

function changeFor(steering: Steering, event: JobEvent): Steering | null {
  const paused = steering.pausedAtMs !== null
  switch (event.type) {
    case 'paused':
      return paused ? null : { ...steering, pausedAtMs: event.atMs, pauseReason: event.reason }
    case 'resumed':
      return paused
        ? { ...steering, pausedAtMs: null, pauseReason: null, failuresForgiven: event.failed }
        : null
    case 'prioritised':
      return steering.priority === event.priority ? null : { ...steering, priority: event.priority }
  }
}
