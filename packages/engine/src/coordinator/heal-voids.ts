/**
 * Heals what a void leaves behind: the credit table counts the voided batch, and so do the tables
 * of batches that wait for their commit. Until it is healed nothing is committed.
 *
 * In: the ledger's voids, the bundles. Out: a table summed anew over every batch that counts, as an
 * audit sums it; waiting batches with the same units on that table; units of the voided batch free
 * for another batch when the audit's rules find nothing wrong with them, in quarantine otherwise;
 * what rulings take of trust, for the next batch that is closed to take in.
 * Safe to repeat and to interrupt anywhere: bundles are blobs by digest, and everything else is one
 * transaction that holds only while store and void are as they were read.
 */
import { GridError, digestOf } from '@pumasi/domain'
import type { Account, Hex, JobId, JobSpec } from '@pumasi/domain'
import { hashUnitLeaf, headerDigest, verifyDelegation } from '@pumasi/proof'
import type { CreditLeaf, Revocations, UnitLeaf } from '@pumasi/proof'
import {
  deriveContent,
  deriveLeaves,
  encodeBundle,
  quarantineUnit,
  settleFromReceipts,
  standingOf,
  unitKeyOf,
} from '@pumasi/rules'
import type { BundledUnit, Overruling, UnitKey } from '@pumasi/rules'
import { passBatch } from '../audit/audit-batch.ts'
import type { History } from '../audit/check-bundle.ts'
import { newTrustHistory } from '../audit/check-trust.ts'
import type { TrustHistory } from '../audit/check-trust.ts'
import { checkUnit } from '../audit/check-unit.ts'
import type { Finding } from '../audit/finding.ts'
import { followHeaders } from '../audit/follow-headers.ts'
import { followRevocations } from '../audit/follow-revocations.ts'
import type { Healing, QuarantinedUnit } from '../ports/healing.ts'
import type { BatchRecord } from '../ports/batch-records.ts'
import type { BatchVoid, CommittedBatch } from '../ports/ledger.ts'
import type { CommitTarget, Coordinator } from './context.ts'
import { fetchGrants } from './fetch-grants.ts'

/** What a healing came to. */
export type Healed = Omit<Healing, 'credits' | 'decide' | 'before'>

/**
 * Null when there is nothing to heal, not yet, or when another coordinator is faster.
 * @throws `LEDGER_VOIDED` when it cannot be healed
 */
export async function healVoids(
  coordinator: Coordinator,
  target: CommitTarget,
): Promise<Healed | null> {
  const { store, clock } = coordinator
  const { ledger } = target
  const before = await store.fetchHealed()
  if ((await ledger.fetchLastVoided()) === (before.at(-1) ?? 0)) return null
  // Voids first: once a batch is voided, nobody commits before the store has healed it.
  const voids = await ledger.fetchVoids()
  const strange = before.find((batchId, position) => voids[position]?.batchId !== batchId)
  if (strange !== undefined) throw takenBack(strange)
  const fresh = voids.slice(before.length)
  if (!(await isSettled(coordinator, target, fresh))) return null
  const counts = await recount(coordinator, target, voids)
  const sorted: Sorted = { released: [], quarantined: [] }
  for (const one of fresh) await sortUnits(coordinator, one, counts, sorted)
  const overrulings = fresh.flatMap(({ batchId }): Overruling[] => {
    const overruled = counts.rulings.get(batchId)
    return overruled === undefined ? [] : [{ batchId, units: overruled }]
  })
  const healing: Healing = {
    ...{ before, voids: fresh.map(({ batchId }) => batchId), healedAtMs: clock.nowMs() },
    ...{ tip: counts.tip, rebuilt: counts.rebuilt, credits: counts.credits },
    ...{ ...sorted, overrulings, decide: (view) => quarantineUnit(view) },
  }
  if ((await store.heal(healing)) === 'lost') return null
  const { credits: _table, decide: _decide, before: _before, ...healed } = healing
  return healed
}

/** A void that a reorganisation may still take back is left alone. */
async function isSettled(
  { settings }: Coordinator,
  { ledger }: CommitTarget,
  fresh: readonly BatchVoid[],
): Promise<boolean> {
  const newest = Math.max(...fresh.map(({ blockNumber }) => blockNumber))
  const block = newest + settings.seedConfirmations
  if ((await ledger.fetchBlockHash(block)) !== null) return true
  await ledger.hastenBlock()
  return false
}

/** Every batch that counts, added up, and what is built on it. */
interface Recount {
  readonly credits: readonly CreditLeaf[]
  readonly rebuilt: readonly Pick<BatchRecord, 'id' | 'content'>[]
  /** The newest batch closed. */
  readonly tip: number
  /** Units that batches which count have credited. */
  readonly counted: ReadonlySet<string>
  readonly voided: ReadonlyMap<number, VoidedBatch>
  readonly revocations: Revocations
  /** What rulings take of trust that no batch has taken in. */
  readonly rulings: TrustHistory['rulings']
}

interface VoidedBatch {
  readonly batch: CommittedBatch
  /** Null when its bundle cannot be read. */
  readonly leaves: readonly UnitLeaf[] | null
}

