/** From the engine's records to what the wire shows. */
import { decidePermit, explainRefusal } from '@pumasi/rules'
import type {
  BatchStatus,
  GridView,
  HostActivity,
  JobProgress,
  ReceiptStatus,
  UnitStatus,
} from '@pumasi/engine'
import type {
  BatchView,
  GridStatus,
  HostView,
  JobView,
  RefusalView,
  UnitView,
} from '@pumasi/protocol'

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

function toHostView(host: HostActivity): HostView {
  const { delegation: _, ...shown } = host
  const permit = decidePermit(host)
  return { ...shown, suspended: permit.allowed ? null : permit.reason }
}

const toBatchView = ({ id, content, closedAtMs, units, commit }: BatchStatus): BatchView => ({
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
  },
})

const toRefusalView = (receipt: ReceiptStatus): RefusalView => ({
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

/** Rows of each kind that one status shows. */
const shown = { jobs: 20, hosts: 200, batches: 500, refusals: 50, handovers: 50 }

/** The whole status, in one round of queries. */
export async function composeStatus(
  view: GridView,
  nowMs: number,
  troubles: readonly string[],
): Promise<GridStatus> {
  const [jobs, hosts, batches, refusals, handovers] = await Promise.all([
    view.fetchAllProgress(shown.jobs),
    view.fetchHosts(shown.hosts),
    view.fetchBatchStatus(shown.batches),
    view.fetchReceipts({ standing: 'refused', limit: shown.refusals }),
    view.fetchHandovers(shown.handovers),
  ])
  return {
    atMs: nowMs,
    jobs: jobs.map(toJobView),
    hosts: hosts.map(toHostView),
    batches: batches.map(toBatchView),
    refusals: refusals.map(toRefusalView),
    handovers,
    troubles,
  }
}
