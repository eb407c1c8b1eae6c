/**
 * Gate: so many at work at a time, so many waiting their turn for so long, the rest sent away.
 *
 * Whoever is let in answers by calling what it was given, once; the next in line goes in then.
 */
import { busyError } from './refusals.ts'

export interface GateLimits {
  readonly workingMax: number
  readonly waitingMax: number
  readonly waitMs: number
}

export interface Gate {
  /** Resolves with the way out. @throws `COORDINATOR_BUSY` */
  readonly enter: () => Promise<() => void>
  readonly working: () => number
  readonly waiting: () => number
}

interface Waiter {
  readonly letIn: () => void
}

/** @param kind what passes, in words for those sent away */
export function createGate(kind: string, { workingMax, waitingMax, waitMs }: GateLimits): Gate {
  let working = 0
  // A set keeps the order of arrival and forgets in constant time.
  const line = new Set<Waiter>()

  const leave = (): (() => void) => {
    let left = false
    return () => {
      if (left) return
      left = true
      const [next] = line
      if (next === undefined) working -= 1
      else next.letIn()
    }
  }
  const wait = (): Promise<() => void> =>
    new Promise((resolve, reject) => {
      const timer = setTimeout(() => {
        line.delete(waiter)
        reject(busyError(kind, { working, waiting: line.size }))
      }, waitMs)
      const waiter: Waiter = {
        letIn: () => {
          clearTimeout(timer)
          line.delete(waiter)
          resolve(leave())
        },
      }
      line.add(waiter)
    })

  return {
    enter: async () => {
      if (working < workingMax) {
        working += 1
        return leave()
      }
      if (line.size >= waitingMax) throw busyError(kind, { working, waiting: line.size })
      return wait()
    },
    working: () => working,
    waiting: () => line.size,
  }
}
