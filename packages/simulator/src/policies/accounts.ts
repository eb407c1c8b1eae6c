/** What the coordinator keeps of each account: its trust, and how much of it is undecided. */
import type { Account } from '@pumasi/domain'
import { invariant } from '@pumasi/domain'
import { newAccountTrust, trustPhase } from '@pumasi/rules'
import type { AccountTrust, TrustLedger } from '@pumasi/rules'
import type { Scenario } from '../scenario.ts'
import type { SimAccount } from '../world/unit.ts'

export interface AccountRecord {
  readonly account: SimAccount
  trust: AccountTrust
  /** Leases, and receipts that nothing is decided about yet. */
  undecided: number
  /** Receipts that ever were in a batch. */
  receipts: number
  lastSealedMs: number
}

export class Accounts {
  readonly #scenario: Scenario
  readonly #ledger: TrustLedger
  readonly #records = new Map<Account, AccountRecord>()
  readonly #provisional = new Set<AccountRecord>()
  /** How many accounts are established. */
  established = 0

  constructor(scenario: Scenario, ledger: TrustLedger) {
    this.#scenario = scenario
    this.#ledger = ledger
  }

  /** The record of an account, which begins with the history of its class. */
  of(account: SimAccount): AccountRecord {
    const known = this.#records.get(account.id)
    if (known !== undefined) return known
    const history = this.#scenario.classes[account.classIndex]?.history ?? 0
    const trust = { ...newAccountTrust, history }
    this.#ledger.setTrust(account.id, trust)
    const record = { account, trust, undecided: 0, receipts: 0, lastSealedMs: 0 }
    this.#records.set(account.id, record)
    if (this.#isEstablished(trust)) this.established += 1
    return record
  }

  known(id: Account): AccountRecord {
    const record = this.#records.get(id)
    invariant(record !== undefined, 'an account that reported is known', { id })
    return record
  }

  change(record: AccountRecord, trust: AccountTrust): void {
    this.established -= Number(this.#isEstablished(record.trust))
    this.established += Number(this.#isEstablished(trust))
    record.trust = trust
    if (trust.provisional.length > 0) this.#provisional.add(record)
    else this.#provisional.delete(record)
  }

  /**
   * Accounts with provisional units alone that sealed nothing later than that, in the order in
   * which they got theirs; of those that are busy what is on its way may settle the rest.
   */
  silent(sealedMs: number, busy: ReadonlySet<Account>): readonly Account[] {
    return [...this.#provisional].flatMap(({ account: { id }, trust, lastSealedMs }) => {
      const waits = trust.open.length > 0 || busy.has(id)
      return waits || lastSealedMs > sealedMs ? [] : [id]
    })
  }

  #isEstablished(trust: AccountTrust): boolean {
    return trustPhase(trust, this.#scenario.rules) === 'established'
  }
}
