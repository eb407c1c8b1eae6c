/**
 * The grid's own policy: `foldBatch` of the rules over a ledger of the whole grid, as a coordinator
 * and an auditor call it, and the decisions about who may take what.
 *
 * Once a batch: what the batch before sealed is drawn with a seed that did not exist then, accounts
 * that fell silent are listed to be closed by the next, and the receipts that came since are
 * sealed. No belief and no credit comes from anywhere but what the fold says.
 */
import { invariant } from '@pumasi/domain'
import type { Account, Hex } from '@pumasi/domain'
import { encodeWords, keccak } from '@pumasi/proof'
import {
  PPM,
  TrustLedger,
  decideAdmission,
  decideAllowance,
  decideChecker,
  decideSpotCheck,
  foldBatch,
} from '@pumasi/rules'
import type { DecidedReceipt, TrustOutcome } from '@pumasi/rules'
import type { HostClass, Scenario } from '../scenario.ts'
import { Random, hexOf } from '../world/random.ts'
import type { Tally } from '../world/tally.ts'
import type { SimAccount, SimLease, SimOutput } from '../world/unit.ts'
import { Accounts } from './accounts.ts'
import type { AccountRecord } from './accounts.ts'
import { AdaptiveUnit } from './adaptive-unit.ts'
import { AddressBook } from './address-book.ts'
import { keyOf, receiptOf } from './claim.ts'
import type { Claim } from './claim.ts'
import type { OnFailure, Policy } from './policy.ts'
import { SpotUnits } from './spot-units.ts'
import { WantedUnits } from './wanted.ts'
import type { Wanted } from './wanted.ts'

const DAY_MS = 86_400_000

interface Incoming {
  readonly lease: SimLease<AdaptiveUnit>
  readonly output: SimOutput
  readonly atMs: number
}

export class AdaptivePolicy implements Policy {
  readonly #scenario: Scenario
  readonly #seed: number
  readonly #random: Random
  readonly #tally: Tally
  readonly #onFailure: OnFailure
  readonly #ledger = new TrustLedger()
  readonly #accounts: Accounts
  readonly #addresses: AddressBook
  readonly #wanted = new WantedUnits<AdaptiveUnit>()
  readonly #spots = new SpotUnits()
  /** Units that somebody ran and nobody believes yet, by number. */
  readonly #open = new Map<number, AdaptiveUnit>()
  /** Receipts that nothing is decided about, by digest. */
  readonly #claims = new Map<Hex, Claim>()
  #incoming: Incoming[] = []
  #units = 0
  #batches = 0
  #draining = false

  constructor(scenario: Scenario, seed: number, tally: Tally, onFailure: OnFailure) {
    this.#scenario = scenario
    this.#seed = seed
    this.#random = new Random(seed, 'spot checks')
    this.#tally = tally
    this.#onFailure = onFailure
    this.#accounts = new Accounts(scenario, this.#ledger)
    this.#addresses = new AddressBook(this.#accounts, scenario.rules)
  }

