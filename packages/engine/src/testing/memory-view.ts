/** What people look at, counted anew each time from the store in memory. */
import type { Account, JobId } from '@pumasi/domain'
import { isBlameless } from '@pumasi/rules'
import type { Lease, LeaseState, ReceiptRecord, Standing, Unit } from '@pumasi/rules'
import type { AccountActivity, BatchStatus, GridView, Handover } from '../ports/grid-view.ts'
import type { JobWork, LedgerStep, Page } from '../ports/grid-view.ts'
import type { HostActivity, JobProgress, ReceiptDetail } from '../ports/grid-view.ts'
import type { ReceiptStatus, UnitStatus } from '../ports/grid-view.ts'
import type { BatchRecord, CommitRecord } from '../ports/batch-records.ts'
import type { HostRecord } from '../ports/job-store.ts'
import type { AccountBlock } from '../ports/oversight.ts'
import type { MemoryTrust } from './memory-trust.ts'
import { newUnit } from './memory-units.ts'
import type { Shelf, StoredJob, StoredUnit } from './memory-units.ts'

export interface Remembered {
  readonly shelf: Shelf
  readonly hosts: ReadonlyMap<string, HostRecord>
  readonly batches: readonly BatchRecord[]
  readonly commits: readonly CommitRecord[]
  /** Voided batches: nothing in them is committed any more. */
  readonly healed: readonly { readonly batchId: number; readonly healedAtMs: number }[]
  readonly wordsOn: (batchId: number) => BatchStatus['words']
  readonly blocks: ReadonlyMap<Account, AccountBlock>
  readonly trusts: MemoryTrust
}

