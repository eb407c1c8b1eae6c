/** What waits for a batch: units with a verdict, receipts to seal, draws, closings. */
import type { Silence } from '../ports/job-store.ts'
import type { Coordinator, CoordinatorSettings } from './context.ts'

/**
 * How long newcomers among themselves wait for one more account before two that agree decide: long
 * enough for a machine that was just started, short enough for whoever tries a grid out at home.
 */
const NEWCOMERS_WAIT_MS = 600_000

export const silenceAt = (
  nowMs: number,
  { closeAfterMs }: Pick<CoordinatorSettings, 'closeAfterMs'>,
): Silence => ({
  provisionalMs: nowMs - closeAfterMs,
  waitingMs: nowMs - Math.min(closeAfterMs, NEWCOMERS_WAIT_MS),
})

export interface Waiting {
  /** There are as many units and receipts as a batch takes. */
  readonly full: boolean
  /** There is anything at all for a batch to do. */
  readonly any: boolean
  /** Units may still join them; not known of a full batch. */
  readonly pending: boolean
  /** Since when trust waits, Unix milliseconds; null when it does not. */
  readonly trustSinceMs: number | null
}

/** Asked several times a second, so nothing is counted further than one batch reaches. */
export async function countWaiting(
  coordinator: Pick<Coordinator, 'store' | 'clock' | 'rules' | 'settings'>,
): Promise<Waiting> {
  const { store, clock, rules, settings } = coordinator
  const { batchUnitsMax } = settings
  const { ready, pending } = await store.peekBatchable(batchUnitsMax)
  if (rules.version === 1) {
    return { full: ready >= batchUnitsMax, any: ready > 0, pending, trustSinceMs: null }
  }
  const trust = await store.countTrust(silenceAt(clock.nowMs(), settings), batchUnitsMax)
  const joining = ready + trust.sealable
  const ruled = rules.version === 3 && trust.overruled
  const any = joining > 0 || trust.drawable || trust.closable || ruled
  return { full: joining >= batchUnitsMax, any, pending, trustSinceMs: trust.sinceMs }
}
