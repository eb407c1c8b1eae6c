/**
 * Closes a batch: settled units become leaves, a credit table and a bundle; receipts of jobs that
 * ask for trust are sealed, and what the batch before sealed is drawn.
 *
 * Out: the closed batch, or null when there is nothing to close yet. Exactly once whoever dies:
 * the bundle is a blob by digest (putting it twice is nothing) and the store takes a batch only
 * with the next free id and with units that have none.
 */
import { mapInStints, runInStints } from '@pumasi/domain'
import { batchInStints, settleFromReceipts } from '@pumasi/rules'
import type { BundledUnit, ClosedBatch } from '@pumasi/rules'
import type { TrustInput } from '../ports/job-store.ts'
import type { Coordinator } from './context.ts'
import { countWaiting, silenceAt } from './count-waiting.ts'
import type { Waiting } from './count-waiting.ts'
import { fetchGrants } from './fetch-grants.ts'
import { foldTrust } from './fold-trust.ts'

/**
 * Receipts sealed by one batch: more than units, since the next batch waits for the block that
 * draws. About 350 bytes of a bundle each.
 */
const SEALED_MAX = 20_000
/**
 * Receipts of units that a quorum decided in one batch, about 800 bytes of a bundle each: units of
 * a high quorum have up to 35, and nobody could read a bundle of 100,000 of these back.
 */
const RECEIPTS_MAX = 200_000
/** Units looked at in one stint: some milliseconds. */
const UNITS_PER_STINT = 500

/**
 * Closes one batch when it is full, when nothing more is coming, or when `waitedMs` is enough.
 * `waiting` is what `countWaiting` has just told whoever asked it already.
 */
export async function closeBatch(
  coordinator: Coordinator,
  waitedMs: number,
  waiting?: Waiting,
): Promise<ClosedBatch | null> {
  const { store, blobs, clock, rules, settings, giveWay } = coordinator
  const { full, any, pending } = waiting ?? (await countWaiting(coordinator))
  const due = any && (!pending || waitedMs >= settings.batchWaitMs)
  if (!full && !due) return null
  // The tip first: whatever is read later belongs to a batch that comes after it, or is refused.
  const { batch: last, credits, healed } = await store.fetchTip()
  const id = (last?.id ?? 0) + 1
  const input = await readTrust(coordinator)
  const found = await store.findBatchable(settings.batchUnitsMax, RECEIPTS_MAX)
  const versions = await runInStints(mapInStints(found, UNITS_PER_STINT, versionOf), giveWay)
  const version = oldestVersion(versions, input) ?? rules.rewriterVersion
  // Units believed under the rewriter before are batched under the rules they were run by.
  const pinned = { ...rules, rewriterVersion: version }
  const units = found.filter((_, position) => versions[position] === version)
  const part = await foldTrust({ ...coordinator, rules: pinned }, last, input)
  if (part === 'not yet') return null
  const grants = await fetchGrants(coordinator, [
    ...units.flatMap(({ receipts }) => receipts),
    ...part.trust.opened,
  ])
  const building = batchInStints({
    ...{ id, units, creditsBefore: credits, rules: pinned, delegations: grants },
    ...{ trust: part.trust, credited: part.credited },
  })
  const closed = await runInStints(building, giveWay)
  await blobs.putBlob(closed.bundleBytes)
  const answer = await store.insertBatch({
    batch: { id, content: closed.content, closedAtMs: clock.nowMs() },
    units,
    trust: part.changes,
    ...{ credits: closed.bundle.credits, healed },
  })
  return answer === 'inserted' ? closed : null
}

const noTrust: TrustInput = {
  ...{ accounts: [], held: [], verdicts: [], closings: [], othersEstablished: false },
  ...{ accepted: [], claims: new Map(), overrulings: [], cancelled: [], silent: [] },
}

/** What trust has to do with the batch; nothing under rules that do not know of it. */
const readTrust = async ({ store, clock, rules, settings }: Coordinator): Promise<TrustInput> =>
  rules.version === 1
    ? noTrust
    : store.fetchTrustInput(SEALED_MAX, silenceAt(clock.nowMs(), settings), rules.trust)

const versionOf = (unit: BundledUnit): number | undefined =>
  settleFromReceipts(unit).verdict?.rewriterVersion

/** A batch has one rewriter version: the oldest that anything waits under. */
function oldestVersion(believed: readonly (number | undefined)[], { accepted }: TrustInput) {
  const versions = [...believed, ...accepted.map(({ receipt }) => receipt.rewriterVersion)].filter(
    (version) => version !== undefined,
  )
  return versions.length === 0 ? null : versions.reduce((a, b) => Math.min(a, b))
}
