/**
 * Trust ledger: what batches have established about accounts and about receipts not decided yet.
 *
 * The auditor keeps all of it from batch 1 on; a coordinator loads for one batch what that batch
 * can touch: the accounts of all receipts that are drawn, sealed, or voted beside, and the accounts
 * to be closed, each with its undecided receipts; the votes on those receipts' units; the verdicts
 * of units that were believed already. Only `foldBatch` changes it.
 */
import type { Account, JobId } from '@pumasi/domain'
import { newAccountTrust, trustPhase } from '../../policy/trust/account-trust.ts'
import type { AccountTrust } from '../../policy/trust/account-trust.ts'
import type { TrustRules } from '../../policy/trust/trust-rules.ts'
import type { Verdict } from '../../policy/quorum.ts'
import type { UnitKey } from '../unit-key.ts'
import type { HeldReceipt } from './held-receipt.ts'

/** What a ledger is loaded from; receipts in the order in which they were sealed. */
export interface TrustRecords {
  readonly accounts: Iterable<readonly [Account, AccountTrust]>
  readonly held: readonly HeldReceipt[]
  readonly verdicts: Iterable<readonly [UnitKey, Verdict]>
  /** Accounts that the batch before listed for closing. */
  readonly closings: readonly Account[]
  /** An account beside these is established. */
  readonly othersEstablished: boolean
}

const nothing: TrustRecords = {
  ...{ accounts: [], held: [], verdicts: [], closings: [] },
  othersEstablished: false,
}

export const unitKeyOf = ({ jobId, unitIndex }: UnitKey): string => `${jobId} ${unitIndex}`

/** A unit that has receipts, decided or not. */
interface KnownUnit {
  /** Undecided receipts in the order in which they were sealed. */
  votes: readonly HeldReceipt[]
  verdict: Verdict | null
  failed: boolean
  /** Everybody who ever had a receipt of it sealed. */
  readonly accounts: Set<Account>
}

export class TrustLedger {
  readonly #accounts: Map<Account, AccountTrust>
  readonly #units = new Map<string, KnownUnit>()
  readonly #numbers = new Map<Account, Map<number, HeldReceipt>>()
  readonly #cancelled = new Set<JobId>()
  readonly #othersEstablished: boolean
  closings: readonly Account[]
  /** Receipts that wait for their draw, in the order in which they were sealed. */
  undrawn: HeldReceipt[]

  constructor({ accounts, held, verdicts, closings, othersEstablished }: TrustRecords = nothing) {
    this.#accounts = new Map(accounts)
    this.#othersEstablished = othersEstablished
    this.closings = closings
    for (const [key, verdict] of verdicts) this.unitOf(key).verdict = verdict
    for (const receipt of held) this.hold(receipt)
    this.undrawn = held.filter(({ state }) => state === 'undrawn')
  }

  trustOf(account: Account): AccountTrust {
    return this.#accounts.get(account) ?? newAccountTrust
  }

  setTrust(account: Account, trust: AccountTrust): void {
    this.#accounts.set(account, trust)
  }

  /** True while nobody in the grid is established. */
  isNew(rules: TrustRules): boolean {
    if (this.#othersEstablished) return false
    return ![...this.#accounts.values()].some((trust) => trustPhase(trust, rules) === 'established')
  }

  unitOf(key: UnitKey): KnownUnit {
    const name = unitKeyOf(key)
    const known = this.#units.get(name)
    if (known !== undefined) return known
    const unit: KnownUnit = { votes: [], verdict: null, failed: false, accounts: new Set() }
    this.#units.set(name, unit)
    return unit
  }

  /** Adds an undecided receipt, or puts a newer state of it in its place. */
  hold(receipt: HeldReceipt): void {
    const unit = this.unitOf(receipt)
    const at = unit.votes.findIndex(({ digest }) => digest === receipt.digest)
    unit.votes = at < 0 ? [...unit.votes, receipt] : unit.votes.with(at, receipt)
    unit.accounts.add(receipt.account)
    const numbers = this.#numbers.get(receipt.account) ?? new Map<number, HeldReceipt>()
    numbers.set(receipt.number, receipt)
    this.#numbers.set(receipt.account, numbers)
  }

  /** Takes a receipt out: something was decided about it. */
  release(receipt: HeldReceipt): void {
    const unit = this.unitOf(receipt)
    unit.votes = unit.votes.filter(({ digest }) => digest !== receipt.digest)
    this.#numbers.get(receipt.account)?.delete(receipt.number)
  }

  /**
   * Forgets a unit that is believed or given up, once nothing of it can be sealed any more: for
   * whoever folds millions in one ledger and knows that (the simulator).
   */
  forget(key: UnitKey): void {
    this.#units.delete(unitKeyOf(key))
  }

  heldAt(account: Account, number: number): HeldReceipt | undefined {
    return this.#numbers.get(account)?.get(number)
  }

  /** Every undecided receipt, by account, in the order of its numbers. */
  *held(): Generator<HeldReceipt> {
    for (const numbers of this.#numbers.values()) yield* numbers.values()
  }

  isCancelled(jobId: JobId): boolean {
    return this.#cancelled.has(jobId)
  }

  cancel(jobId: JobId): void {
    this.#cancelled.add(jobId)
  }
}