export function viewOf(parts: Remembered): GridView {
  const { shelf, hosts, batches, commits, healed, wordsOn, blocks, trusts } = parts
  const leases = (): Lease[] => shelf.units().flatMap((unit) => [...unit.leases.values()])
  const receipts = (): ReceiptStatus[] =>
    shelf.units().flatMap((stored) => stored.receipts.map(statusOf))
  const healedAt = (batchId: number | null): number | null =>
    healed.find((one) => one.batchId === batchId)?.healedAtMs ?? null
  const isCommitted = ({ batchId }: StoredUnit): boolean =>
    commits.some((commit) => commit.batchId === batchId) && healedAt(batchId) === null

  const progressOf = (job: StoredJob): JobProgress => {
    const units = allUnits(job)
    const believed = job.units.filter(({ unit }) => unit.state === 'believed')
    const count = (state: Unit['state']): number =>
      units.filter((unit) => unit.state === state).length
    const beliefs = believed.map(({ settledAtMs }) => settledAtMs ?? 0)
    const active = job.units.flatMap((unit) => [...unit.leases.values()])
    return {
      ...job.record,
      believed: count('believed'),
      failed: count('failed'),
      cancelled: count('cancelled'),
      committed: believed.filter(isCommitted).length,
      activeLeases: active.filter(({ state }) => state === 'active').length,
      lastBeliefMs: beliefs.length === 0 ? null : Math.max(...beliefs),
    }
  }

  const activityOf = (host: HostRecord): HostActivity => {
    const own = receipts().filter(
      ({ session, refusal }) =>
        session === host.session && (refusal === null || !isBlameless(refusal)),
    )
    const held = leases().filter(({ session }) => session === host.session)
    const stand = (standing: Standing) => own.filter((one) => one.standing === standing).length
    const inState = (state: LeaseState) => held.filter((one) => one.state === state).length
    return {
      ...host,
      activeLeases: inState('active'),
      received: own.length,
      pending: stand('pending'),
      credited: stand('credited'),
      refused: stand('refused'),
      expired: inState('expired'),
      returned: inState('returned'),
      creditMicro: own.reduce((sum, { creditMicro }) => sum + creditMicro, 0n),
      blocked: blocks.get(host.account)?.reason ?? null,
      record: trusts.recordOf(host.account),
    }
  }

  const accountOf = (account: Account, own: readonly HostActivity[]): AccountActivity => {
    const sum = (name: CountName) => own.reduce((total, host) => total + host[name], 0)
    return {
      ...{ account, hosts: own.length, name: own[0]?.name ?? '' },
      firstSeenMs: Math.min(...own.map(({ firstSeenMs }) => firstSeenMs)),
      lastSeenMs: Math.max(...own.map(({ lastSeenMs }) => lastSeenMs)),
      ...{ received: sum('received'), credited: sum('credited'), refused: sum('refused') },
      ...{ expired: sum('expired'), returned: sum('returned') },
      creditMicro: own.reduce((total, { creditMicro }) => total + creditMicro, 0n),
      record: trusts.recordOf(account),
      blocked: blocks.get(account) ?? null,
    }
  }
  const byLastSeen = (): HostActivity[] =>
    [...hosts.values()].sort((a, b) => b.lastSeenMs - a.lastSeenMs).map(activityOf)

  const handoverOf = ({ jobId, unitIndex, account, expiresAtMs }: Lease): Handover => {
    const next = leases()
      .filter((one) => one.jobId === jobId && one.unitIndex === unitIndex)
      .filter(({ grantedAtMs }) => grantedAtMs >= expiresAtMs)
      .sort((a, b) => a.grantedAtMs - b.grantedAtMs)[0]
    return { jobId, unitIndex, from: account, expiredAtMs: expiresAtMs, to: next?.account ?? null }
  }

  const batchStatuses = (): BatchStatus[] =>
    batches.toReversed().map((batch) => ({
      ...batch,
      units: shelf.units().filter(({ batchId }) => batchId === batch.id).length,
      commit: commits.findLast(({ batchId }) => batchId === batch.id) ?? null,
      words: wordsOn(batch.id).map(({ attestor, refusal }) => ({ attestor, refusal })),
      healedAtMs: healedAt(batch.id),
    }))

  const jobsNewestFirst = (): JobProgress[] => shelf.jobs().toReversed().map(progressOf)

  return {
    fetchTotals: async ({ aliveSinceMs }) => {
      const jobs = jobsNewestFirst()
      const seen = byLastSeen()
      const waiting = batchStatuses().filter(({ commit }) => commit === null)
      const live = jobs.filter(({ cancelledAtMs }) => cancelledAtMs === null)
      return {
        jobs: jobs.length,
        unitsOpen: sumOf(live, (job) => job.unitCount - job.believed - job.failed),
        unitsBelieved: sumOf(jobs, ({ believed }) => believed),
        hosts: seen.length,
        hostsAlive: seen.filter(({ lastSeenMs }) => lastSeenMs >= aliveSinceMs).length,
        hostsBusy: seen.filter(({ activeLeases }) => activeLeases > 0).length,
        receipts: sumOf(seen, ({ received }) => received),
        batches: batches.length,
        batchesWaiting: waiting.length,
        waitingSinceMs: waiting.at(-1)?.closedAtMs ?? null,
      }
    },
    fetchJobPage: async ({ text, state, ...part }) =>
      pageOf(
        jobsNewestFirst().filter(
          (job) =>
            (state === 'all' || jobStateOf(job) === state) &&
            (job.id.includes(text.toLowerCase()) ||
              job.spec.name.toLowerCase().includes(text.toLowerCase())),
        ),
        part,
      ),
    fetchHostPage: async ({ text, ...part }) => {
      const wanted = text.toLowerCase()
      const fits = ({ account, name }: HostActivity): boolean =>
        account.includes(wanted) || name.toLowerCase().includes(wanted)
      return pageOf(byLastSeen().filter(fits), part)
    },
    fetchBatchPage: async (part) => pageOf(batchStatuses(), part),
    fetchLedgerSteps: async ({ sinceMs, stepMs }) => {
      const inside = batchStatuses().filter(
        ({ commit, closedAtMs }) => commit !== null && closedAtMs >= sinceMs,
      )
      const steps = Map.groupBy(inside, ({ closedAtMs }) => Math.floor(closedAtMs / stepMs))
      return [...steps]
        .sort(([a], [b]) => a - b)
        .map(([step, rows]): LedgerStep => ({
          ...{ atMs: step * stepMs, batches: rows.length },
          units: sumOf(rows, ({ units }) => units),
          gasUsed: rows.reduce((sum, { commit }) => sum + (commit?.gasUsed ?? 0n), 0n),
          feeWei: rows.reduce<bigint | null>((sum, { commit }) => {
            const fee = commit?.feeWei ?? null
            return sum === null || fee === null ? null : sum + fee
          }, 0n),
        }))
    },
    fetchProgress: async (id) => {
      const job = shelf.job(id)
      return job === undefined ? null : progressOf(job)
    },
    fetchAllProgress: async (limit) => shelf.jobs().toReversed().slice(0, limit).map(progressOf),
    fetchHosts: async (limit) => byLastSeen().slice(0, limit),
    fetchAccounts: async ({ text, ...part }) => {
      const wanted = text.toLowerCase()
      const fits = ({ account, name }: HostActivity): boolean =>
        account.includes(wanted) || name.toLowerCase().includes(wanted)
      const found = [...Map.groupBy(byLastSeen(), ({ account }) => account)]
        .filter(([, own]) => own.some(fits))
        .map(([account, own]) => accountOf(account, own))
      return pageOf(found, part)
    },
    fetchUnitHistory: async (id, unitIndex) => {
      const job = shelf.job(id)
      const unit = job && allUnits(job)[unitIndex]
      if (job === undefined || unit === undefined) return null
      const stored = job.units[unitIndex]
      const batch = batchStatuses().find(({ id: batchId }) => batchId === unit.batchId) ?? null
      return {
        ...{ unit, batch, leases: [...(stored?.leases.values() ?? [])] },
        receipts: (stored?.receipts ?? []).map(detailOf),
      }
    },
    fetchBatchStatus: async (limit) => batchStatuses().slice(0, limit),
    fetchUnits: async (id: JobId, from, limit) => {
      const job = shelf.job(id)
      return job === undefined ? [] : allUnits(job).slice(from, from + limit)
    },
    fetchReceipts: async ({ account, standing, limit }) =>
      receipts()
        .filter((one) => account === undefined || one.account === account)
        .filter((one) => standing === undefined || one.standing === standing)
        .reverse()
        .sort((a, b) => b.acceptedAtMs - a.acceptedAtMs)
        .slice(0, limit),
    fetchWork: async ({ account, receiptsMax }) => {
      const all = shelf
        .units()
        .flatMap((stored) =>
          stored.receipts.map((record) => ({ record, isDone: isCommitted(stored) })),
        )
      const own = all
        .filter(({ record }) => record.receipt.account === account)
        .sort((a, b) => b.record.acceptedAtMs - a.record.acceptedAtMs)
        .slice(0, receiptsMax)
      return shelf
        .jobs()
        .toReversed()
        .flatMap(({ record: { id, spec } }) => {
          const rows = own.filter(({ record }) => record.receipt.jobId === id)
          const stand = (standing: Standing) =>
            rows.filter(({ record }) => record.standing === standing).length
          const credit = (some: typeof rows) =>
            some.reduce((sum, { record }) => sum + record.creditMicro, 0n)
          const work: JobWork = {
            ...{ jobId: id, name: spec.name, pending: stand('pending') },
            ...{ credited: stand('credited'), refused: stand('refused') },
            fuel: rows.reduce((sum, { record }) => sum + record.receipt.fuel, 0n),
            creditMicro: credit(rows),
            committedMicro: credit(rows.filter(({ isDone }) => isDone)),
          }
          return rows.length === 0 ? [] : [work]
        })
    },
    fetchHandovers: async (limit) =>
      leases()
        .filter(({ state }) => state === 'expired')
        .sort((a, b) => b.expiresAtMs - a.expiresAtMs)
        .slice(0, limit)
        .map(handoverOf),
    fetchCounts: async () => {
      const units = shelf.jobs().flatMap(allUnits)
      const count = (state: Unit['state']): number =>
        units.filter((unit) => unit.state === state).length
      const failures: Partial<Record<NonNullable<Unit['failure']>, number>> = {}
      for (const { failure } of units) {
        if (failure !== null) failures[failure] = (failures[failure] ?? 0) + 1
      }
      const states = { open: count('open'), believed: count('believed'), failed: count('failed') }
      return { jobs: shelf.jobs().length, ...states, failures }
    },
  }
}

