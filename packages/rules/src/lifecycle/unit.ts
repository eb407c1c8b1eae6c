/**
 * Unit: the one state machine of the grid, and its single writer.
 *
 * In: a unit with all its leases and receipts, and one event. Out: what changes, and the answer
 * for whoever sent the event.
 * Does not read: clock (events carry their time), store, blobs, signatures (checked before).
 * Invariants: no event changes a final state; a lease leaves `active` once; every accepted receipt
 * of a settled unit is credited or refused; applying an event twice changes nothing the second
 * time (unit.test.ts).
 */
import type { Account, Hex, LeaseId } from '@pumasi/domain'
import type { SignedReceipt } from '@pumasi/proof'
import { creditFor, trustRulesOf } from '../policy/credit.ts'
import type { GridRules } from '../policy/credit.ts'
import { decideQuorum } from '../policy/quorum.ts'
import { standingOf } from './standing.ts'
import { planReceipt, wantedRuns } from './trust/unit-trust.ts'
import type { Lease, LeaseState, ReceiptRecord, ReceiptTrust } from './records.ts'
import type { TrustTerms, Unit, UnitChange, UnitView } from './records.ts'

/** Accounts that may return a unit unrun before it is given up. */
export const RETURNS_MAX = 3

/** The code with which a host that is being stopped gives a lease back: no fault of the unit. */
export const HOST_STOPPED = 'MACHINE_CANCELLED'

interface ByHolder {
  readonly leaseId: LeaseId
  readonly session: Account
  readonly atMs: number
}
export type UnitEvent =
  | (ByHolder & {
      readonly type: 'reported'
      readonly signed: SignedReceipt
      /** What was signed. */ readonly digest: Hex
    })
  | (ByHolder & { readonly type: 'returned'; /** `CODE: text`. */ readonly reason: string })
  | { readonly type: 'expired'; readonly atMs: number }

/** `repeated`: already so. `lost`: the lease is not this holder's, or not active any more. */
export type UnitAnswer = 'applied' | 'repeated' | 'lost' | 'cancelled'

export interface UnitStep {
  readonly answer: UnitAnswer
  /** Null when nothing changes. */
  readonly change: UnitChange | null
}

const unchanged = (answer: UnitAnswer): UnitStep => ({ answer, change: null })

/** Applies one event. */
export function applyUnitEvent(view: UnitView, event: UnitEvent, rules: GridRules): UnitStep {
  if (event.type === 'expired') return applyExpiry(view, event.atMs, rules)
  const lease = view.leases.find(({ id }) => id === event.leaseId)
  if (lease === undefined || lease.session !== event.session) return unchanged('lost')
  if (event.type === 'returned') {
    if (lease.state === 'returned' || lease.state === 'released') return unchanged('repeated')
    if (lease.state !== 'active') return unchanged('lost')
    const state = event.reason.startsWith(HOST_STOPPED) ? 'released' : 'returned'
    return close(view, [{ ...lease, state, reason: event.reason }], [], rules)
  }
  const known = view.receipts.find(({ receipt }) => receipt.leaseId === lease.id)
  if (known !== undefined)
    return unchanged(known.signature === event.signed.signature ? 'repeated' : 'lost')
  if (view.unit.state === 'cancelled') return unchanged('cancelled')
  if (lease.state !== 'active') return unchanged('lost')
  const record: ReceiptRecord = {
    ...event.signed,
    session: event.session,
    acceptedAtMs: event.atMs,
    standing: 'pending',
    refusal: null,
    creditMicro: 0n,
    trust: view.terms && beginTrust(view.terms, event.signed, event.digest, rules),
  }
  return close(view, [{ ...lease, state: 'reported' }], [record], rules)
}

/** What is known of a receipt before a batch has sealed it. */
function beginTrust(
  terms: TrustTerms,
  { receipt }: SignedReceipt,
  digest: Hex,
  rules: GridRules,
): ReceiptTrust {
  const { kind, reason } = planReceipt(terms, receipt.account, trustRulesOf(rules))
  return { digest, state: 'accepted', replicated: kind === 'replicate', sealed: null, reason }
}

