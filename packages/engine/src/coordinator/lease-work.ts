/** Leases: acquire, renew, return, expire. A lost race is an answer, never an error. */
import { toHex } from '@pumasi/domain'
import type { Account, Digest, JobId, LeaseId, UnitInput } from '@pumasi/domain'
import { epochFaultNow, windowFaultAt } from '@pumasi/proof'
import type { EpochFault, WindowFault } from '@pumasi/proof'
import { HOST_STOPPED, applyUnitEvent, decideLeaseMs, deriveUnitInput } from '@pumasi/rules'
import type { Lease, Room } from '@pumasi/rules'
import type { JobRecord, Network } from '../ports/job-store.ts'
import { askPermit } from './ask-permit.ts'
import { unknownHost } from './admit-host.ts'
import type { Coordinator } from './context.ts'
import { fittingJobsOf } from './fitting-jobs.ts'
import { inputMemoryOf } from './input-memory.ts'
import { acquireSpots } from './spot-checks.ts'
import { turnsOf } from './turns.ts'

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

/** Active leases one host may have: two for each core of the largest machines. */
const HELD_MAX = 512

/** Grants after which a host gets what it got, though jobs that fit may be left. */
const ROUNDS_MAX = 4

/**
 * Grants up to `count` leases, on units that fit if the host told.
 * @param network what stands for where the host asks from; null when nothing is known of it
 * @throws `UNKNOWN_HOST`
 */
export async function acquireLeases(
  coordinator: Coordinator,
  session: Account,
  count: number,
  room: Room | null = null,
  network: Network | null = null,
): Promise<AcquiredWork> {
  const { store, clock, epochs } = coordinator
  const nowMs = clock.nowMs()
  const host = await store.touchHost(session, nowMs, network)
  if (host === null) throw unknownHost(session)
  const { account, delegation } = host
  const epoch = (await epochs.fetch()).get(account) ?? 0
  const fault =
    windowFaultAt(delegation.delegation, Math.floor(nowMs / 1000)) ??
    epochFaultNow(delegation.delegation, epoch)
  if (fault !== null) return { leases: [], suspended: explainWindow(fault) }
  const asking = await askPermit(coordinator, account, network, nowMs)
  const { permit, suspended, withheld, trust } = asking
  if (!permit.quorums && permit.trust === 'none') return { leases: [], suspended }
  const fitting = fittingJobsOf(store)
  const turns = turnsOf(store)
  const work: LeasedWork[] = []
  for (let round = 0; round < ROUNDS_MAX && work.length < count; round += 1) {
    const exceptJobs = room === null ? [] : fitting.misfits(room)
    const leaseIds = drawLeaseIds(coordinator, nowMs, count - work.length)
    const { leaseMs } = coordinator.settings
    const holder = { session, account, nowMs, leaseMs, heldMax: HELD_MAX, permit }
    const asked = { ...holder, leaseIds, exceptJobs, requestersLast: turns.last() }
    const spots = round === 0 ? await acquireSpots(coordinator, asked, trust) : []
    const others = leaseIds.filter((id) => spots.every((spot) => spot.id !== id))
    const leases = [...spots, ...(await store.acquireLeases({ ...asked, leaseIds: others }))]
    const granted = await describeLeases(coordinator, leases)
    const fits = granted.filter(({ job }) => room === null || fitting.note(job, room))
    turns.charge(fits.map(({ job }) => job))
    work.push(...(await stretchLeases(coordinator, session, fits, room)))
    const misfits = granted.filter((one) => !fits.includes(one))
    if (misfits.length === 0) break
    const reason = `${HOST_STOPPED}: the host has no room for it`
    for (const { lease } of misfits) await returnLease(coordinator, session, lease.id, reason)
  }
  return { leases: work, suspended: work.length === 0 ? withheld : null }
}

/**
 * Six bytes of time, in milliseconds, and 26 that nobody guesses. What is made together lies
 * together in the store's indexes, however many leases there are.
 */
function drawLeaseIds({ randomness }: Coordinator, nowMs: number, count: number): LeaseId[] {
  const time = nowMs.toString(16).padStart(12, '0')
  return Array.from(
    { length: count },
    () => `0x${time}${toHex(randomness.randomBytes(26)).slice(2)}` as LeaseId,
  )
}

interface Granted {
  readonly lease: Lease
  readonly job: JobRecord
}

async function describeLeases(
  { store }: Coordinator,
  leases: readonly Lease[],
): Promise<readonly Granted[]> {
  const ids = [...new Set(leases.map(({ jobId }) => jobId))]
  const found = await Promise.all(ids.map((id) => store.fetchJob(id)))
  const jobs = new Map(found.flatMap((job) => (job === null ? [] : [[job.id, job]])))
  return leases.flatMap((lease) => {
    const job = jobs.get(lease.jobId)
    return job === undefined ? [] : [{ lease, job }]
  })
}

/** Gives slow hosts the time their units may take, and everybody what the units are. */
async function stretchLeases(
  { store, settings }: Coordinator,
  session: Account,
  granted: readonly Granted[],
  room: Room | null,
): Promise<readonly LeasedWork[]> {
  const ends = new Map<LeaseId, number>()
  for (const [job, leases] of byJob(granted)) {
    const terms = { id: job.id, limits: job.spec.limits, wallMaxMs: job.wallMaxMs }
    const leaseMs = room === null ? 0 : decideLeaseMs(terms, room, settings.leaseMs)
    if (leaseMs <= settings.leaseMs) continue
    const endMs = (leases[0]?.grantedAtMs ?? 0) + leaseMs
    const ids = leases.map(({ id }) => id)
    for (const id of await store.renewLeases(session, ids, endMs)) ends.set(id, endMs)
  }
  const inputs = inputMemoryOf(store)
  return granted.map(({ lease, job }) => {
    const { id: leaseId, jobId, unitIndex } = lease
    const input = deriveUnitInput(job.spec, jobId, unitIndex)
    const expiresAtMs = ends.get(leaseId) ?? lease.expiresAtMs
    const { wallMaxMs } = job
    const inputHash = inputs.hashOf(jobId, unitIndex, input)
    return { leaseId, jobId, unitIndex, expiresAtMs, input, inputHash, wallMaxMs }
  })
}

function byJob(granted: readonly Granted[]): ReadonlyMap<JobRecord, readonly Lease[]> {
  const leases = new Map<JobRecord, Lease[]>()
  for (const { job, lease } of granted) leases.set(job, [...(leases.get(job) ?? []), lease])
  return leases
}

const explainWindow = (fault: WindowFault | EpochFault): string =>
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
