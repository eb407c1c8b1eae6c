/** What waits for a batch: units with a verdict, receipts to seal, draws, closings. */
import type { Coordinator } from './context.ts'

export interface Waiting {
  /** Units and receipts that the next batch would take. */
  readonly joining: number
  /** There is anything at all for a batch to do. */
  readonly any: boolean
  /** Units that may still join them. */
  readonly pending: number
  /** Since when trust waits, Unix milliseconds; null when it does not. */
  readonly trustSinceMs: number | null
}

export async function countWaiting(
  coordinator: Pick<Coordinator, 'store' | 'clock' | 'rules' | 'settings'>,
): Promise<Waiting> {
  const { store, clock, rules, settings } = coordinator
  const { ready, pending } = await store.countBatchable()
  if (rules.version === 1) {
    return { joining: ready, any: ready > 0, pending, trustSinceMs: null }
  }
  const trust = await store.countTrust(clock.nowMs() - settings.closeAfterMs)
  const joining = ready + trust.sealable
  const any = joining > 0 || trust.drawable || trust.closable
  return { joining, any, pending, trustSinceMs: trust.sinceMs }
}
