/**
 * JobStore and GridView in memory: the ports' promises and nothing else, for tests of whoever
 * stands on them. They pass the store room's conformance suite.
 *
 * Every call decides and writes without waiting in between, so calls are serial like a database's
 * transactions. Nothing survives the process.
 */
import { invariant } from '@pumasi/domain'
import type { Account, LeaseId } from '@pumasi/domain'
import { isBlameless } from '@pumasi/rules'
import type { Lease, ReceiptRecord, UnitChange, UnitKey, UnitView } from '@pumasi/rules'
import type {
  BundledUnit,
  ClosingBatch,
  HostRecord,
  JobStore,
  SignedDelegation,
} from '../ports/job-store.ts'
import type { AttestationRecord, BatchRecord, CommitRecord } from '../ports/batch-records.ts'
import type { CreditLeaf } from '../ports/job-store.ts'
import type { GridView } from '../ports/grid-view.ts'
import type { AccountBlock, Oversight } from '../ports/oversight.ts'
import type { Pairings } from '../ports/pairings.ts'
import type { Retention } from '../ports/retention.ts'
import { decideAll } from '../ports/unit-changes.ts'
import { oversightOf } from './memory-oversight.ts'
import { pairingsInMemory } from './memory-pairings.ts'
import { retentionOf } from './memory-retention.ts'
import { MemoryNetworks } from './memory-networks.ts'
import { MemoryTrust } from './memory-trust.ts'
import type { HealedVoid } from './memory-trust.ts'
import { Shelf } from './memory-units.ts'
import type { StoredUnit } from './memory-units.ts'
import { viewOf } from './memory-view.ts'

