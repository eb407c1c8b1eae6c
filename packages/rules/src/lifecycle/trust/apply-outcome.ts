/**
 * Applies a batch's outcome to one unit's records.
 *
 * In: a unit as it is stored, what the fold says became of it and of its receipts. Out: the change,
 * or null when the unit is not as the fold found it: then the batch was made from an older state
 * and must be made anew. Vacancies follow from what is left, as after any other event.
 */
import type { Hex } from '@pumasi/domain'
import { creditFor, trustRulesOf } from '../../policy/credit.ts'
import type { GridRules } from '../../policy/credit.ts'
import type { ReceiptRecord, Refusal, Unit, UnitChange, UnitView } from '../records.ts'
import type { UnitKey } from '../unit-key.ts'
import type { Verdict } from '../../policy/quorum.ts'
import { quarantineUnit } from '../quarantine.ts'
import { standingOf } from '../standing.ts'
import type { DecidedReceipt, TrustOutcome } from './trust-outcome.ts'
import { wantedRuns } from './unit-trust.ts'
import { unitKeyOf } from './trust-ledger.ts'
import type { HeldReceipt } from './held-receipt.ts'

/** What a batch did to one unit. */
export interface UnitOutcome extends UnitKey {
  /** Set when the batch believed it. */
  readonly verdict: Verdict | null
  readonly failed: boolean
  /** Receipts whose credit went with a ruling against the unit; null when there was none. */
  readonly overruled: ReadonlySet<Hex> | null
  readonly held: readonly HeldReceipt[]
  readonly decided: readonly DecidedReceipt[]
}

/** An outcome sorted by units: every one that it touches, by job and index. */
export function outcomesByUnit(outcome: TrustOutcome): readonly UnitOutcome[] {
  interface Draft extends UnitKey {
    verdict: Verdict | null
    failed: boolean
    overruled: ReadonlySet<Hex> | null
    readonly held: HeldReceipt[]
    readonly decided: DecidedReceipt[]
  }
  const drafts = new Map<string, Draft>()
  const of = ({ jobId, unitIndex }: UnitKey): Draft => {
    const name = unitKeyOf({ jobId, unitIndex })
    const known = drafts.get(name)
    const draft = known ?? {
      ...{ jobId, unitIndex, verdict: null, failed: false, overruled: null },
      ...{ held: [], decided: [] },
    }
    drafts.set(name, draft)
    return draft
  }
  for (const unit of outcome.believed) of(unit).verdict = unit.verdict
  for (const unit of outcome.failed) of(unit).failed = true
  for (const unit of outcome.overruled) {
    of(unit).overruled = new Set(unit.receipts.map(({ digest }) => digest))
  }
  for (const receipt of outcome.held) of(receipt).held.push(receipt)
  for (const decided of outcome.decided) of(decided.receipt).decided.push(decided)
  return [...drafts.values()]
}

/** The change a batch makes to a unit; null when the unit has moved on since the batch was made. */
export function applyUnitOutcome(
  view: UnitView,
  outcome: UnitOutcome,
  rules: GridRules,
): UnitChange | null {
  const { unit, terms } = view
  if (outcome.overruled !== null) return quarantineUnit(view, outcome.overruled)
  const decides = outcome.verdict !== null || outcome.failed
  if (terms === null || (decides && unit.state !== 'open')) return null
  const named = new Map<Hex, ReceiptRecord>()
  for (const record of view.receipts) if (record.trust) named.set(record.trust.digest, record)
  const changed: ReceiptRecord[] = []
  for (const held of outcome.held) {
    const record = named.get(held.digest)
    if (record?.standing !== 'pending') return null
    changed.push(withHeld(record, held))
  }
  for (const decided of outcome.decided) {
    const record = named.get(decided.receipt.digest)
    if (record?.standing !== 'pending') return null
    changed.push(withFate(withHeld(record, decided.receipt), decided, rules))
  }
  if (outcome.failed) changed.push(...giveUpOthers(view, changed))
  const receipts = view.receipts.map(
    (record) => changed.find(({ receipt }) => receipt.leaseId === record.receipt.leaseId) ?? record,
  )
  return { unit: unitAfter({ ...view, receipts }, outcome, rules), leases: [], receipts: changed }
}

