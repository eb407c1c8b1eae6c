/** Jobs, units and leases of the store in memory; units come into being when they are needed. */
import type { Account, JobId, JobSpec, LeaseId, TrustDemand } from '@pumasi/domain'
import type { Lease, ReceiptRecord, Unit, UnitKey } from '@pumasi/rules'
import { RELEASES_MAX, RENEWAL_SLACK_MS, SPOT_REACH } from '../ports/job-store.ts'
import type { JobRecord, LeasePermit, LeaseRequest, Requester } from '../ports/job-store.ts'
import type { Network, SpotChance } from '../ports/job-store.ts'

export interface StoredUnit {
  unit: Unit
  readonly quorum: number
  /** Null where the quorum decides. */
  readonly demand: TrustDemand | null
  readonly leases: Map<LeaseId, Lease>
  /** In the order of their acceptance. */
  readonly receipts: ReceiptRecord[]
  settledAtMs: number | null
  batchId: number | null
}

export interface StoredJob {
  record: JobRecord
  /** The units that have come into being, from 0 without gaps. */
  readonly units: StoredUnit[]
}

export class Shelf {
  readonly #jobs = new Map<JobId, StoredJob>()
  /** Deleted jobs that were not submitted again. */
  readonly #deleted = new Map<JobId, JobRecord>()
  /** Where each lease is. */
  readonly #leases = new Map<LeaseId, StoredUnit>()

