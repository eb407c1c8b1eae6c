/** What the store in memory knows of networks: where hosts ask from, and who began from where. */
import type { Account } from '@pumasi/domain'
import type { Lease } from '@pumasi/rules'
import type { Entrant, HostRecord, LeaseRequest, Network, Whence } from '../ports/job-store.ts'
import type { AddressRecord } from '../ports/job-store.ts'
import { waits } from './memory-units.ts'
import type { StoredUnit } from './memory-units.ts'

export class MemoryNetworks {
  readonly #hosts: ReadonlyMap<string, HostRecord>
  readonly #isEstablished: (account: Account) => boolean
  readonly #places = new Map<Account, Network | null>()
  readonly #admissions = new Map<Account, Pick<Entrant, 'network' | 'nowMs'>>()

  constructor(
    hosts: ReadonlyMap<string, HostRecord>,
    isEstablished: (account: Account) => boolean,
  ) {
    this.#hosts = hosts
    this.#isEstablished = isEstablished
  }

  note(session: Account, network: Network | null | undefined): void {
    if (network !== undefined) this.#places.set(session, network)
  }

  #placeOf = (session: Account): Network | null => this.#places.get(session) ?? null

  isAdmitted = (account: Account): boolean => this.#admissions.has(account)

  #isHeard(account: Account, sinceMs: number): boolean {
    return [...this.#hosts.values()].some(
      (host) => host.account === account && host.lastSeenMs >= sinceMs,
    )
  }

  /** Hosts of established accounts that were heard of. */
  #known(sinceMs: number): HostRecord[] {
    return [...this.#hosts.values()].filter(
      ({ account, lastSeenMs }) => lastSeenMs >= sinceMs && this.#isEstablished(account),
    )
  }

  isElsewhere = ({ network, sinceMs }: Whence): boolean =>
    this.#known(sinceMs).some(({ session }) => this.#placeOf(session) !== network)

  admit<Decision extends { readonly allowed: boolean }>(
    { account, network, nowMs, sinceMs }: Entrant,
    decide: (address: AddressRecord) => Decision,
  ): Decision {
    const others = [...this.#admissions].filter(
      ([other, { network: from }]) => other !== account && from === network,
    )
    const newcomers = others.filter(
      ([other]) => !this.#isEstablished(other) && this.#isHeard(other, sinceMs),
    )
    const admittedToday = others.filter(([, entry]) => entry.nowMs >= sinceMs).length
    const decision = decide({ newcomers: newcomers.length, admittedToday })
    if (decision.allowed && !this.isAdmitted(account)) {
      this.#admissions.set(account, { network, nowMs })
    }
    return decision
  }

  /** Forgets who began before then, and of whose hosts none was seen since. */
  forget(beforeMs: number, limit: number): number {
    const idle = [...this.#admissions]
      .filter(([account, { nowMs }]) => nowMs < beforeMs && !this.#isHeard(account, beforeMs))
      .sort(([, a], [, b]) => a.nowMs - b.nowMs)
      .slice(0, limit)
    for (const [account] of idle) this.#admissions.delete(account)
    return idle.length
  }

  /** True when a unit is run, or was, from a network. */
  ranFrom = ({ leases }: StoredUnit, network: Network): boolean =>
    runsOf(leases).some(({ session }) => this.#placeOf(session) === network)

  /** True when the permit keeps an account from a unit: run near it, and checked elsewhere. */
  isNear = ({ leases, receipts, demand }: StoredUnit, { permit }: LeaseRequest): boolean => {
    const apart = permit?.apart ?? null
    if (apart === null || demand === null || !waits(receipts)) return false
    const runs = runsOf(leases).map(({ account, session }) => ({
      ...{ account, place: this.#placeOf(session) },
    }))
    if (!runs.some(({ place }) => place === apart.network)) return false
    return this.#known(apart.sinceMs).some(({ account, session }) => {
      const place = this.#placeOf(session)
      return !runs.some((run) => run.account === account || run.place === place)
    })
  }
}

/** Leases of a unit that stand for a run of it. */
const runsOf = (leases: StoredUnit['leases']): Lease[] =>
  [...leases.values()].filter(({ state }) => state === 'active' || state === 'reported')
