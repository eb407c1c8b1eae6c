/**
 * Accepts receipts: whatever a host may forge is checked, then one transaction records all of them
 * and settles their units. A receipt answered `accepted` is on disk.
 *
 * In: signed receipts with the sessions that brought them. Out, for each: `accepted` (now or
 * before), `lost`, `cancelled`, or `refused` with the code of the first thing wrong. Safe to
 * repeat.
 * Invariant: nothing that fails a check reaches the store (accept-receipt.test.ts).
 */
import { invariant, isGridError } from '@pumasi/domain'
import type { Account, Hex, LeaseId } from '@pumasi/domain'
import type { SignedReceipt } from '@pumasi/proof'
import { applyUnitEvent } from '@pumasi/rules'
import type { UnitEvent, UnitKey } from '@pumasi/rules'
import { plainSignatures } from '../ports/signatures.ts'
import { unknownHost } from './admit-host.ts'
import type { Coordinator } from './context.ts'
import { inputMemoryOf } from './input-memory.ts'
import { findClaimFault, findOutputFault } from './judge-receipt.ts'
import type { Fault, ReceiptFault } from './judge-receipt.ts'
import { createOutputMemory } from './output-memory.ts'
import type { OutputMemory } from './output-memory.ts'

export interface ReceiptOutcome {
  readonly leaseId: LeaseId
  readonly answer: 'accepted' | 'lost' | 'cancelled' | 'refused'
  readonly code: ReceiptFault | null
  readonly message: string | null
}

/** A receipt and the session that brought it. */
export interface Claim {
  readonly session: Account
  readonly signed: SignedReceipt
}

interface Judged extends Claim {
  /** What the receipt's signature covers. */
  readonly digest: Hex
  /** Null when the session was never admitted. */
  readonly fault: Fault | null | 'unknown host'
}

/** Accepts one receipt. @throws `UNKNOWN_HOST` when the session was never admitted */
export async function acceptReceipt(
  coordinator: Coordinator,
  session: Account,
  signed: SignedReceipt,
): Promise<ReceiptOutcome> {
  const memory = createOutputMemory(coordinator.blobs)
  const [outcome] = await acceptReceipts(coordinator, [{ session, signed }], memory)
  if (outcome === undefined || outcome === null) throw unknownHost(session)
  return outcome
}

/** Accepts receipts of any hosts; null for those of sessions that were never admitted. */
export async function acceptReceipts(
  coordinator: Coordinator,
  claims: readonly Claim[],
  memory: OutputMemory,
): Promise<readonly (ReceiptOutcome | null)[]> {
  const { store, clock, rules } = coordinator
  // Read once: an auditor judges the delegation by the moment that is recorded.
  const atMs = clock.nowMs()
  const judged = await judgeClaims(coordinator, claims, memory, atMs)
  const good = judged.filter(({ fault }) => fault === null)
  const items = good.map(({ session, signed, digest }): UnitKey & { readonly event: UnitEvent } => {
    const { jobId, unitIndex, leaseId } = signed.receipt
    return { jobId, unitIndex, event: { type: 'reported', leaseId, session, signed, digest, atMs } }
  })
  const steps = await store.transactUnits(items, (view, { event }) =>
    applyUnitEvent(view, event, rules),
  )
  const answers = new Map(good.map((one, index) => [one, steps[index]?.answer ?? 'lost']))
  return judged.map((one): ReceiptOutcome | null => {
    const { leaseId } = one.signed.receipt
    if (one.fault === 'unknown host') return null
    if (one.fault !== null) return { leaseId, answer: 'refused', ...one.fault }
    const answer = answers.get(one) ?? 'lost'
    const kept = answer === 'applied' || answer === 'repeated'
    return { leaseId, answer: kept ? 'accepted' : answer, code: null, message: null }
  })
}

/** Looks everything up for all claims at once, then judges each. */
async function judgeClaims(
  coordinator: Coordinator,
  claims: readonly Claim[],
  memory: OutputMemory,
  atMs: number,
): Promise<readonly Judged[]> {
  const { store, domain, rules, epochs, signatures = plainSignatures } = coordinator
  const receipts = claims.map(({ signed }) => signed.receipt)
  const [table, signings, sessions, leases, jobs] = await Promise.all([
    epochs.fetch(),
    signatures.readSignings(
      claims.map(({ signed }) => signed),
      domain,
    ),
    store.fetchSessions([...new Set(claims.map(({ session }) => session))]),
    store.fetchLeases([...new Set(receipts.map(({ leaseId }) => leaseId))]),
    Promise.all([...new Set(receipts.map(({ jobId }) => jobId))].map((id) => store.fetchJob(id))),
  ])
  const hostOf = new Map(sessions.map((host) => [host.session, host]))
  const leaseOf = new Map(leases.map((lease) => [lease.id, lease]))
  const jobOf = new Map(jobs.flatMap((job) => (job === null ? [] : [[job.id, job]])))
  const { rewriterVersion } = rules
  const inputHashFor = inputMemoryOf(store).deriveHash
  return Promise.all(
    claims.map(async (claim, index): Promise<Judged> => {
      const { session, signed } = claim
      const { receipt } = signed
      const signing = signings[index]
      invariant(signing !== undefined, 'every receipt was looked at', { index })
      const judged = { ...claim, digest: signing.digest }
      const host = hostOf.get(session)
      if (host === undefined) return { ...judged, fault: 'unknown host' }
      const found = { lease: leaseOf.get(receipt.leaseId), job: jobOf.get(receipt.jobId) }
      const epoch = table.get(host.account) ?? 0
      const judging = { atMs, epoch, rewriterVersion, inputHashFor }
      const fault = findClaimFault(receipt, { host, signer: signing.session, ...found, ...judging })
      if (fault !== null || found.job === undefined) return { ...judged, fault }
      const { outputMaxBytes } = found.job.spec.limits
      return { ...judged, fault: await checkOutput(memory, signed, outputMaxBytes) }
    }),
  )
}

async function checkOutput(
  memory: OutputMemory,
  { receipt }: SignedReceipt,
  outputMaxBytes: number,
): Promise<Fault | null> {
  try {
    const sizeMax = outputSizeMax(outputMaxBytes)
    return findOutputFault(receipt, await memory.fetchExitClass(receipt.outputHash, sizeMax))
  } catch (error) {
    // The host's doing; whatever else goes wrong here is ours, and no fault of the receipt.
    const hosts = isGridError(error, 'BAD_OUTPUT') || isGridError(error, 'BLOB_TOO_LARGE')
    if (!hosts) throw error
    return { code: 'RECEIPT_BAD_OUTPUT', message: error.message }
  }
}

/** Bytes an encoded output may have: the streams and a header naming up to thousands of files. */
export const outputSizeMax = (outputMaxBytes: number): number => outputMaxBytes + 1024 * 1024