export function createMemoryStore(): JobStore & GridView & Oversight & Pairings & Retention {
  const shelf = new Shelf()
  const hosts = new Map<string, HostRecord>()
  const delegations = new Map<string, SignedDelegation>()
  const batches: BatchRecord[] = []
  const commits: CommitRecord[] = []
  const attestations = new Map<string, AttestationRecord>()
  const settings = new Map<string, string>()
  const duties = new Set<string>()
  let credits: readonly CreditLeaf[] = []
  const healed: HealedVoid[] = []
  const trusts = new MemoryTrust(shelf, healed)
  const blocks = new Map<Account, AccountBlock>()
  const networks = new MemoryNetworks(hosts, (account) => trusts.isEstablished(account))

  const wordsOn = (batchId: number): AttestationRecord[] =>
    [...attestations.values()]
      .filter((word) => word.batchId === batchId)
      .sort((a, b) => (a.attestor < b.attestor ? -1 : 1))
  const receipts = (): ReceiptRecord[] => shelf.units().flatMap((unit) => unit.receipts)
  const batchable = (): StoredUnit[] =>
    shelf
      .units()
      .filter((stored) => mayJoin(stored) && stored.unit.state === 'believed' && !stored.demand)
  const countPending = (): number => {
    const waiting = shelf.units().filter(({ unit, batchId, leases }) => {
      const late = unit.state === 'believed' && hasActive(leases)
      return batchId === null && (unit.state === 'open' || late)
    })
    return waiting.length + shelf.unitsToCome()
  }

  return {
    ...viewOf({ shelf, hosts, batches, commits, healed, wordsOn, blocks, trusts }),
    ...oversightOf(blocks),
    ...pairingsInMemory(),
    ...retentionOf({ shelf, hosts, batches, networks }),
    insertJob: async (job) => shelf.addJob(job),
    fetchJob: async (id) => shelf.job(id)?.record ?? null,
    fetchJobs: async (limit) =>
      shelf
        .jobs()
        .map(({ record }) => record)
        .toReversed()
        .slice(0, limit),
    steerJob: async (id, decide) => {
      const job = shelf.job(id)
      if (job === undefined) return null
      const failed = job.units.filter(({ unit }) => unit.state === 'failed').length
      const { answer, change } = decide(job.record, failed)
      if (change !== null) job.record = { ...job.record, ...change }
      return answer
    },
    finishJobs: async (nowMs) => shelf.finishJobs(nowMs),
    findFailing: async (failuresMin) =>
      shelf
        .jobs()
        .filter(({ record }) => record.finishedAtMs === null && record.pausedAtMs === null)
        .map(({ record: { id, failuresForgiven }, units }) => {
          const count = (state: string) => units.filter(({ unit }) => unit.state === state).length
          return { id, failuresForgiven, believed: count('believed'), failed: count('failed') }
        })
        .filter(({ failed, failuresForgiven }) => failed - failuresForgiven >= failuresMin),
    fetchUsage: async (requester, sinceMs) => {
      const own = shelf.jobs().filter(({ record }) => record.requester === requester)
      const open = own.filter(({ record }) => record.finishedAtMs === null)
      return {
        jobsOpen: open.length,
        unitsOpen: open.reduce((sum, { record }) => sum + record.unitCount, 0),
        submissions: [...own.map(({ record }) => record), ...shelf.deleted()].filter(
          (record) => record.requester === requester && record.createdAtMs >= sinceMs,
        ).length,
      }
    },
    cancelJob: async (id, nowMs) => shelf.cancelJob(id, nowMs),

    upsertHost: async (host) => {
      delegations.set(host.delegation.signature, host.delegation)
      const { firstSeenMs } = hosts.get(host.session) ?? host
      hosts.set(host.session, { ...host, firstSeenMs })
    },
    fetchHost: async (session) => hosts.get(session) ?? null,
    fetchSessions: async (sessions) =>
      [...new Set(sessions)].flatMap((session) => hosts.get(session) ?? []),
    touchHost: async (session, nowMs, network) => {
      const host = hosts.get(session)
      if (host === undefined) return null
      networks.note(session, network)
      if (nowMs >= host.lastSeenMs + 1_000) hosts.set(session, { ...host, lastSeenMs: nowMs })
      return hosts.get(session) ?? null
    },
    fetchTrackRecord: async (account, whence = null) => {
      const own = receipts().filter(
        ({ receipt, refusal }) =>
          receipt.account === account && (refusal === null || !isBlameless(refusal)),
      )
      const count = (standing: ReceiptRecord['standing']): number =>
        own.filter((record) => record.standing === standing).length
      const counts = { credited: count('credited'), refused: count('refused') }
      const blocked = blocks.get(account)?.reason ?? null
      const known = whence === null || !trusts.isAskedFor()
      const admitted = known || networks.isAdmitted(account)
      const elsewhere = !known && networks.isElsewhere(whence)
      return { ...counts, ...trusts.statusOf(account), blocked, admitted, elsewhere }
    },
    admitAccount: async (entrant, decide) => networks.admit(entrant, decide),

    acquireLeases: async (request) => shelf.grant(request, networks.isNear),
    acquireSpot: async (request, chance) => shelf.grantSpot(request, chance, networks.ranFrom),
    renewLeases: async (session, ids, expiresAtMs) =>
      ids.filter((id) => shelf.renew(session, id, expiresAtMs)),
    fetchLease: async (id) => shelf.lease(id) ?? null,
    fetchLeases: async (ids) => [...new Set(ids)].flatMap((id) => shelf.lease(id) ?? []),
    findExpired: async (nowMs, limit) => shelf.findExpired(nowMs, limit),

    transactUnits: async (items, decide) => transact(items, decide),
    transactUnit: async (key, decide) => {
      const [step] = transact([key], decide)
      invariant(step !== undefined, 'a step for each item', {})
      return step
    },

    findBatchable: async (unitsMax, receiptsMax = Infinity) => {
      let receipts = 0
      return batchable()
        .sort((a, b) => (a.settledAtMs ?? 0) - (b.settledAtMs ?? 0))
        .slice(0, unitsMax)
        .map(bundled)
        .filter((unit, position) => {
          receipts += unit.receipts.length
          return position === 0 || receipts <= receiptsMax
        })
    },
    countBatchable: async () => ({ ready: batchable().length, pending: countPending() }),
    peekBatchable: async (unitsMax) => {
      const ready = Math.min(unitsMax, batchable().length)
      return { ready, pending: ready < unitsMax && countPending() > 0 }
    },
    countTrust: async (silence, sealedMax) => trusts.count(batches, silence, sealedMax),
    fetchTrustInput: async (limit, silence) => trusts.read(batches, limit, silence),
    fetchDelegations: async (sessions) => {
      const wanted = new Set<string>(sessions)
      return [...delegations.values()].filter(({ delegation }) => wanted.has(delegation.session))
    },
    fetchTip: async () => ({ batch: batches.at(-1) ?? null, credits, healed: healed.length }),
    insertBatch: async (closing) => {
      if (!takesPlace(closing) || closing.healed !== healed.length) return 'lost'
      const changes = trusts.changesOf(closing, toView)
      if (changes === null) return 'lost'
      credits = wholeTable(credits, closing)
      batches.push(closing.batch)
      for (const key of closing.units) (shelf.unit(key) as StoredUnit).batchId = closing.batch.id
      for (const { stored, change } of changes) write(stored, change)
      trusts.note(closing)
      return 'inserted'
    },
    fetchBatches: async (from, to) => batches.filter(({ id }) => id >= from && id <= to),
    insertCommit: async (commit) => {
      const same = (known: CommitRecord): boolean =>
        (['batchId', 'chainId', 'ledger', 'txHash'] as const).every((k) => known[k] === commit[k])
      if (commits.some(same)) return 'known'
      commits.push(commit)
      return 'inserted'
    },
    hasCommit: async (batchId, txHash) =>
      commits.some((known) => known.batchId === batchId && known.txHash === txHash),
    fetchHealed: async () => healed.map(({ batchId }) => batchId),
    fetchBatchUnits: async (batchId) =>
      shelf
        .units()
        .filter((one) => one.batchId === batchId && one.unit.state === 'believed' && !one.demand)
        .map(bundled),
    heal: async ({ before, voids, healedAtMs, tip, rebuilt, ...healing }) => {
      const leaving = [...healing.released, ...healing.quarantined].map((key) => shelf.unit(key))
      const there = leaving.every((one) => one?.batchId && voids.includes(one.batchId))
      const known = rebuilt.every(({ id }) => batches[id - 1] !== undefined)
      const current = batches.length === tip && healed.length === before.length
      if (!current || !there || !known) return 'lost'
      for (const batchId of voids) {
        const overruling = healing.overrulings.find((one) => one.batchId === batchId) ?? null
        healed.push({ batchId, healedAtMs, overruling, takenIn: null })
      }
      for (const { id, content } of rebuilt) {
        batches[id - 1] = { ...(batches[id - 1] as BatchRecord), content }
      }
      for (const stored of leaving) (stored as StoredUnit).batchId = null
      transact(healing.quarantined, (view) => ({ change: healing.decide(view) }))
      credits = healing.credits
      return 'healed'
    },
    upsertAttestation: async (word) =>
      void attestations.set(`${word.batchId} ${word.attestor}`, word),
    fetchAttestations: async (batchId) => wordsOn(batchId),

    fetchSetting: async (key) => settings.get(key) ?? null,
    claimSetting: async (key, value) => {
      const known = settings.get(key) ?? value
      settings.set(key, known)
      return known
    },
    claimDuty: async (name) => {
      if (duties.has(name)) return null
      duties.add(name)
      return async () => void duties.delete(name)
    },
    ping: async () => true,
    close: async () => {},
  }

  /** A unit with what is known now of the accounts that have anything to do with it. */
  function toView({ unit, quorum, demand, leases, receipts }: StoredUnit): UnitView {
    const accounts = [...leases.values()].map(({ account }) => account)
    const terms = demand && { demand, standings: trusts.standingsOf(accounts) }
    return { unit, quorum, terms, leases: [...leases.values()], receipts: [...receipts] }
  }

  function transact<Item extends UnitKey, Step extends { readonly change: UnitChange | null }>(
    items: readonly Item[],
    decide: (view: UnitView, item: Item) => Step,
  ): readonly Step[] {
    const found = new Set(items.flatMap((item) => shelf.unit(item) ?? []))
    const { steps, changed } = decideAll([...found].map(toView), items, decide)
    for (const { before, change } of changed) {
      change.receipts.forEach((record) => trusts.accept(record))
      write(shelf.unit(before.unit) as StoredUnit, change)
    }
    return steps
  }

  /** True when the batch is the next one and all its units may join it, each once. */
  function takesPlace({ batch, units }: ClosingBatch): boolean {
    const found = units.map((key) => shelf.unit(key))
    const free = found.every((one) => one?.unit.state === 'believed' && mayJoin(one))
    return batch.id === batches.length + 1 && free && new Set(found).size === units.length
  }
}