function applyExpiry(view: UnitView, atMs: number, rules: GridRules): UnitStep {
  const late = view.leases.filter(
    ({ state, expiresAtMs }) => state === 'active' && expiresAtMs <= atMs,
  )
  if (late.length === 0) return unchanged('repeated')
  return close(
    view,
    late.map((lease) => ({ ...lease, state: 'expired' })),
    [],
    rules,
  )
}

/** Closes leases, adds receipts, and settles what can be settled. */
function close(
  view: UnitView,
  closed: readonly Lease[],
  added: readonly ReceiptRecord[],
  rules: GridRules,
): UnitStep {
  const leases = view.leases.map((lease) => closed.find(({ id }) => id === lease.id) ?? lease)
  const receipts = [...view.receipts, ...added]
  const unit = settle({ ...view, leases, receipts }, rules)
  const isNew = (record: ReceiptRecord): boolean =>
    added.some(({ signature }) => signature === record.signature)
  const changed = receipts
    .filter(({ standing }) => standing === 'pending')
    .map((record) => (waits(view, unit) ? record : resolve(record, unit, rules)))
    .filter((record) => record.standing !== 'pending' || isNew(record))
  return { answer: 'applied', change: { unit, leases: closed, receipts: changed } }
}

/** Where records of accounts decide, batches do: a receipt of a believed unit is sealed first. */
const waits = ({ terms }: UnitView, { state }: Unit): boolean =>
  terms !== null && (state === 'open' || state === 'believed')

function resolve(record: ReceiptRecord, unit: Unit, rules: GridRules): ReceiptRecord {
  const { standing, refusal } = standingOf(record.receipt, unit)
  const creditMicro = standing === 'credited' ? creditFor(record.receipt.fuel, rules) : 0n
  const reason = 'The unit was given up: it counts neither for nor against.'
  const trust = record.trust && { ...record.trust, state: 'decided' as const, reason }
  return { ...record, standing, refusal, creditMicro, trust }
}

/** The same unit with as many vacancies as its leases and receipts leave. */
function settle(view: UnitView, rules: GridRules): Unit {
  const { unit, quorum, terms, leases, receipts } = view
  if (unit.state !== 'open') return unit
  if (terms !== null) return settleByTrust(view, terms, rules)
  const votes = receipts.map(({ receipt }) => receipt)
  const decision = decideQuorum(votes, quorum)
  const final = { wanted: votes.length, vacant: 0 }
  if (decision.kind === 'believed') {
    return { ...unit, ...final, state: 'believed', verdict: decision.verdict }
  }
  if (decision.kind === 'hopeless') {
    return { ...unit, ...final, state: 'failed', failure: 'NO_AGREEMENT' }
  }
  if (count(leases, 'returned') >= RETURNS_MAX) {
    return { ...unit, ...final, state: 'failed', failure: 'RETURNED_BY_HOSTS' }
  }
  const taken = count(leases, 'active') + count(leases, 'reported')
  return { ...unit, wanted: decision.wanted, vacant: Math.max(0, decision.wanted - taken) }
}

/** Never believes anything: that is for the batch that decides. */
function settleByTrust(
  { unit, leases, receipts }: UnitView,
  terms: TrustTerms,
  rules: GridRules,
): Unit {
  const pending = receipts.filter(({ standing }) => standing === 'pending')
  if (pending.length === 0 && count(leases, 'returned') >= RETURNS_MAX) {
    return { ...unit, wanted: 0, vacant: 0, state: 'failed', failure: 'RETURNED_BY_HOSTS' }
  }
  const wanted = wantedRuns(terms, pending, trustRulesOf(rules))
  const taken = count(leases, 'active') + pending.length
  return { ...unit, wanted, vacant: Math.max(0, wanted - taken) }
}

const count = (leases: readonly Lease[], state: LeaseState): number =>
  leases.filter((lease) => lease.state === state).length
