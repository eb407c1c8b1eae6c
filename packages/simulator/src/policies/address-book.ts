/** Who began to work from which network address, and when. */
import { trustPhase } from '@pumasi/rules'
import type { AddressRecord, TrustRules } from '@pumasi/rules'
import type { SimAccount } from '../world/unit.ts'
import type { Accounts } from './accounts.ts'

const DAY_MS = 86_400_000

interface Entry {
  readonly account: SimAccount
  readonly atMs: number
}

export class AddressBook {
  readonly #accounts: Accounts
  readonly #rules: TrustRules
  readonly #entries = new Map<number, Entry[]>()

  constructor(accounts: Accounts, rules: TrustRules) {
    this.#accounts = accounts
    this.#rules = rules
  }

  admit(account: SimAccount, nowMs: number): void {
    const entries = this.#entries.get(account.address) ?? []
    entries.push({ account, atMs: nowMs })
    this.#entries.set(account.address, entries)
  }

  recordOf(address: number, nowMs: number): AddressRecord {
    const entries = this.#entries.get(address) ?? []
    const newcomers = entries.filter(({ account }) => {
      const phase = trustPhase(this.#accounts.of(account).trust, this.#rules)
      return phase === 'probation' || phase === 'parole'
    })
    const admittedToday = entries.filter(({ atMs }) => nowMs - atMs < DAY_MS).length
    return { newcomers: newcomers.length, admittedToday }
  }
}
