/** What the store in memory keeps of accounts, and reads for a batch that seals and draws. */
import type { Account, Hex, JobId, LeaseId } from '@pumasi/domain'
import { newAccountTrust } from '@pumasi/rules'
import type {
  AccountStanding,
  AccountTrust,
  HeldReceipt,
  Overruling,
  ReceiptRecord,
} from '@pumasi/rules'
import type { UnitChange, UnitView } from '@pumasi/rules'
import type { BatchRecord } from '../ports/batch-records.ts'
import type { AccountRecord, AccountStatus, BundledReceipt } from '../ports/job-store.ts'
import type { ClosingBatch, Silence, TrustCounts, TrustInput } from '../ports/job-store.ts'
import type { Shelf, StoredUnit } from './memory-units.ts'

interface Entry {
  trust: AccountTrust
  established: boolean
  reason: string
  /** When its last receipt was sealed. */
  sealedAtMs: number
  /** The batch that sealed it. */
  sealedIn: number
  closingIn: number | null
}

/** A void that the table counts no more. */
export interface HealedVoid {
  readonly batchId: number
  readonly healedAtMs: number
  /** What its ruling takes of trust. */
  readonly overruling: Overruling | null
  /** The batch that took it in. */
  takenIn: number | null
}

export class MemoryTrust {
  readonly #shelf: Shelf
  readonly #healed: readonly HealedVoid[]
  readonly #accounts = new Map<Account, Entry>()
  readonly #dropped = new Set<JobId>()
  /** Receipts in the order of their acceptance. */
  readonly #order = new Map<LeaseId, number>()

  constructor(shelf: Shelf, healed: readonly HealedVoid[]) {
    this.#shelf = shelf
    this.#healed = healed
  }

