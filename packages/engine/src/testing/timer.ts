/** A timer whose time passes only when a test says so. */
import type { Clock, Timer } from '../ports/environment.ts'
import type { StopSignal } from '../ports/executor.ts'

interface Sleeper {
  readonly ms: number
  readonly dueMs: number
  readonly wake: () => void
}

export interface TestTimer extends Timer, Clock {
  /** How long each sleeper wants to sleep, in milliseconds, the longest asleep first. */
  asleep(): readonly number[]
  /** Lets time pass, waking sleepers in the order they are due, and whatever follows happen. */
  elapse(ms: number): Promise<void>
}

export function createTimer(): TestTimer {
  const sleepers = new Set<Sleeper>()
  let atMs = 0
  return {
    nowMs: () => atMs,
    sleep: (ms, signal?: StopSignal) =>
      new Promise((resolve) => {
        if (signal?.aborted === true) {
          resolve()
          return
        }
        const wake = (): void => {
          sleepers.delete(sleeper)
          signal?.removeEventListener('abort', wake)
          resolve()
        }
        const sleeper = { ms, dueMs: atMs + ms, wake }
        sleepers.add(sleeper)
        signal?.addEventListener('abort', wake, { once: true })
      }),
    asleep: () => [...sleepers].map(({ ms }) => ms),
    elapse: async (ms) => {
      const endMs = atMs + ms
      await settle()
      for (let next = earliest(sleepers, endMs); next; next = earliest(sleepers, endMs)) {
        atMs = next.dueMs
        next.wake()
        await settle()
      }
      atMs = endMs
    },
  }
}

const earliest = (sleepers: ReadonlySet<Sleeper>, endMs: number): Sleeper | undefined =>
  [...sleepers].filter(({ dueMs }) => dueMs <= endMs).sort((a, b) => a.dueMs - b.dueMs)[0]

/** Turns of promises after which everything in memory that can go on without time has. */
const TURNS = 500

/** Lets everything happen that waits for nothing but promises. */
export async function settle(): Promise<void> {
  for (let turn = 0; turn < TURNS; turn += 1) await Promise.resolve()
}
