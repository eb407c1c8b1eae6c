/**
 * From the engine's records to what the wire shows.
 *
 * Every field is named here: what the store learns later goes nowhere by itself.
 */
import { decideWhereabouts, explainRefusal } from '@pumasi/rules'
import type { GridRules } from '@pumasi/rules'
import type {
  BatchStatus,
  CommitTiming,
  GridTotals,
  GridView,
  Handover,
  JobProgress,
  JobWork,
  OperatorAction,
  ReceiptDetail,
  ReceiptStatus,
  UnitHistory,
  UnitStatus,
} from '@pumasi/engine'
import type {
  BatchView,
  CommitLatencyView,
  GridStatus,
  GridTotals as TotalsView,
  HandoverView,
  JobView,
  JobWorkView,
  OperatorActionView,
  ReceiptView,
  RefusalView,
  UnitHistoryView,
  UnitView,
} from '@pumasi/protocol'
import { toHostView } from './account-views.ts'

const stateOf = (job: JobProgress): JobView['state'] => {
  if (job.cancelledAtMs !== null) return 'cancelled'
  // Noted within seconds; the counts know it at once.
  if (job.finishedAtMs !== null || job.believed + job.failed >= job.unitCount) return 'finished'
  return job.pausedAtMs === null ? 'running' : 'paused'
}

export const toJobView = (job: JobProgress): JobView => ({
  jobId: job.id,
  name: job.spec.name,
  requester: job.requester,
  priority: job.priority,
  state: stateOf(job),
  pauseReason: job.pauseReason,
  units: job.unitCount,
  believed: job.believed,
  failed: job.failed,
  cancelled: job.cancelled,
  committed: job.committed,
  activeLeases: job.activeLeases,
  createdAtMs: job.createdAtMs,
  cancelledAtMs: job.cancelledAtMs,
  lastBeliefMs: job.lastBeliefMs,
})

/** Closing and sending may be by two machines' clocks: a span of theirs is never below zero. */
export const toLatencyView = (
  { sentAtMs, inclusionMs, confirmationMs, transactions }: CommitTiming,
  closedAtMs: number,
): CommitLatencyView => ({
  sendingMs: Math.max(0, sentAtMs - closedAtMs),
  ...{ inclusionMs, confirmationMs, transactions },
})

export const toBatchView = ({
  id,
  content,
  closedAtMs,
  units,
  commit,
  words,
  healedAtMs,
}: BatchStatus): BatchView => ({
  id,
  units,
  unitCount: content.unitCount,
  dataHash: content.dataHash,
  unitsRoot: content.unitsRoot,
  closedAtMs,
  commit: commit && {
    txHash: commit.txHash,
    blockNumber: commit.blockNumber,
    gasUsed: commit.gasUsed,
    committedAt: commit.committedAt,
    feeWei: commit.feeWei,
    latency: commit.timing && toLatencyView(commit.timing, closedAtMs),
  },
  words: words.map(({ attestor, refusal }) => ({ attestor, refusal })),
  healedAtMs,
})

export const toRefusalView = (receipt: ReceiptStatus): RefusalView => ({
  jobId: receipt.jobId,
  unitIndex: receipt.unitIndex,
  account: receipt.account,
  acceptedAtMs: receipt.acceptedAtMs,
  code: receipt.refusal?.code ?? 'UNIT_FAILED',
  explanation: receipt.refusal ? explainRefusal(receipt.refusal) : 'the unit was given up',
})

export const toUnitView = ({
  unitIndex,
  state,
  verdict,
  failure,
  batchId,
}: UnitStatus): UnitView => ({
  unitIndex,
  state,
  outputHash: verdict?.outputHash ?? null,
  exitClass: verdict?.exitClass ?? null,
  fuel: verdict?.fuel ?? null,
  failure,
  batchId,
})

