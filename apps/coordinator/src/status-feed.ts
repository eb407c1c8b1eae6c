/**
 * Status feed: one computation for all watchers, at most one each interval. After a change here it
 * is made anew, and now and then unasked: another coordinator may have changed the store.
 */
import { setTimeout as sleep } from 'node:timers/promises'
import type { StopSignal } from '@pumasi/domain'

export interface StatusFeed<T> {
  /** Something changed. */
  readonly touch: () => void
  /** The value now, and a newer one after each change, until `signal` aborts. */
  readonly watch: (signal: StopSignal | undefined) => AsyncGenerator<T>
}

const OTHERS_MS = 3_000

/**
 * @param intervalMs least time between two values; a change is seen after it at the latest
 * @param othersMs the same for a change that another coordinator made
 */
export function createStatusFeed<T>(
  compute: () => Promise<T>,
  intervalMs: number,
  othersMs = OTHERS_MS,
): StatusFeed<T> {
  let version = 0
  let touchedMs = performance.now()
  const touch = (): void => {
    version += 1
    touchedMs = performance.now()
  }
  let latest: { readonly version: number; readonly value: Promise<T> } | null = null
  const current = (): Promise<T> => {
    if (latest?.version === version) return latest.value
    const value = compute()
    latest = { version, value }
    // A failed computation must not be handed out twice.
    value.catch(() => {
      latest = null
    })
    return value
  }
  return {
    touch,
    watch: async function* (signal) {
      let seen = -1
      while (signal?.aborted !== true) {
        if (performance.now() - touchedMs >= othersMs) touch()
        if (seen !== version) {
          seen = version
          yield await current()
        }
        await sleep(intervalMs)
      }
    },
  }
}
