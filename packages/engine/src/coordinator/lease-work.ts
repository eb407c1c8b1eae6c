/** Leases: acquire, renew, return, expire. A lost race is an answer, never an error. */
import { toHex } from '@pumasi/domain'
import type { Account, Digest, JobId, LeaseId, UnitInput } from '@pumasi/domain'
import { windowFaultAt } from '@pumasi/proof'
import type { WindowFault } from '@pumasi/proof'
import { applyUnitEvent, decidePermit, deriveUnitInput } from '@pumasi/rules'
import type { JobRecord } from '../ports/job-store.ts'
import { unknownHost } from './admit-host.ts'
import type { Coordinator } from './context.ts'
import { inputMemoryOf } from './input-memory.ts'

/** A lease with everything its holder needs to run the unit. */
export interface LeasedWork {
  readonly leaseId: LeaseId
  readonly jobId: JobId
  readonly unitIndex: number
  readonly expiresAtMs: number
  readonly input: UnitInput
  readonly inputHash: Digest
  readonly wallMaxMs: number
}

export interface AcquiredWork {
  readonly leases: readonly LeasedWork[]
  /** Why this account gets nothing, or null. */
  readonly suspended: string | null
}

/** Grants up to `count` leases to a host. @throws `UNKNOWN_HOST` */
export async function acquireLeases(
  coordinator: Coordinator,
  session: Account,
  count: number,
): Promise<AcquiredWork> {
  const { store, clock, randomness, settings } = coordinator
  const nowMs = clock.nowMs()
  const host = await store.touchHost(session, nowMs)
  if (host === null) throw unknownHost(session)
  const { account, delegation } = host
  const fault = windowFaultAt(delegation.delegation, Math.floor(nowMs / 1000))
  if (fault !== null) return { leases: [], suspended: explainWindow(fault) }
  const permit = decidePermit(await store.fetchTrackRecord(account))
  if (!permit.allowed) return { leases: [], suspended: permit.reason }
  const leaseIds = Array.from({ length: count }, () => toHex(randomness.randomBytes(32)) as LeaseId)
  const leases = await store.acquireLeases({
    session,
    account,
    leaseIds,
    nowMs,
    leaseMs: settings.leaseMs,
  })
  const jobs = new Map<JobId, JobRecord>()
  const inputs = inputMemoryOf(store)
  const work: LeasedWork[] = []
  for (const { id, jobId, unitIndex, expiresAtMs } of leases) {
    const job = jobs.get(jobId) ?? (await store.fetchJob(jobId))
    if (job === null) continue
    jobs.set(jobId, job)
    const input = deriveUnitInput(job.spec, jobId, unitIndex)
    const inputHash = inputs.hashOf(jobId, unitIndex, input)
    const { wallMaxMs } = job
    work.push({ leaseId: id, jobId, unitIndex, expiresAtMs, input, inputHash, wallMaxMs })
  }
  return { leases: work, suspended: null }
}

const explainWindow = (fault: WindowFault): string =>
  `${fault}: the delegation of this session key does not hold now; register with a new one`

/** Extends a host's leases by one lease time from now; answers those that are still its own. */
export async function renewLeases(
  { store, clock, settings }: Coordinator,
  session: Account,
  ids: readonly LeaseId[],
): Promise<readonly LeaseId[]> {
  const nowMs = clock.nowMs()
  await store.touchHost(session, nowMs)
  return ids.length === 0 ? [] : store.renewLeases(session, ids, nowMs + settings.leaseMs)
}

/** Gives a lease back unrun, with the reason a host saw. */
export async function returnLease(
  { store, clock, rules }: Coordinator,
  session: Account,
  leaseId: LeaseId,
  reason: string,
): Promise<'returned' | 'lost'> {
  const lease = await store.fetchLease(leaseId)
  if (lease === null) return 'lost'
  const event = { type: 'returned', leaseId, session, reason, atMs: clock.nowMs() } as const
  const { answer } = await store.transactUnit(lease, (view) => applyUnitEvent(view, event, rules))
  return answer === 'lost' ? 'lost' : 'returned'
}

/** Ends leases whose time is over, so that their units go to others; answers how many units. */
export async function expireLeases({ store, clock, rules }: Coordinator): Promise<number> {
  const atMs = clock.nowMs()
  const keys = await store.findExpired(atMs, 1_000)
  for (const key of keys) {
    await store.transactUnit(key, (view) => applyUnitEvent(view, { type: 'expired', atMs }, rules))
  }
  return keys.length
}