async function recount(
  { store, blobs, domain }: Coordinator,
  { ledger, identity }: CommitTarget,
  voids: readonly BatchVoid[],
): Promise<Recount> {
  const mirror = { place: 'this coordinator', fetchBytes: blobs.fetchBlob.bind(blobs) }
  const specs = new Map<JobId, JobSpec>()
  const revocations = await followRevocations(ledger)()
  const voided = new Map<number, VoidedBatch>()
  const rebuilt: Pick<BatchRecord, 'id' | 'content'>[] = []
  const ids = new Set(voids.map(({ batchId }) => batchId))
  let history: History = { credits: [], units: new Set(), trust: newTrustHistory(voids) }
  const read = async (batch: CommittedBatch) => {
    const reading = { domain, ledger, mirror, specs, revocations }
    const step = await passBatch({ ...reading, batch, voided: ids, history })
    const { bundle, credited, credits, trust } = step
    history = { ...history, credits, trust }
    const told = bundle !== null && credited !== null
    const leaves = told ? deriveLeaves(bundle.units, bundle.rules, credited) : null
    if (ids.has(batch.id)) {
      voided.set(batch.id, { batch, leaves })
      return null
    }
    if (bundle === null || leaves === null || credits === null) {
      throw unreadable(batch.id, step.findings)
    }
    return { bundle: { ...bundle, credits }, leaves }
  }
  const findings: Finding[] = []
  const count = await ledger.fetchBatchCount()
  for await (const batch of followHeaders(ledger, identity.genesis, count, findings)) {
    await read(batch)
  }
  if (findings.length > 0) throw unreadable(count, findings)
  const { batch: last } = await store.fetchTip()
  const tip = last?.id ?? 0
  for (let id = count + 1; id <= tip; id += 1) {
    const [record] = await store.fetchBatches(id, id)
    const waiting = record && (await read(asIfCommitted(record)))
    if (!record || !waiting) throw unreadable(id, [])
    const bytes = encodeBundle(waiting.bundle)
    await blobs.putBlob(bytes)
    rebuilt.push({ id, content: deriveContent(waiting.bundle, waiting.leaves, digestOf(bytes)) })
  }
  const { credits, units: counted, trust } = history
  const rulings: Recount['rulings'] = trust?.rulings ?? new Map()
  return { credits: credits ?? [], rebuilt, tip, counted, voided, revocations, rulings }
}

/** Nothing is drawn for a batch that waits behind another that waits: no block matters. */
function asIfCommitted({ id, content, closedAtMs }: BatchRecord): CommittedBatch {
  const prev: Hex = `0x${'00'.repeat(32)}`
  const header = { ...content, prev, committedAt: Math.floor(closedAtMs / 1_000) }
  const digest = headerDigest(header)
  return { id, header, digest, txHash: digest, blockNumber: 0 }
}

interface Sorted {
  readonly released: UnitKey[]
  readonly quarantined: QuarantinedUnit[]
}

/** Which units of a voided batch may enter another one. */
async function sortUnits(
  coordinator: Coordinator,
  { batchId, fault, units: ruledWrong }: BatchVoid,
  { voided, counted, revocations }: Recount,
  sorted: Sorted,
): Promise<void> {
  const { store, domain, rules } = coordinator
  const units = await store.fetchBatchUnits(batchId)
  const { batch, leaves } = voided.get(batchId) ?? {}
  const wrong = new Set(ruledWrong)
  const named = leaves?.filter((leaf) => wrong.has(hashUnitLeaf(leaf))).map(unitKeyOf)
  const unnamed = fault === 'wrong-output' && (named === undefined || named.length === 0)
  const grants = await fetchGrants(
    coordinator,
    units.flatMap(({ receipts }) => receipts),
  )
  const delegations = Map.groupBy(
    grants.filter((grant) => verifyDelegation(grant, domain)),
    ({ delegation }) => delegation.session,
  )
  const faultOf = async (unit: BundledUnit): Promise<string | null> => {
    if (unnamed || named?.includes(unitKeyOf(unit)) === true) return 'OUTPUT_DIFFERS'
    const job = await store.fetchJob(unit.jobId)
    if (job === null || batch === undefined) return 'UNIT_UNKNOWN'
    const { spec } = job
    const { committedAt } = batch.header
    const version = settleFromReceipts(unit).verdict?.rewriterVersion ?? rules.rewriterVersion
    const own = { ...rules, rewriterVersion: version }
    const place = { domain, batchId, committedAt, delegations, revocations }
    const [first] = checkUnit({ ...place, unit, spec, rules: own })
    return first?.code ?? null
  }
  for (const unit of units) {
    const { jobId, unitIndex } = unit
    // Credited by a batch that counts: it stays where it is.
    if (counted.has(unitKeyOf(unit))) continue
    const reason = await faultOf(unit)
    if (reason === null) sorted.released.push({ jobId, unitIndex })
    else {
      const accounts = agreedOn(unit)
      sorted.quarantined.push({ jobId, unitIndex, batchId, reason, accounts })
    }
  }
}

/** Who was credited for a unit. */
function agreedOn(unit: BundledUnit): Account[] {
  const settled = settleFromReceipts(unit)
  const agreeing = unit.receipts.filter(
    ({ receipt }) => standingOf(receipt, settled).standing === 'credited',
  )
  return agreeing.map(({ receipt }) => receipt.account)
}

const takenBack = (batchId: number): GridError =>
  new GridError('LEDGER_VOIDED', `the void of batch ${batchId} is not on the chain any more`, {
    hint: 'The chain took back what was healed: ask another node, or begin a successor.',
    details: { batchId },
  })

const unreadable = (batchId: number, [first]: readonly Finding[]): GridError =>
  new GridError(
    'LEDGER_VOIDED',
    `a batch is voided, and the credit table cannot be summed anew: batch ${batchId} ` +
      (first === undefined ? 'is missing' : `has ${first.code}, ${first.found}`),
    {
      hint: 'Put the missing blobs back, from a mirror or a backup; nothing is committed until then.',
      details: { batchId, finding: first },
    },
  )
