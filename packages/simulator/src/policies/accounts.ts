/** What the coordinator keeps of each account: its trust, and which unit each receipt is about. */
import { invariant } from '@pumasi/domain'
import { newAccountTrust, trustPhase } from '@pumasi/rules'
import type { AccountTrust } from '@pumasi/rules'
import type { Scenario } from '../scenario.ts'
import type { SimAccount } from '../world/unit.ts'
import type { AdaptiveUnit } from './adaptive-unit.ts'

export class AccountRecord {
  readonly account: SimAccount
  trust: AccountTrust
  /** Leases, and receipts that nothing is decided about yet. */
  undecided = 0
  /** Sealed receipts whose seed is not known yet. */
  undrawn = 0
  lastSealedMs = 0
  readonly #units = new Map<number, AdaptiveUnit>()

  constructor(account: SimAccount, trust: AccountTrust) {
    this.account = account
    this.trust = trust
  }

  /** Receipt `seq` is about this unit. */
  place(seq: number, unit: AdaptiveUnit): void {
    this.#units.set(seq, unit)
  }

  unitAt(seq: number): AdaptiveUnit {
    const unit = this.#units.get(seq)
    invariant(unit !== undefined, 'a receipt is about a unit', { seq })
    return unit
  }

  /** The receipt is decided: its unit, for the last time. */
  release(seq: number): AdaptiveUnit {
    const unit = this.unitAt(seq)
    this.#units.delete(seq)
    this.undecided -= 1
    return unit
  }
}

export class Accounts {
  readonly #scenario: Scenario
  readonly #records = new Map<SimAccount, AccountRecord>()
  readonly #provisional = new Set<AccountRecord>()
  /** How many accounts are established. */
  established = 0

  constructor(scenario: Scenario) {
    this.#scenario = scenario
  }

  of(account: SimAccount): AccountRecord {
    const known = this.#records.get(account)
    if (known !== undefined) return known
    const history = this.#scenario.classes[account.classIndex]?.history ?? 0
    const record = new AccountRecord(account, { ...newAccountTrust, history })
    this.#records.set(account, record)
    if (this.#isEstablished(record.trust)) this.established += 1
    return record
  }

  change(record: AccountRecord, trust: AccountTrust): void {
    this.established -= Number(this.#isEstablished(record.trust))
    this.established += Number(this.#isEstablished(trust))
    record.trust = trust
    if (trust.provisional.length > 0) this.#provisional.add(record)
    else this.#provisional.delete(record)
  }

  /** Accounts with provisional units, in the order in which they got theirs. */
  withProvisional(): readonly AccountRecord[] {
    return [...this.#provisional]
  }

  #isEstablished(trust: AccountTrust): boolean {
    return trustPhase(trust, this.#scenario.rules) === 'established'
  }
}
