/**
 * The grid's own policy: the functions of `rules`, called in the order ADR 13 lays down.
 *
 * Once a batch: the receipts sealed last time are drawn, with a seed that did not exist then;
 * accounts that fell silent are closed; the receipts that came since are sealed one by one. No
 * belief and no credit comes from anywhere but the steps these functions return.
 */
import { invariant } from '@pumasi/domain'
import type { Hex } from '@pumasi/domain'
import { keccak, encodeWords } from '@pumasi/proof'
import {
  PPM,
  applyTrustEvent,
  countSeqs,
  decideAdmission,
  decideAgreement,
  decideAllowance,
  decideChecker,
  decideClosing,
  decideDraw,
  decideReplication,
  decideSpotCheck,
  trustPhase,
} from '@pumasi/rules'
import type { ReplicationPlan, SeqRange, TrustEvent, TrustStep } from '@pumasi/rules'
import type { HostClass, Scenario } from '../scenario.ts'
import { Random, hexOf } from '../world/random.ts'
import type { Tally } from '../world/tally.ts'
import type { SimAccount, SimLease, SimOutput } from '../world/unit.ts'
import { AddressBook } from './address-book.ts'
import { AdaptiveUnit, weighedVotes } from './adaptive-unit.ts'
import type { SimVote } from './adaptive-unit.ts'
import { Accounts } from './accounts.ts'
import type { AccountRecord } from './accounts.ts'
import type { OnFailure, Policy } from './policy.ts'
import { SpotUnits } from './spot-units.ts'
import { WantedUnits } from './wanted.ts'
import type { Wanted } from './wanted.ts'

interface Incoming {
  readonly lease: SimLease<AdaptiveUnit>
  readonly output: SimOutput
  readonly atMs: number
}

interface Undrawn {
  readonly record: AccountRecord
  readonly seq: number
  readonly plan: ReplicationPlan
}

const DAY_MS = 86_400_000

export class AdaptivePolicy implements Policy {
  readonly #scenario: Scenario
  readonly #seed: number
  readonly #random: Random
  readonly #tally: Tally
  readonly #onFailure: OnFailure
  readonly #accounts: Accounts
  readonly #addresses: AddressBook
  readonly #wanted = new WantedUnits<AdaptiveUnit>()
  readonly #spots = new SpotUnits()
  #incoming: Incoming[] = []
  #undrawn: Undrawn[] = []
  #units = 0
  #batches = 0
  #blockHash: Hex = hexOf(0, 0)
  #open = 0
  #draining = false

  constructor(scenario: Scenario, seed: number, tally: Tally, onFailure: OnFailure) {
    this.#scenario = scenario
    this.#seed = seed
    this.#random = new Random(seed, 'spot checks')
    this.#tally = tally
    this.#onFailure = onFailure
    this.#accounts = new Accounts(scenario)
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
    if (known === null) unit.holders.push(account)
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
    const wanted = this.#wanted.take(record.account, allowed)
    return wanted?.unit ?? null
  }