  admits(account: SimAccount, nowMs: number): boolean {
    const address = this.#addresses.recordOf(account.address, nowMs)
    if (!decideAdmission(address, this.#scenario.rules).allowed) return false
    this.#addresses.admit(account, nowMs)
    return true
  }

  take(account: SimAccount, takes: HostClass['takes']): readonly SimLease[] {
    const { rules } = this.#scenario
    const record = this.#accounts.of(account)
    if (decideAllowance(record.trust, record.undecided, rules).units === 0) return []
    const { spot } = decideSpotCheck(record.trust, this.#random.below(PPM), rules)
    const known = spot && takes !== 'checks' ? this.#spots.find(account, this.#random) : null
    const unit =
      known ??
      (takes === 'own' ? null : this.#waiting(record)) ??
      (takes === 'checks' ? null : this.#fresh())
    if (unit === null) return []
    unit.holders.push(account)
    unit.leases += 1
    record.undecided += 1
    return [{ unit, account, spot: known !== null }]
  }

  #waiting(record: AccountRecord): AdaptiveUnit | null {
    const { rules } = this.#scenario
    const gridIsNew = this.#accounts.established === 0
    const allowed = ({ unit, purpose }: Wanted<AdaptiveUnit>, account: SimAccount): boolean => {
      const ranIt = unit.holders.includes(account)
      if (purpose === 'run') return !ranIt
      const sameAddress = unit.holders.some(({ address }) => address === account.address)
      return decideChecker({ trust: record.trust, ranIt, sameAddress, gridIsNew }, rules).allowed
    }
    const unit = this.#wanted.take(record.account, allowed)?.unit ?? null
    if (unit !== null) unit.queued = false
    return unit
  }

  #fresh(): AdaptiveUnit | null {
    return this.#draining ? null : new AdaptiveUnit((this.#units += 1))
  }

  report(lease: SimLease, output: SimOutput, nowMs: number): void {
    this.#incoming.push({ lease: lease as SimLease<AdaptiveUnit>, output, atMs: nowMs })
  }

  lose({ unit, account }: SimLease): void {
    const lost = unit as AdaptiveUnit
    this.#accounts.of(account).undecided -= 1
    // It reported nothing, so it may have the unit again.
    lost.holders.splice(lost.holders.indexOf(account), 1)
    lost.leases -= 1
    this.#want(lost)
    this.#forget(lost)
  }

  /** Others are to run the unit, unless somebody is at it. */
  #want(unit: AdaptiveUnit): void {
    if (unit.settled !== null || unit.queued || unit.leases > 0) return
    const { votes } = this.#ledger.unitOf(keyOf(unit))
    if (votes.length > 0 && !votes.some(({ state }) => state === 'open')) return
    unit.queued = true
    this.#wanted.push({ unit, purpose: votes.length > 0 ? 'check' : 'run' })
  }

  drain(): void {
    this.#draining = true
  }

  openUnits(): number {
    return this.#open.size + this.#incoming.length
  }

  tick(nowMs: number): void {
    this.#batches += 1
    const incoming = this.#incoming
    this.#incoming = []
    const silent = this.#silent(nowMs)
    const sealed = incoming.flatMap((one) => this.#seal(one, nowMs))
    const reporting = new Set(sealed.map(({ account }) => account))
    const batch = {
      id: this.#batches,
      // Stands for the hash of a block mined after the last batch was committed.
      seed: keccak(encodeWords([this.#seed, this.#batches])),
      // Nobody is there to challenge anything.
      ...{ overruled: [], cancelled: [] },
      sealed,
      closings: silent.filter((account) => !reporting.has(account)),
    }
    const outcome = foldBatch(this.#ledger, batch, {
      rules: this.#scenario.rules,
      demandOf: () => this.#scenario.demand,
      reveal: (digest) => this.#claims.get(digest)?.receipt ?? null,
    })
    const [fault] = outcome.faults
    invariant(fault === undefined, 'a batch lists what can be folded', { ...fault })
    this.#follow(outcome, nowMs)
    for (const { lease } of incoming) this.#forget(lease.unit)
  }

  /** Accounts that the next batch may close. */
  #silent(nowMs: number): readonly Account[] {
    const { undrawn, closings } = this.#ledger
    const sinceMs = nowMs - this.#scenario.closeAfterDays * DAY_MS
    const busy = new Set([...undrawn.map(({ account }) => account), ...closings])
    return this.#accounts.silent(this.#draining ? nowMs : sinceMs, busy)
  }

  /** A receipt as the batch lists it; none of a unit that was given up meanwhile. */
  #seal({ lease, output, atMs }: Incoming, nowMs: number) {
    const { unit, account } = lease
    const record = this.#accounts.of(account)
    unit.leases -= 1
    if (unit.settled === 'given up') {
      record.undecided -= 1
      return []
    }
    // Stands for a receipt's digest; all that is asked of it is that no two are the same.
    const digest = hexOf(account.index, (record.receipts += 1) - 1)
    this.#claims.set(digest, { unit, account, output, receipt: receiptOf(unit, account, output) })
    unit.runs += 1
    record.lastSealedMs = nowMs
    if (unit.first === null) {
      unit.first = account
      unit.firstAtMs = atMs
      this.#open.set(unit.id, unit)
    }
    return [{ ...keyOf(unit), account: account.id, digest, replicated: false }]
  }

  /** Does what the fold says. */
  #follow(outcome: TrustOutcome, nowMs: number): void {
    for (const [id, { trust }] of outcome.accounts) {
      const record = this.#accounts.known(id)
      this.#tally.of(record.account).strikes += trust.strikes - record.trust.strikes
      this.#accounts.change(record, trust)
    }
    const agreed = new Map<number, Claim>()
    for (const decided of outcome.decided) this.#decide(decided, agreed)
    for (const { unitIndex } of outcome.believed) {
      const by = agreed.get(unitIndex)
      invariant(by !== undefined, 'a believed unit has a receipt that agrees', { unitIndex })
      this.#settle(by.unit, 'believed')
      this.#tally.believe(by.unit, by.account, by.output, nowMs)
      const last = this.#spots.add(by.unit)
      if (last !== null) this.#retire(last)
    }
    for (const { unitIndex } of outcome.failed) {
      const unit = this.#open.get(unitIndex)
      if (unit === undefined) continue
      this.#settle(unit, 'given up')
      this.#retire(unit)
    }
    for (const { unitIndex } of [...outcome.again, ...outcome.checks]) {
      const unit = this.#open.get(unitIndex)
      if (unit !== undefined) this.#want(unit)
    }
  }

  /** Something was decided about a receipt; notes who agreed first about a unit. */
  #decide({ receipt: { digest, unitIndex }, fate }: DecidedReceipt, agreed: Map<number, Claim>) {
    const claim = this.#claims.get(digest)
    invariant(claim !== undefined, 'what is decided was undecided', { digest })
    const { account } = claim
    this.#claims.delete(digest)
    this.#accounts.of(account).undecided -= 1
    const tally = this.#tally.of(account)
    if (fate.kind === 'credited') tally.credited += 1
    if (fate.kind === 'void') tally.voided += 1
    if (fate.kind === 'refuted') this.#onFailure(account)
    const agrees = fate.kind === 'credited' || fate.kind === 'unpaid'
    if (agrees && !agreed.has(unitIndex)) agreed.set(unitIndex, claim)
  }

  #settle(unit: AdaptiveUnit, settled: AdaptiveUnit['settled']): void {
    unit.settled = settled
    this.#open.delete(unit.id)
  }

  /** Nobody takes the unit any more; whoever has it may still report. */
  #retire(unit: AdaptiveUnit): void {
    unit.retired = true
    this.#forget(unit)
  }

  /** Nothing can come of the unit any more: a grid of millions must not remember each. */
  #forget(unit: AdaptiveUnit): void {
    if (unit.retired && unit.leases === 0) this.#ledger.forget(keyOf(unit))
  }
}