const sumOf = <Row>(rows: readonly Row[], value: (row: Row) => number): number =>
  rows.reduce((sum, row) => sum + value(row), 0)

const pageOf = <Row>(rows: readonly Row[], part: { from: number; limit: number }): Page<Row> => ({
  rows: rows.slice(part.from, part.from + part.limit),
  total: rows.length,
})

const jobStateOf = (job: JobProgress): 'running' | 'done' | 'cancelled' => {
  if (job.cancelledAtMs !== null) return 'cancelled'
  return job.believed + job.failed < job.unitCount ? 'running' : 'done'
}

type CountName = 'received' | 'credited' | 'refused' | 'expired' | 'returned'

function statusOf({ receipt, session, acceptedAtMs, ...record }: ReceiptRecord): ReceiptStatus {
  const { jobId, unitIndex, leaseId, account } = receipt
  const about = { jobId, unitIndex, leaseId, account, session, acceptedAtMs }
  const { standing, refusal, creditMicro, trust } = record
  const shown = trust && { state: trust.state, reason: trust.reason }
  return { ...about, standing, refusal, creditMicro, trust: shown }
}

const detailOf = (record: ReceiptRecord): ReceiptDetail => {
  const { outputHash, exitClass, fuel } = record.receipt
  return { ...statusOf(record), outputHash, exitClass, fuel }
}

/** A job's units, those still to come among them. */
function allUnits({ record, units }: StoredJob): UnitStatus[] {
  const { id, unitCount, spec, cancelledAtMs } = record
  return Array.from({ length: unitCount }, (_, unitIndex) => {
    const { unit, batchId } = units[unitIndex] ?? newUnit({ jobId: id, unitIndex }, spec)
    const isOver = cancelledAtMs !== null && unit.state === 'open'
    return { ...unit, batchId, ...(isOver ? { state: 'cancelled', vacant: 0 } : {}) }
  })
}
