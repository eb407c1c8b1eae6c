/** What was committed over time, in as many steps as a chart has room for. */
import type { GridView } from '@pumasi/engine'
import type { HistoryRange, LedgerHistoryView } from '@pumasi/protocol'

const HOUR_MS = 3_600_000
const DAY_MS = 24 * HOUR_MS
const spans: Readonly<Record<Exclude<HistoryRange, 'all'>, number>> = {
  ...{ hour: HOUR_MS, day: DAY_MS, week: 7 * DAY_MS },
}
const STEPS = 120
/** Batches come seconds apart at the least: finer steps would show nothing but gaps. */
const STEP_LEAST_MS = 10_000

/** Within a range before `nowMs`; `all` begins on the day of the first batch. */
export async function composeHistory(
  view: Pick<GridView, 'fetchLedgerSteps'>,
  range: HistoryRange,
  nowMs: number,
): Promise<LedgerHistoryView> {
  const fromMs = range === 'all' ? await firstDay(view, nowMs) : nowMs - spans[range]
  const stepMs = Math.max(STEP_LEAST_MS, Math.ceil((nowMs - fromMs) / STEPS / 1_000) * 1_000)
  const steps = await view.fetchLedgerSteps({ sinceMs: fromMs, stepMs })
  return { fromMs, toMs: nowMs, stepMs, steps }
}

async function firstDay(view: Pick<GridView, 'fetchLedgerSteps'>, nowMs: number): Promise<number> {
  const days = await view.fetchLedgerSteps({ sinceMs: 0, stepMs: DAY_MS })
  return days[0]?.atMs ?? nowMs - DAY_MS
}