const hasActive = (leases: ReadonlyMap<LeaseId, Lease>): boolean =>
  [...leases.values()].some(({ state }) => state === 'active')

const mayJoin = ({ batchId, leases }: StoredUnit): boolean => batchId === null && !hasActive(leases)

const bundled = ({ unit: { jobId, unitIndex }, quorum, receipts }: StoredUnit): BundledUnit => ({
  jobId,
  unitIndex,
  quorum,
  receipts: receipts.map(({ receipt, signature, acceptedAtMs }) => ({
    receipt,
    signature,
    acceptedAtMs,
  })),
})

function write(stored: StoredUnit, change: UnitChange): void {
  for (const lease of change.leases) {
    // As Postgres keeps it: no zero byte in text.
    const reason = lease.reason?.replaceAll('\0', '\uFFFD') ?? null
    stored.leases.set(lease.id, { ...lease, reason })
  }
  for (const record of change.receipts) {
    const isSame = ({ receipt }: ReceiptRecord) => receipt.leaseId === record.receipt.leaseId
    const at = stored.receipts.findIndex(isSame)
    stored.receipts.splice(at < 0 ? stored.receipts.length : at, at < 0 ? 0 : 1, record)
  }
  stored.unit = change.unit
  if (change.unit.state !== 'open') {
    const times = stored.receipts.map(({ acceptedAtMs }) => acceptedAtMs)
    stored.settledAtMs ??= Math.max(0, ...times)
  }
}

/** The credit table after a batch, which has to bring all of it. */
function wholeTable(before: readonly CreditLeaf[], { batch, credits }: ClosingBatch) {
  const table = new Map([...before, ...credits].map((row) => [row.account, row]))
  const rows = [...table.values()].sort((a, b) => (a.account < b.account ? -1 : 1))
  const total = rows.reduce((sum, row) => sum + row.cumulativeCreditMicro, 0n)
  const whole = rows.length === credits.length && total === batch.content.cumulativeCreditMicro
  invariant(whole, 'a batch brings the whole credit table, and its sum', { id: batch.id })
  return rows
}