export function toUnitHistoryView(
  { unit, leases, receipts, batch }: UnitHistory,
  job: JobProgress,
): UnitHistoryView {
  const isOpen = unit.state === 'open'
  return {
    unit: toUnitView(unit),
    whereabouts: decideWhereabouts({
      ...{ unit, leases, receipts, paused: job.pausedAtMs !== null },
      batch: batch && { id: batch.id, committed: batch.commit !== null },
    }),
    quorum: job.spec.quorum ?? null,
    leases: leases.map(({ id, account, session, state, grantedAtMs, expiresAtMs, reason }) => ({
      ...{ leaseId: id, account, session, state, grantedAtMs, expiresAtMs, reason },
    })),
    receipts: receipts.map((receipt) => toReceiptView(receipt, isOpen)),
    batch: batch && toBatchView(batch),
  }
}

/** What an open unit's receipts claim stays hidden: others shall run it, not copy it. */
function toReceiptView(receipt: ReceiptDetail, isOpen: boolean): ReceiptView {
  const { leaseId, account, acceptedAtMs, standing, refusal, trust, creditMicro } = receipt
  const { outputHash, exitClass, fuel } = receipt
  return {
    ...{ leaseId, account, acceptedAtMs, standing, creditMicro },
    trust: trust && { state: trust.state, reason: trust.reason },
    claim: isOpen ? null : { outputHash, exitClass, fuel },
    refusal:
      refusal === null || isOpen
        ? null
        : { code: refusal.code, explanation: explainRefusal(refusal) },
  }
}

export const toWorkView = (work: JobWork): JobWorkView => ({
  jobId: work.jobId,
  name: work.name,
  pending: work.pending,
  credited: work.credited,
  refused: work.refused,
  fuel: work.fuel,
  creditMicro: work.creditMicro,
  committedMicro: work.committedMicro,
})

export const toActionView = (action: OperatorAction): OperatorActionView => ({
  id: action.id,
  atMs: action.atMs,
  operator: action.operator,
  deed: action.deed,
  subject: action.subject,
  reason: action.reason,
})

const toHandoverView = ({ jobId, unitIndex, from, expiredAtMs, to }: Handover): HandoverView => ({
  ...{ jobId, unitIndex, from, expiredAtMs, to },
})

const toTotalsView = (totals: GridTotals): TotalsView => ({
  jobs: totals.jobs,
  unitsOpen: totals.unitsOpen,
  unitsBelieved: totals.unitsBelieved,
  hosts: totals.hosts,
  hostsAlive: totals.hostsAlive,
  hostsBusy: totals.hostsBusy,
  receipts: totals.receipts,
  batches: totals.batches,
  batchesWaiting: totals.batchesWaiting,
  waitingSinceMs: totals.waitingSinceMs,
})

/** Rows of each kind that one status shows. */
export const shownOnce = { jobs: 20, hosts: 200, batches: 500, refusals: 50, handovers: 50 }
/** To those who watch, who hear of it twice a second: the rest is paged. */
export const shownLive = { jobs: 20, hosts: 20, batches: 20, refusals: 20, handovers: 20 }
/** Hosts ask for work, or renew what they have, many times within this. */
const ALIVE_MS = 120_000

/** The whole status, in one round of queries. */
export async function composeStatus(
  view: GridView,
  nowMs: number,
  troubles: readonly string[],
  rules: GridRules,
  shown: typeof shownOnce = shownOnce,
): Promise<GridStatus> {
  const [totals, jobs, hosts, batches, refusals, handovers] = await Promise.all([
    view.fetchTotals({ aliveSinceMs: nowMs - ALIVE_MS }),
    view.fetchAllProgress(shown.jobs),
    view.fetchHosts(shown.hosts),
    view.fetchBatchStatus(shown.batches),
    view.fetchReceipts({ standing: 'refused', limit: shown.refusals }),
    view.fetchHandovers(shown.handovers),
  ])
  return {
    atMs: nowMs,
    totals: toTotalsView(totals),
    jobs: jobs.map(toJobView),
    hosts: hosts.map((host) => toHostView(host, rules)),
    batches: batches.map(toBatchView),
    refusals: refusals.map(toRefusalView),
    handovers: handovers.map(toHandoverView),
    troubles,
  }
}
