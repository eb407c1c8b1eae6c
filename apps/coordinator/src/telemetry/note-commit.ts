/** What a commit cost and how long it took, for the log and the metrics. */
import type { NotedCommit } from '@pumasi/engine'
import type { Logger } from 'pino'
import { toLatencyView } from '../views.ts'
import type { Metrics } from './metrics.ts'

/** Wei as text, which fits no number; stages only of what this coordinator sent itself. */
export function noteCommit(
  { id, txHash, gasUsed, feeWei, closedAtMs, timing }: NotedCommit,
  nowMs: number,
  { logger, metrics }: { readonly logger: Logger; readonly metrics: Metrics },
): void {
  const seconds = (nowMs - closedAtMs) / 1_000
  const latency = timing && toLatencyView(timing, closedAtMs)
  const cost = { gasUsed: String(gasUsed), feeWei: String(feeWei) }
  logger.info({ batch: id, txHash, ...cost, seconds, latency }, 'batch committed')
  metrics.commitGas.observe(Number(gasUsed))
  metrics.commitFee.observe(Number(feeWei) / 1e18)
  metrics.commitSeconds.observe(seconds)
  if (latency === null) return
  for (const stage of ['sending', 'inclusion', 'confirmation'] as const) {
    metrics.commitStageSeconds.observe({ stage }, latency[`${stage}Ms`] / 1_000)
  }
  metrics.commitReplacements.inc(latency.transactions - 1)
}