  jobs = (): StoredJob[] => [...this.#jobs.values()]
  job = (id: JobId): StoredJob | undefined => this.#jobs.get(id)
  units = (): StoredUnit[] => this.jobs().flatMap(({ units }) => units)
  unit = ({ jobId, unitIndex }: UnitKey): StoredUnit | undefined =>
    this.#jobs.get(jobId)?.units[unitIndex]
  lease = (id: LeaseId): Lease | undefined => this.#leases.get(id)?.leases.get(id)

  addJob(record: JobRecord): 'inserted' | 'known' {
    if (this.#jobs.has(record.id)) return 'known'
    this.#jobs.set(record.id, { record, units: [] })
    this.#deleted.delete(record.id)
    return 'inserted'
  }

  cancelJob(id: JobId, nowMs: number): boolean {
    const job = this.#jobs.get(id)
    if (job === undefined || job.record.cancelledAtMs !== null) return false
    const finishedAtMs = job.record.finishedAtMs ?? nowMs
    job.record = { ...job.record, cancelledAtMs: nowMs, finishedAtMs }
    for (const stored of job.units) {
      if (stored.unit.state !== 'open') continue
      stored.unit = { ...stored.unit, state: 'cancelled', vacant: 0 }
      stored.settledAtMs = nowMs
    }
    return true
  }

  removeJob(id: JobId): void {
    for (const { leases } of this.#jobs.get(id)?.units ?? []) {
      for (const lease of leases.keys()) this.#leases.delete(lease)
    }
    const record = this.#jobs.get(id)?.record
    if (record !== undefined) this.#deleted.set(id, record)
    this.#jobs.delete(id)
  }

  deleted = (): JobRecord[] => [...this.#deleted.values()]

  removeLease(id: LeaseId): void {
    this.#leases.get(id)?.leases.delete(id)
    this.#leases.delete(id)
  }

  finishJobs(nowMs: number): number {
    const over = this.jobs().filter(
      ({ record, units }) =>
        record.finishedAtMs === null &&
        units.length === record.unitCount &&
        units.every(({ unit }) => unit.state !== 'open'),
    )
    for (const job of over) job.record = { ...job.record, finishedAtMs: nowMs }
    return over.length
  }

  unitsToCome = (): number =>
    this.jobs()
      .filter(({ record }) => record.cancelledAtMs === null)
      .reduce((sum, { record, units }) => sum + record.unitCount - units.length, 0)

  /** @param near true when the permit keeps the account from a unit that waits for a check */
  grant(
    request: LeaseRequest,
    near: (stored: StoredUnit, request: LeaseRequest) => boolean = () => false,
  ): Lease[] {
    const {
      session,
      account,
      leaseIds,
      nowMs,
      leaseMs,
      heldMax,
      requestersLast = [],
      permit = everything,
      exceptJobs = [],
    } = request
    const room = Math.max(0, heldMax - this.#heldBy(session))
    const fresh = leaseIds
      .slice(0, room)
      .filter((id) => !this.#leases.has(id))
      .values()
    if (room === 0) return []
    const granted: Lease[] = []
    let trusted = 0
    for (const stored of this.#vacancies(account, nowMs, requestersLast, exceptJobs)) {
      if (!allows(permit, stored, trusted) || near(stored, request)) continue
      const { done, value: id } = fresh.next()
      if (done) break
      if (stored.demand !== null) trusted += 1
      const { jobId, unitIndex } = stored.unit
      const times = { grantedAtMs: nowMs, expiresAtMs: nowMs + leaseMs }
      const holder = { account, session, state: 'active', reason: null } as const
      const lease: Lease = { id, jobId, unitIndex, ...holder, ...times }
      stored.leases.set(id, lease)
      stored.unit = { ...stored.unit, vacant: stored.unit.vacant - 1 }
      this.#leases.set(id, stored)
      granted.push(lease)
    }
    return granted
  }

  /** A believed unit of the job and the neighbourhood that chance names. */
  grantSpot(
    { account, session, leaseIds, nowMs, leaseMs, exceptJobs = [], permit }: LeaseRequest,
    chance: SpotChance,
    ranFrom: (stored: StoredUnit, network: Network) => boolean,
  ): Lease | null {
    const [id] = leaseIds
    const jobs = this.jobs().filter(({ record, units }) => {
      const runs = record.finishedAtMs === null && record.pausedAtMs === null
      const trusts = record.spec.trust !== undefined && units.length > 0
      return runs && trusts && !exceptJobs.includes(record.id)
    })
    const job = jobs[Math.floor(chance.job * jobs.length)]
    if (id === undefined || job === undefined) return null
    const from = Math.floor(chance.unit * job.units.length)
    const isFree = (stored: StoredUnit): boolean => {
      const isOwn = [...stored.leases.values()].some((lease) => lease.account === account)
      const near = permit?.apart ? ranFrom(stored, permit.apart.network) : false
      return stored.unit.state === 'believed' && !isOwn && !near
    }
    const stored = job.units.slice(from, from + SPOT_REACH).find(isFree)
    if (stored === undefined) return null
    const { jobId, unitIndex } = stored.unit
    const times = { grantedAtMs: nowMs, expiresAtMs: nowMs + leaseMs }
    const holder = { account, session, state: 'active', reason: null } as const
    const lease: Lease = { id, jobId, unitIndex, ...holder, ...times }
    stored.leases.set(id, lease)
    this.#leases.set(id, stored)
    return lease
  }

  #heldBy(session: Account): number {
    const leases = this.units().flatMap((unit) => [...unit.leases.values()])
    return leases.filter((one) => one.session === session && one.state === 'active').length
  }

  /** Units an account may take, in the order in which they are granted. */
  *#vacancies(
    account: Account,
    nowMs: number,
    requestersLast: readonly Requester[],
    exceptJobs: readonly JobId[],
  ): Generator<StoredUnit> {
    const placeOf = ({ record }: StoredJob): number => requestersLast.indexOf(record.requester)
    const ordered = this.jobs().sort(
      (a, b) => placeOf(a) - placeOf(b) || b.record.priority - a.record.priority,
    )
    for (const job of ordered) {
      const { id, spec, unitCount, finishedAtMs, pausedAtMs } = job.record
      if (finishedAtMs !== null || pausedAtMs !== null || exceptJobs.includes(id)) continue
      for (let unitIndex = 0; unitIndex < unitCount; unitIndex += 1) {
        job.units[unitIndex] ??= newUnit({ jobId: id, unitIndex }, spec)
        const stored = job.units[unitIndex]
        if (stored !== undefined && isFreeFor(stored, account, nowMs)) yield stored
      }
    }
  }

  renew(session: Account, id: LeaseId, expiresAtMs: number): boolean {
    const lease = this.lease(id)
    if (lease?.session !== session || lease.state !== 'active') return false
    const { wallMaxMs } = this.#jobs.get(lease.jobId)?.record ?? { wallMaxMs: 0 }
    const endMs = lease.grantedAtMs + 2 * wallMaxMs + RENEWAL_SLACK_MS
    const longest = Math.max(lease.expiresAtMs, Math.min(expiresAtMs, endMs))
    this.#leases.get(id)?.leases.set(id, { ...lease, expiresAtMs: longest })
    return true
  }

  findExpired(nowMs: number, limit: number): UnitKey[] {
    const late = this.units()
      .flatMap(({ leases }) => [...leases.values()])
      .filter(({ state, expiresAtMs }) => state === 'active' && expiresAtMs <= nowMs)
      .sort((a, b) => a.expiresAtMs - b.expiresAtMs)
      .slice(0, limit)
    const keys = late.map(({ jobId, unitIndex }) => ({ jobId, unitIndex }))
    return [...new Map(keys.map((key) => [`${key.jobId} ${key.unitIndex}`, key])).values()]
  }
}

/** A unit as it comes into being. */
export const newUnit = (key: UnitKey, { quorum = 1, trust }: JobSpec): StoredUnit => ({
  unit: { ...key, state: 'open', wanted: quorum, vacant: quorum, verdict: null, failure: null },
  ...{ quorum, demand: trust ?? null },
  leases: new Map(),
  receipts: [],
  settledAtMs: null,
  batchId: null,
})

const everything: LeasePermit = { quorums: true, trust: 'checks', trustMax: null, apart: null }

/** A receipt of the unit waits for others. */
export const waits = (receipts: readonly ReceiptRecord[]): boolean =>
  receipts.some(({ standing }) => standing === 'pending')

/** True when the account may have one more lease, on this unit. */
function allows(permit: LeasePermit, { demand, receipts }: StoredUnit, trusted: number): boolean {
  if (demand === null) return permit.quorums
  if (permit.trust === 'none' || trusted >= (permit.trustMax ?? Infinity)) return false
  const isCheck = waits(receipts)
  return permit.trust === 'checks' || isCheck === (permit.trust === 'checks only')
}

/** One live vote of an account on a unit: its leases there are expired, or a few released. */
function isFreeFor({ unit, leases }: StoredUnit, account: Account, nowMs: number): boolean {
  const own = [...leases.values()].filter((lease) => lease.account === account)
  const released = own.filter(({ state }) => state === 'released')
  const recent = released.filter(({ expiresAtMs }) => expiresAtMs > nowMs)
  const isFree = own.every(({ state }) => state === 'expired' || state === 'released')
  return unit.vacant > 0 && isFree && recent.length < RELEASES_MAX
}