  #overrulings(): Overruling[] {
    return this.#healed.flatMap(({ overruling, takenIn }) =>
      overruling === null || takenIn !== null ? [] : [overruling],
    )
  }

  isEstablished(account: Account): boolean {
    return this.#accounts.get(account)?.established ?? false
  }

  /** There is work where trust decides. */
  isAskedFor(): boolean {
    return this.#shelf
      .jobs()
      .some(({ record }) => record.spec.trust !== undefined && !this.#dropped.has(record.id))
  }

  statusOf(account: Account): Pick<AccountStatus, 'trust' | 'undecided' | 'gridIsNew'> {
    const trusted = this.#shelf.units().filter(({ demand }) => demand !== null)
    const leases = trusted
      .flatMap((stored) => [...stored.leases.values()])
      .filter((lease) => lease.account === account && lease.state === 'active')
    const pending = this.#pending().filter(({ receipt }) => receipt.account === account)
    const established = this.isEstablished(account)
    return {
      trust: this.#accounts.get(account)?.trust ?? newAccountTrust,
      undecided: established ? 0 : leases.length + pending.length,
      gridIsNew: ![...this.#accounts.values()].some(({ established }) => established),
    }
  }

  /** What batches said of an account, or null. */
  recordOf(account: Account): AccountRecord | null {
    const entry = this.#accounts.get(account)
    if (entry === undefined) return null
    const { trust, established, reason } = entry
    return { account, trust, established, reason }
  }

  standingsOf(accounts: readonly Account[]): ReadonlyMap<Account, AccountStanding> {
    const known = new Map<Account, AccountStanding>()
    for (const account of accounts) {
      const entry = this.#accounts.get(account)
      if (entry === undefined) continue
      const { strikes, history } = entry.trust
      known.set(account, { strikes, history })
    }
    return known
  }

  #pending(): ReceiptRecord[] {
    return this.#shelf
      .units()
      .filter(({ unit }) => unit.state !== 'failed')
      .flatMap(({ receipts }) => receipts)
      .filter(({ standing, trust }) => trust !== null && standing === 'pending')
  }

  #accepted(): ReceiptRecord[] {
    const lives = ({ receipt }: ReceiptRecord): boolean =>
      this.#shelf.unit(receipt)?.unit.state !== 'cancelled'
    const waiting = this.#pending().filter((one) => one.trust?.state === 'accepted' && lives(one))
    return waiting.sort((a, b) => this.#placeOf(a) - this.#placeOf(b))
  }

  #held(): ReceiptRecord[] {
    const sealed = this.#pending().filter(({ trust }) => trust?.sealed !== null)
    const batchOf = ({ trust }: ReceiptRecord): number => trust?.sealed?.batchId ?? 0
    return sealed.sort((a, b) => batchOf(a) - batchOf(b) || this.#placeOf(a) - this.#placeOf(b))
  }

  /** Notes that a receipt came after all others. */
  accept({ receipt }: ReceiptRecord): void {
    if (!this.#order.has(receipt.leaseId)) this.#order.set(receipt.leaseId, this.#order.size)
  }

  #placeOf({ receipt }: ReceiptRecord): number {
    return this.#order.get(receipt.leaseId) ?? 0
  }

  #closings(tipId: number): Account[] {
    const listed = [...this.#accounts].filter(([, { closingIn }]) => closingIn === tipId)
    return listed.map(([account]) => account).sort()
  }

  #cancelled(): JobId[] {
    return this.#shelf
      .jobs()
      .filter(({ record }) => record.spec.trust !== undefined && record.cancelledAtMs !== null)
      .map(({ record }) => record.id)
      .filter((id) => !this.#dropped.has(id))
  }

  /** Accounts to be closed: with provisional units alone, or waiting among newcomers. */
  #silent(tipId: number, silence: Silence): Account[] {
    const idle = this.#isIdle()
    const waiting = this.#waitingAmongNewcomers()
    const undrawn = new Set(
      this.#held()
        .filter((one) => one.trust?.state === 'undrawn')
        .map(({ receipt }) => receipt.account),
    )
    return [...this.#accounts]
      .filter(([account, { trust, sealedAtMs, sealedIn, closingIn }]) => {
        const stuck = waiting.has(account) && (closingIn ?? 0) <= sealedIn
        if (stuck && sealedAtMs < silence.waitingMs) return true
        const waits = trust.provisional.length > 0 && trust.open.length === 0
        const drawn = !undrawn.has(account) && (closingIn === null || closingIn < tipId)
        return waits && drawn && (idle || sealedAtMs < silence.provisionalMs)
      })
      .map(([account]) => account)
      .sort()
  }

  /** Who reported what another did, of a unit that nobody runs, while nobody is established. */
  #waitingAmongNewcomers(): ReadonlySet<Account> {
    const found = new Set<Account>()
    if ([...this.#accounts.values()].some(({ established }) => established)) return found
    for (const { leases, receipts } of this.#shelf.units()) {
      if ([...leases.values()].some(({ state }) => state === 'active')) continue
      const open = receipts.filter(({ trust }) => trust?.state === 'open')
      for (const { receipt: one } of open) {
        const alike = open.some(
          ({ receipt: other }) =>
            other.account !== one.account &&
            other.outputHash === one.outputHash &&
            other.exitClass === one.exitClass &&
            other.fuel === one.fuel &&
            other.rewriterVersion === one.rewriterVersion,
        )
        if (alike) found.add(one.account)
      }
    }
    return found
  }

  /** No job that asks for trust has anything for anybody to run. */
  #isIdle(): boolean {
    const trusted = this.#shelf.units().filter(({ demand }) => demand !== null)
    const busy = trusted.some(
      ({ unit, leases }) =>
        (unit.state === 'open' && unit.vacant > 0) ||
        [...leases.values()].some(({ state }) => state === 'active'),
    )
    const coming = this.#shelf
      .jobs()
      .some(
        ({ record, units }) =>
          record.spec.trust !== undefined &&
          record.cancelledAtMs === null &&
          units.length < record.unitCount,
      )
    return !busy && !coming && this.#accepted().length === 0
  }

  count(batches: readonly BatchRecord[], silence: Silence, sealedMax: number): TrustCounts {
    const tip = batches.at(-1)
    const accepted = this.#accepted().slice(0, sealedMax)
    const drawable =
      this.#held().some(({ trust }) => trust?.state === 'undrawn') ||
      this.#closings(tip?.id ?? 0).length > 0
    const closable = this.#cancelled().length > 0 || this.#silent(tip?.id ?? 0, silence).length > 0
    const overruled = this.#overrulings().length > 0
    const closedAtMs = drawable || closable || overruled ? [tip?.closedAtMs ?? 0] : []
    const times = [...accepted.map(({ acceptedAtMs }) => acceptedAtMs), ...closedAtMs]
    const sinceMs = times.length === 0 ? null : Math.min(...times)
    return { sealable: accepted.length, drawable, closable, overruled, sinceMs }
  }

  read(batches: readonly BatchRecord[], limit: number, silence: Silence): TrustInput {
    const tipId = batches.at(-1)?.id ?? 0
    const held = this.#held()
    const toBundled = ({ receipt, signature, acceptedAtMs }: ReceiptRecord): BundledReceipt => ({
      ...{ receipt, signature, acceptedAtMs },
    })
    const accepted = this.#accepted().slice(0, limit)
    const overrulings = this.#overrulings()
    const ruled = overrulings.flatMap(({ units }) => units)
    return {
      accounts: [...this.#accounts].map(([account, { trust }]) => [account, trust] as const),
      held: held.flatMap(toHeld),
      claims: new Map(held.map((record) => [record.trust?.digest as Hex, toBundled(record)])),
      accepted: accepted.flatMap((record) =>
        record.trust === null
          ? []
          : [
              {
                ...toBundled(record),
                digest: record.trust.digest,
                replicated: record.trust.replicated,
              },
            ],
      ),
      overrulings,
      verdicts: [...accepted.map(({ receipt }) => receipt), ...ruled].flatMap((key) => {
        const { jobId, unitIndex } = key
        const verdict = this.#shelf.unit(key)?.unit.verdict ?? null
        return verdict === null ? [] : [[{ jobId, unitIndex }, verdict] as const]
      }),
      closings: this.#closings(tipId),
      cancelled: this.#cancelled(),
      silent: this.#silent(tipId, silence),
      // All there are have been named.
      othersEstablished: false,
    }
  }

  /** The units a batch changes; null when one of them has moved on. */
  changesOf({ trust }: ClosingBatch, toView: (stored: StoredUnit) => UnitView) {
    const open = this.#overrulings().map(({ batchId }) => batchId)
    if (trust?.rulings.some((batchId) => !open.includes(batchId)) === true) return null
    const changes: { readonly stored: StoredUnit; readonly change: UnitChange }[] = []
    for (const outcome of trust?.outcomes ?? []) {
      const stored = this.#shelf.unit(outcome)
      const change = stored && trust ? trust.decide(toView(stored), outcome) : null
      if (stored === undefined || change === null) return null
      changes.push({ stored, change })
    }
    return changes
  }

  /** Remembers what a batch says of accounts and jobs, and which units it believed. */
  note({ batch, trust }: ClosingBatch): void {
    for (const outcome of trust?.outcomes ?? []) {
      const stored = this.#shelf.unit(outcome)
      if (stored !== undefined && outcome.verdict !== null) stored.batchId = batch.id
      if (stored !== undefined && outcome.overruled !== null) stored.batchId = null
    }
    for (const one of this.#healed) {
      if (trust?.rulings.includes(one.batchId) === true) one.takenIn = batch.id
    }
    for (const record of trust?.accounts ?? []) {
      const known = this.#accounts.get(record.account)
      const grew = record.trust.sealed > (known?.trust.sealed ?? 0)
      this.#accounts.set(record.account, {
        ...{ trust: record.trust, established: record.established, reason: record.reason },
        sealedAtMs: grew ? batch.closedAtMs : (known?.sealedAtMs ?? 0),
        sealedIn: grew ? batch.id : (known?.sealedIn ?? 0),
        closingIn: known?.closingIn ?? null,
      })
    }
    for (const account of trust?.closings ?? []) {
      const entry = this.#accounts.get(account)
      if (entry !== undefined) entry.closingIn = batch.id
    }
    for (const jobId of trust?.cancelled ?? []) this.#dropped.add(jobId)
  }
}

/** A sealed receipt as the fold knows it. */
function toHeld({ receipt, trust }: ReceiptRecord): HeldReceipt[] {
  if (trust === null || trust.sealed === null) return []
  const { digest, replicated, state } = trust
  if (state === 'accepted' || state === 'decided') return []
  const { jobId, unitIndex, account } = receipt
  return [{ jobId, unitIndex, account, digest, replicated, state, ...trust.sealed }]
}