/** Receipts that came while the batch was made that gave their unit up. */
const giveUpOthers = (view: UnitView, named: readonly ReceiptRecord[]): ReceiptRecord[] =>
  view.receipts
    .filter(({ standing, receipt }) => {
      const isNamed = named.some((one) => one.receipt.leaseId === receipt.leaseId)
      return standing === 'pending' && !isNamed
    })
    .map((record): ReceiptRecord => {
      const reason = 'The unit was given up: nobody agreed.'
      const trust = record.trust && { ...record.trust, state: 'decided' as const, reason }
      const refusal = refusalOf(record, { kind: 'dropped' }, reason)
      return { ...record, trust, standing: 'refused', refusal }
    })

function unitAfter(view: UnitView, { verdict, failed }: UnitOutcome, rules: GridRules): Unit {
  const { unit, terms, leases } = view
  if (unit.state !== 'open' || terms === null) return unit
  if (verdict !== null) return { ...unit, state: 'believed', vacant: 0, verdict }
  if (failed) return { ...unit, state: 'failed', vacant: 0, failure: 'NO_AGREEMENT' }
  const pending = view.receipts.filter(({ standing }) => standing === 'pending')
  const active = leases.filter(({ state }) => state === 'active')
  const wanted = wantedRuns(terms, pending, trustRulesOf(rules))
  return { ...unit, wanted, vacant: Math.max(0, wanted - pending.length - active.length) }
}

function withHeld(record: ReceiptRecord, held: HeldReceipt): ReceiptRecord {
  if (record.trust === null) return record
  const { batchId, number, established, paid, ppm, rate, state } = held
  const sealed = { batchId, number, established, paid, ppm, rate }
  return { ...record, trust: { ...record.trust, state, sealed, reason: explainHeld(held) } }
}

function explainHeld({ state, rate }: HeldReceipt): string {
  const meaning: Record<HeldReceipt['state'], string> = {
    undrawn: 'Sealed: a block mined later decides whether others run the unit too.',
    provisional: 'Not drawn: provisional until later checks of the account agree.',
    open: 'Another account runs the unit too; believed when it reports the same.',
  }
  return `${meaning[state]} ${rate}`
}

function withFate(
  record: ReceiptRecord,
  { fate, reason }: DecidedReceipt,
  rules: GridRules,
): ReceiptRecord {
  const trust = record.trust && { ...record.trust, state: 'decided' as const, reason }
  if (fate.kind === 'credited') {
    const creditMicro = creditFor(record.receipt.fuel, rules)
    return { ...record, trust, standing: 'credited', creditMicro }
  }
  return { ...record, trust, standing: 'refused', refusal: refusalOf(record, fate, reason) }
}

function refusalOf(
  { receipt }: ReceiptRecord,
  fate: Exclude<DecidedReceipt['fate'], { kind: 'credited' }>,
  reason: string,
): Refusal {
  switch (fate.kind) {
    case 'refuted': {
      const { jobId, unitIndex } = receipt
      const counted = { wanted: 0, vacant: 0, failure: null }
      const believed = { jobId, unitIndex, ...counted, state: 'believed' as const }
      const { refusal } = standingOf(receipt, { ...believed, verdict: fate.verdict })
      return refusal ?? { code: 'UNIT_FAILED', found: reason, expected: 'a unit that is believed' }
    }
    case 'void':
      return { code: 'VOID', found: reason, expected: 'later checks that agree' }
    case 'unpaid':
      return { code: 'ON_PAROLE', found: reason, expected: 'an account that worked it off' }
    case 'dropped':
      return { code: 'UNIT_FAILED', found: reason, expected: 'a unit that is believed' }
  }
}
