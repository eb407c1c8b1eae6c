/**
 * A small grid told by numbers, for tests of the fold: hosts run what is wanted, in an order that
 * chance decides, and batches seal what came. Nothing is signed, nothing is stored.
 */
import type { Hex, TrustDemand } from '@pumasi/domain'
import type { Receipt } from '@pumasi/proof'
import { trustPhase } from '../policy/trust/account-trust.ts'
import { decideReplication } from '../policy/trust/replication.ts'
import { defaultTrustRules } from '../policy/trust/trust-rules.ts'
import type { TrustRules } from '../policy/trust/trust-rules.ts'
import { foldBatch } from '../lifecycle/trust/fold-batch.ts'
import type { FoldContext, TrustBatch } from '../lifecycle/trust/fold-batch.ts'
import type { TrustOutcome } from '../lifecycle/trust/trust-outcome.ts'
import { TrustLedger, unitKeyOf } from '../lifecycle/trust/trust-ledger.ts'
import type { SealedReceipt } from '../lifecycle/trust/held-receipt.ts'
import type { UnitKey } from '../lifecycle/unit-key.ts'
import { account, digest, jobId, makeReceipt } from './votes.ts'

export const storyRules: TrustRules = {
  ...defaultTrustRules,
  probationUnits: 3,
  auditFloorPpm: 250_000,
  vestingChecks: 2,
}

/** What host `n` says the unit put out. */
export type Behaviour = (unitIndex: number) => string

export interface Told {
  readonly batch: TrustBatch
  readonly outcome: TrustOutcome
}

export class TrustStory {
  readonly ledger = new TrustLedger()
  readonly told: Told[] = []
  readonly claims = new Map<Hex, Receipt>()
  readonly believed = new Map<number, string>()
  readonly #hosts: readonly Behaviour[]
  readonly #wanted = new Map<string, UnitKey>()
  readonly #ran = new Map<string, Set<number>>()
  readonly #demand: TrustDemand
  #units = 0
  #incoming: SealedReceipt[] = []

  constructor(hosts: readonly Behaviour[], demand: TrustDemand = { kind: 'adaptive' }) {
    this.#hosts = hosts
    this.#demand = demand
  }

  context(reveal: FoldContext['reveal']): FoldContext {
    const demandOf = (id: string) => (id === jobId ? this.#demand : null)
    return { rules: storyRules, demandOf, reveal }
  }

  /** Host `n` runs the oldest unit that is wanted and that it may run, or a fresh one. */
  run(n: number): void {
    const mayCheck = this.#mayCheck(n)
    const waiting = [...this.#wanted.values()].find(
      (key) =>
        !this.#ran.get(unitKeyOf(key))?.has(n) &&
        (mayCheck || this.ledger.unitOf(key).votes.length === 0),
    )
    this.submit(n, waiting ?? { jobId, unitIndex: (this.#units += 1) - 1 })
  }

  /** Host `n` runs a certain unit, whoever may. */
  submit(n: number, key: UnitKey): void {
    const name = unitKeyOf(key)
    this.#wanted.delete(name)
    this.#ran.set(name, (this.#ran.get(name) ?? new Set()).add(n))
    const output = this.#hosts[n]?.(key.unitIndex) ?? 'nothing'
    const leaseId = digest(`${name} ${n}`) as never
    const { receipt } = makeReceipt(n, output, { unitIndex: key.unitIndex, leaseId })
    const signed = digest(JSON.stringify(receipt, (_, value: unknown) => String(value)))
    const id = digest(`${signed} ${name} ${n}`)
    this.claims.set(id, receipt)
    const trust = this.ledger.trustOf(account(n))
    const { kind } = decideReplication(trust, this.#demand, storyRules)
    const replicated = kind === 'replicate'
    this.#incoming.push({ ...key, account: account(n), digest: id, replicated })
  }

  #mayCheck(n: number): boolean {
    const phase = (of: number) => trustPhase(this.ledger.trustOf(account(of)), storyRules)
    return phase(n) === 'established' || this.#hosts.every((_, of) => phase(of) !== 'established')
  }

  /** Closes a batch over what came since; of what it takes in as ruled wrong nothing is sealed. */
  close(closings: readonly number[] = [], overruled: TrustBatch['overruled'] = []): Told {
    const id = this.told.length + 1
    const wrong = new Set(overruled.map(unitKeyOf))
    for (const name of wrong) this.#wanted.delete(name)
    const batch: TrustBatch = {
      id,
      overruled,
      seed: digest(`block ${id}`),
      cancelled: [],
      sealed: this.#incoming.filter((entry) => !wrong.has(unitKeyOf(entry))),
      closings: closings.map(account),
    }
    this.#incoming = []
    const reveal = (of: Hex): Receipt | null => this.claims.get(of) ?? null
    const outcome = foldBatch(this.ledger, batch, this.context(reveal))
    for (const { unitIndex, verdict } of outcome.believed) {
      this.believed.set(unitIndex, verdict.outputHash)
    }
    for (const key of [...outcome.checks, ...outcome.again]) this.#wanted.set(unitKeyOf(key), key)
    const told = { batch, outcome }
    this.told.push(told)
    return told
  }

  get units(): number {
    return this.#units
  }
}