  #fresh(): AdaptiveUnit | null {
    return this.#draining ? null : new AdaptiveUnit((this.#units += 1))
  }

  report(lease: SimLease, output: SimOutput, nowMs: number): void {
    this.#incoming.push({ lease: lease as SimLease<AdaptiveUnit>, output, atMs: nowMs })
  }

  lose({ unit, account, spot }: SimLease): void {
    const lost = unit as AdaptiveUnit
    this.#accounts.of(account).undecided -= 1
    if (spot) return
    // It reported nothing, so it may have the unit again.
    lost.holders.splice(lost.holders.indexOf(account), 1)
    const purpose = lost.votes.length > 0 ? 'check' : 'run'
    this.#wanted.push({ unit: lost, purpose })
  }

  tick(nowMs: number): void {
    this.#batches += 1
    // Stands for the hash of a block mined after the last batch was committed.
    this.#blockHash = keccak(encodeWords([this.#seed, this.#batches]))
    const drawn = this.#undrawn
    this.#undrawn = []
    for (const undrawn of drawn) this.#draw(undrawn, nowMs)
    this.#closeSilent(nowMs)
    const incoming = this.#incoming
    this.#incoming = []
    for (const { lease, output, atMs } of incoming) this.#seal(lease, output, atMs, nowMs)
  }

  drain(): void {
    this.#draining = true
  }

  openUnits(): number {
    return this.#open + this.#incoming.length
  }

  /** Stands for a receipt's digest; all that is asked of it is that no two are the same. */
  #digestOf(record: AccountRecord, seq: number): Hex {
    return hexOf(record.account.index, seq)
  }

  #draw({ record, seq, plan }: Undrawn, nowMs: number): void {
    const { rules } = this.#scenario
    const digest = this.#digestOf(record, seq)
    const { audited } = decideDraw(plan, this.#blockHash, digest, rules)
    const unit = record.unitAt(seq)
    const step = this.#apply(record, { type: 'drawn', seq, audited }, nowMs)
    if (audited && step.voided.length === 0) this.#check(unit)
  }

  /** Others are to run the unit too. */
  #check(unit: AdaptiveUnit): void {
    unit.checked = true
    this.#wanted.push({ unit, purpose: 'check' })
  }

  /**
   * Closes at once. On a chain the account is listed one batch before its draw (ADR 13), so that
   * nobody picks the seed; here nobody would.
   */
  #closeSilent(nowMs: number): void {
    const { closeAfterDays, rules } = this.#scenario
    for (const record of this.#accounts.withProvisional()) {
      const silent = nowMs - record.lastSealedMs >= closeAfterDays * DAY_MS
      if (!silent && !this.#draining) continue
      // What is open already may settle the rest.
      if (record.trust.open.length > 0 || record.undrawn > 0) continue
      const digestOf = (seq: number): Hex => this.#digestOf(record, seq)
      const { redrawn } = decideClosing(record.trust, digestOf, this.#blockHash, rules)
      for (const seq of redrawn) {
        this.#apply(record, { type: 'redrawn', seq }, nowMs)
        this.#check(record.unitAt(seq))
      }
    }
  }

  #seal(lease: SimLease<AdaptiveUnit>, output: SimOutput, atMs: number, nowMs: number): void {
    const { unit, account, spot } = lease
    const { demand, rules } = this.#scenario
    const record = this.#accounts.of(account)
    const plan = decideReplication(record.trust, demand, rules)
    const seq = record.trust.sealed
    unit.runs += 1
    if (unit.first === null) {
      unit.first = account
      unit.firstAtMs = atMs
      this.#open += 1
    }
    record.lastSealedMs = nowMs
    record.place(seq, unit)
    if (spot) {
      this.#apply(record, { type: 'sealed', replicated: true }, nowMs)
      this.#settleVote({ account, output, seq, established: true, paid: plan.paid }, unit, nowMs)
      return
    }
    const replicated = unit.checked || plan.kind === 'replicate'
    this.#apply(record, { type: 'sealed', replicated }, nowMs)
    const established = trustPhase(record.trust, rules) === 'established'
    unit.votes.push({ account, output, seq, established, paid: plan.paid })
    if (!replicated) {
      record.undrawn += 1
      this.#undrawn.push({ record, seq, plan })
      return
    }
    unit.checked = true
    this.#decide(unit, nowMs)
  }

  #decide(unit: AdaptiveUnit, nowMs: number): void {
    const decision = decideAgreement(weighedVotes(unit.votes))
    if (decision.kind === 'open') {
      this.#wanted.push({ unit, purpose: 'check' })
      return
    }
    const { votes } = unit
    if (decision.kind === 'hopeless') {
      unit.again()
      for (const { account, seq } of votes)
        this.#apply(this.#accounts.of(account), { type: 'dropped', seq }, nowMs)
      this.#wanted.push({ unit, purpose: 'run' })
      return
    }
    const position = weighedVotes(votes).findIndex(
      ({ outputHash }) => outputHash === decision.verdict.outputHash,
    )
    const winner = votes[position]
    invariant(winner !== undefined, 'a verdict is one of the votes', { unit: unit.id })
    this.#believe(unit, winner, nowMs)
    for (const vote of votes) this.#settleVote(vote, unit, nowMs)
  }

  #believe(unit: AdaptiveUnit, by: SimVote, nowMs: number): void {
    unit.believed = by.output
    this.#open -= 1
    this.#spots.add(unit)
    this.#tally.believe(unit, by.account, by.output, nowMs)
  }

  /** An open receipt of a believed unit: confirmed or refuted. */
  #settleVote(vote: SimVote, unit: AdaptiveUnit, nowMs: number): void {
    const { account, output, seq, paid } = vote
    const record = this.#accounts.of(account)
    const agreed = output === unit.believed
    const { strikes } = record.trust
    this.#apply(record, { type: 'settled', seq, agreed }, nowMs)
    if (agreed && paid) this.#tally.of(account).credited += 1
    this.#tally.of(account).strikes += record.trust.strikes - strikes
    if (!agreed) this.#onFailure(account)
  }

  /** Applies one event and does what it says: belief for some units, another run for others. */
  #apply(record: AccountRecord, event: TrustEvent, nowMs: number): TrustStep {
    const step = applyTrustEvent(record.trust, event, this.#scenario.rules)
    this.#accounts.change(record, step.trust)
    if (event.type === 'drawn') record.undrawn -= 1
    if (event.type === 'settled' || event.type === 'dropped') record.release(event.seq)
    for (const seq of seqsOf(step.vested)) {
      const unit = record.release(seq)
      const vote = unit.votes[0]
      invariant(vote !== undefined, 'a provisional unit has its receipt', { unit: unit.id })
      this.#believe(unit, vote, nowMs)
      if (vote.paid) this.#tally.of(record.account).credited += 1
    }
    for (const seq of seqsOf(step.voided)) {
      const unit = record.release(seq)
      unit.again()
      this.#wanted.push({ unit, purpose: 'run' })
    }
    this.#tally.of(record.account).voided += countSeqs(step.voided)
    return step
  }
}

function* seqsOf(ranges: readonly SeqRange[]): Generator<number> {
  for (const { from, to } of ranges) for (let seq = from; seq < to; seq += 1) yield seq
}
