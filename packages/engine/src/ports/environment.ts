/** Clock, randomness and waiting: what a pure room must be given. */
import type { StopSignal } from './executor.ts'

export interface Clock {
  /** Unix milliseconds. */
  nowMs(): number
}

export interface Randomness {
  /** Unpredictable bytes. */
  randomBytes(count: number): Uint8Array
}

/** Waiting, for roles that poll. */
export interface Timer {
  /** Resolves after `ms` milliseconds, or at once when `signal` aborts. */
  sleep(ms: number, signal?: StopSignal): Promise<void>
}
