/**
 * BOINC's adaptive replication, the peer to compare with.
 *
 * A host with fewer than `consecutiveMin` consecutive valid replicated units is always replicated;
 * then it is trusted with probability 1 - 1/CV, drawn once a request. A trusted unit is believed at
 * its first report, and nothing re-checks it. A wrong replicated unit sets the count back to none.
 */
import type { Random } from '../world/random.ts'
import type { Tally } from '../world/tally.ts'
import type { SimAccount, SimLease, SimOutput, SimUnit } from '../world/unit.ts'
import type { HostClass, Scenario } from '../scenario.ts'
import type { OnFailure, Policy } from './policy.ts'
import { WantedUnits } from './wanted.ts'

interface BoincUnit extends SimUnit {
  /** Hosts it is meant for. */
  quorum: 1 | 2
  readonly votes: { readonly account: SimAccount; readonly output: SimOutput }[]
  readonly holders: SimAccount[]
  believed: boolean
}

export class BoincPolicy implements Policy {
  readonly #rule: Scenario['boinc']
  readonly #tally: Tally
  readonly #random: Random
  readonly #onFailure: OnFailure
  readonly #consecutive = new Map<SimAccount, number>()
  readonly #history: (account: SimAccount) => number
  readonly #wanted = new WantedUnits<BoincUnit>()
  #units = 0
  #open = 0
  #draining = false

  constructor(scenario: Scenario, tally: Tally, random: Random, onFailure: OnFailure) {
    this.#rule = scenario.boinc
    this.#history = ({ classIndex }) => scenario.classes[classIndex]?.history ?? 0
    this.#tally = tally
    this.#random = random
    this.#onFailure = onFailure
  }

  admits(): boolean {
    return true
  }

  take(account: SimAccount, takes: HostClass['takes']): readonly SimLease[] {
    const { consecutiveMin, unitsPerRequest } = this.#rule
    const valid = this.#consecutive.get(account) ?? this.#history(account)
    const trusted = valid >= consecutiveMin && this.#random.unit() > 1 / valid
    const leases: SimLease[] = []
    while (leases.length < unitsPerRequest) {
      const unit =
        (takes === 'own' ? null : this.#waiting(account)) ??
        (takes === 'checks' ? null : this.#fresh(account, trusted))
      if (unit === null) break
      unit.holders.push(account)
      leases.push({ unit, account, spot: false })
    }
    return leases
  }

  #waiting(account: SimAccount): BoincUnit | null {
    const wanted = this.#wanted.take(account, ({ unit }) => !unit.holders.includes(account))
    return wanted?.unit ?? null
  }

  #fresh(account: SimAccount, trusted: boolean): BoincUnit | null {
    if (this.#draining) return null
    const unit: BoincUnit = {
      id: (this.#units += 1),
      // What it costs is the doing of the host it was made for, whoever reports first.
      first: account,
      firstAtMs: 0,
      runs: 0,
      quorum: trusted ? 1 : 2,
      votes: [],
      holders: [],
      believed: false,
    }
    if (!trusted) this.#wanted.push({ unit, purpose: 'check' })
    return unit
  }

  report({ unit: reported, account }: SimLease, output: SimOutput, nowMs: number): void {
    const unit = reported as BoincUnit
    unit.runs += 1
    if (unit.runs === 1) {
      unit.firstAtMs = nowMs
      this.#open += 1
    }
    // A late one within its lease is still credited when it agrees; nothing more is decided.
    if (unit.believed) return
    unit.votes.push({ account, output })
    const winner = unit.votes.find(
      ({ output: one }) => unit.votes.filter((vote) => vote.output === one).length >= unit.quorum,
    )
    if (winner !== undefined) this.#believe(unit, winner.account, winner.output, nowMs)
    else if (unit.votes.length >= unit.quorum) this.#wanted.push({ unit, purpose: 'check' })
  }

  #believe(unit: BoincUnit, by: SimAccount, output: SimOutput, nowMs: number): void {
    unit.believed = true
    this.#open -= 1
    this.#tally.believe(unit, by, output, nowMs)
    for (const vote of unit.votes) {
      const { account } = vote
      if (vote.output === output) {
        this.#tally.of(account).credited += 1
        if (unit.quorum === 2) {
          const valid = this.#consecutive.get(account) ?? this.#history(account)
          this.#consecutive.set(account, valid + 1)
        }
      } else {
        this.#consecutive.set(account, 0)
        this.#tally.of(account).strikes += 1
        this.#onFailure(account)
      }
    }
  }

  lose({ unit, account }: SimLease): void {
    const lost = unit as BoincUnit
    // It reported nothing, so it may have the unit again.
    lost.holders.splice(lost.holders.indexOf(account), 1)
    if (!lost.believed) this.#wanted.push({ unit: lost, purpose: 'check' })
  }

  tick(): void {
    // Everything is decided when it is reported.
  }

  drain(): void {
    this.#draining = true
  }

  openUnits(): number {
    return this.#open
  }
}
