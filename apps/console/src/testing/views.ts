/** Views with plain values, for tests to change what they are about. */
import type { Account, Digest, JobId } from '@pumasi/domain'
import type { BatchView, GridStatus, GridTotals, HostView, JobView } from '@pumasi/protocol'

const hexOf = (digit: number, bytes: number): `0x${string}` =>
  `0x${digit.toString(16).padStart(2, '0').repeat(bytes)}`

export const accountOf = (digit: number): Account => hexOf(digit, 20) as Account

export const jobView = (changes: Partial<JobView> = {}): JobView => ({
  jobId: hexOf(1, 32) as JobId,
  name: 'study',
  ...{ requester: null, priority: 0, state: 'running', pauseReason: null },
  units: 100,
  believed: 0,
  failed: 0,
  cancelled: 0,
  committed: 0,
  activeLeases: 0,
  createdAtMs: 0,
  cancelledAtMs: null,
  lastBeliefMs: null,
  ...changes,
})

export const hostView = (changes: Partial<HostView> = {}): HostView => ({
  session: accountOf(9),
  account: accountOf(8),
  name: 'gapcheon',
  platform: 'linux x64',
  firstSeenMs: 0,
  lastSeenMs: 0,
  activeLeases: 0,
  received: 0,
  pending: 0,
  credited: 0,
  refused: 0,
  expired: 0,
  returned: 0,
  creditMicro: 0n,
  ...{ trust: null, suspended: null },
  ...changes,
})

/** A batch of `units`, closed and, unless `committedAt` (seconds) is null, committed. */
export const batchView = (
  id: number,
  units: number,
  closedAtMs: number,
  committedAt: number | null,
): BatchView => ({
  id,
  units,
  unitCount: units,
  dataHash: hexOf(2, 32) as Digest,
  unitsRoot: hexOf(3, 32),
  closedAtMs,
  commit:
    committedAt === null
      ? null
      : {
          ...{ txHash: hexOf(id, 32), blockNumber: id, gasUsed: 100_000n, committedAt },
          ...{ feeWei: 10n ** 14n, latency: null },
        },
  words: [],
  healedAtMs: null,
})

export const gridTotals = (changes: Partial<GridTotals> = {}): GridTotals => ({
  ...{ jobs: 0, unitsOpen: 0, unitsBelieved: 0, hosts: 0, hostsAlive: 0, hostsBusy: 0 },
  ...{ receipts: 0, batches: 0, batchesWaiting: 0, waitingSinceMs: null },
  ...changes,
})

export const gridStatus = (changes: Partial<GridStatus> = {}): GridStatus => ({
  atMs: 0,
  totals: gridTotals(),
  jobs: [],
  hosts: [],
  batches: [],
  refusals: [],
  handovers: [],
  troubles: [],
  ...changes,
})
