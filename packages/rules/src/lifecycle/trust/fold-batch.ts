/**
 * Folds one batch into the trust ledger: what it seals, what its seed draws, what follows.
 *
 * In: the ledger after the batch before, the batch's lists, the hash of the block that draws what
 * the batch before sealed, and the contents of receipts as far as they are known. Out: the ledger
 * changed in place, and everything that changed. Coordinator and auditor call it alike; the one
 * knows all contents, the other those that bundles have opened.
 * Order: rulings; draws of the batch before as it listed them; its closings; jobs given up; then
 * the batch's own receipts. Does not read: clock, chain, store.
 * Invariants: no belief without agreement or enough later blind checks, none in what was ruled
 * wrong; whatever a bundle lists, nothing is thrown (fold-batch.test.ts).
 */
import type { Account, Hex, JobId, TrustDemand } from '@pumasi/domain'
import type { Receipt } from '@pumasi/proof'
import { trustPhase } from '../../policy/trust/account-trust.ts'
import type { AccountTrust, SeqRange } from '../../policy/trust/account-trust.ts'
import { decideAgreement, decideAmongNewcomers } from '../../policy/trust/agreement.ts'
import { applyTrustEvent } from '../../policy/trust/apply.ts'
import type { TrustEvent } from '../../policy/trust/apply.ts'
import { decideClosing, decideDraw, decideReplication } from '../../policy/trust/replication.ts'
import type { TrustRules } from '../../policy/trust/trust-rules.ts'
import type { Verdict } from '../../policy/quorum.ts'
import type { UnitKey } from '../unit-key.ts'
import { verdictOf } from '../standing.ts'
import { unitKeyOf } from './trust-ledger.ts'
import type { HeldReceipt, OverruledUnit, SealedReceipt } from './held-receipt.ts'
import type { TrustLedger } from './trust-ledger.ts'
import type { BelievedUnit, DecidedReceipt, Fate } from './trust-outcome.ts'
import type { TrustFault, TrustOutcome } from './trust-outcome.ts'

/** A batch as far as trust is concerned. */
export interface TrustBatch {
  readonly id: number
  /** Units ruled wrong since, in the order of their rulings. */
  readonly overruled: readonly OverruledUnit[]
  /** Hash of the block that draws for the batch before; null when nothing waits for it. */
  readonly seed: Hex | null
  /** Jobs given up since: nothing of theirs is decided any more. */
  readonly cancelled: readonly JobId[]
  /** In the order of their acceptance. */
  readonly sealed: readonly SealedReceipt[]
  /** Accounts whose provisional units are decided with the next seed. */
  readonly closings: readonly Account[]
}

export interface FoldContext {
  readonly rules: TrustRules
  /** What a job asks for; null for a job that has a quorum, or that nobody knows. */
  readonly demandOf: (jobId: JobId) => TrustDemand | null
  /** What a receipt claims, or null while it is not opened. */
  readonly reveal: (digest: Hex) => Receipt | null
}

/** Folds a batch into `ledger`. */
export function foldBatch(
  ledger: TrustLedger,
  batch: TrustBatch,
  context: FoldContext,
): TrustOutcome {
  const folding = new Folding(ledger, batch, context)
  folding.overrule()
  folding.draw()
  folding.close()
  folding.giveUp()
  folding.seal()
  return folding.outcome()
}

class Folding {
  readonly #ledger: TrustLedger
  readonly #batch: TrustBatch
  readonly #context: FoldContext
  readonly #believed: BelievedUnit[] = []
  readonly #credited: Receipt[] = []
  readonly #opened = new Set<Hex>()
  readonly #decided: DecidedReceipt[] = []
  readonly #held = new Map<Hex, HeldReceipt>()
  readonly #checks = new Map<string, UnitKey>()
  readonly #again: UnitKey[] = []
  readonly #failed: UnitKey[] = []
  readonly #overruled: OverruledUnit[] = []
  readonly #accounts = new Map<Account, { trust: AccountTrust; reason: string }>()
  readonly #faults: TrustFault[] = []

  constructor(ledger: TrustLedger, batch: TrustBatch, context: FoldContext) {
    this.#ledger = ledger
    this.#batch = batch
    this.#context = context
  }

  /** Ends belief in what was ruled wrong, and strikes who had agreed on it. */
  overrule(): void {
    for (const ruled of this.#batch.overruled) {
      const { jobId, unitIndex } = ruled
      const unit = this.#ledger.unitOf({ jobId, unitIndex })
      if (unit.verdict !== null) this.#overruled.push(ruled)
      unit.verdict = null
      unit.failed = true
      // Of what is believed nothing waits, unless a bundle kept back what it should have shown.
      this.#ledger.undrawn = this.#ledger.undrawn.filter((one) => !unit.votes.includes(one))
      for (const vote of unit.votes) this.#drop(vote, 'The unit was ruled wrong.')
      for (const { account, number: seq } of ruled.receipts) {
        this.#apply(account, { type: 'overruled', seq })
      }
    }
  }

  /** Draws for every receipt that the batch before sealed. */
  draw(): void {
    const { undrawn } = this.#ledger
    const { seed } = this.#batch
    if (undrawn.length === 0) return
    if (seed === null) {
      const [first] = undrawn
      this.#fault('SEED_MISSING', first ?? null, first?.account ?? null)
      return
    }
    this.#ledger.undrawn = []
    for (const receipt of undrawn) {
      const { ppm, paid, rate: reason, digest } = receipt
      const plan = { kind: 'sample', ppm, paid, reason } as const
      const { audited } = decideDraw(plan, seed, digest, this.#context.rules)
      // Held first: the event itself may void it.
      this.#change(receipt, audited ? 'open' : 'provisional')
      this.#apply(receipt.account, { type: 'drawn', seq: receipt.number, audited })
      if (audited && this.#ledger.heldAt(receipt.account, receipt.number) !== undefined) {
        this.#check(receipt)
      }
    }
  }

  /**
   * Draws again over all that is provisional of the accounts listed by the batch before; where
   * everybody is new, decides by a quorum what of theirs waits for others.
   */
  close(): void {
    const { closings } = this.#ledger
    const { seed } = this.#batch
    this.#ledger.closings = [...new Set(this.#batch.closings)]
    if (closings.length === 0) return
    if (seed === null) {
      this.#fault('SEED_MISSING', null, closings[0] ?? null)
      return
    }
    // Asked once: what is decided here establishes accounts.
    const isNew = this.#ledger.isNew(this.#context.rules)
    for (const account of closings) {
      const digestOf = (seq: number): Hex => this.#ledger.heldAt(account, seq)?.digest ?? seed
      const trust = this.#ledger.trustOf(account)
      const { redrawn } = decideClosing(trust, digestOf, seed, this.#context.rules)
      for (const seq of redrawn) {
        const receipt = this.#ledger.heldAt(account, seq)
        if (receipt === undefined) continue
        this.#change(receipt, 'open')
        this.#apply(account, { type: 'redrawn', seq })
        this.#check(receipt)
      }
      if (isNew) this.#decideWaiting(account)
    }
  }

  #decideWaiting(account: Account): void {
    for (const { seq } of this.#ledger.trustOf(account).open) {
      const receipt = this.#ledger.heldAt(account, seq)
      if (receipt !== undefined) this.#decide(receipt, decideAmongNewcomers)
    }
  }

  /** Drops everything undecided of jobs that were given up. */
  giveUp(): void {
    const { cancelled } = this.#batch
    if (cancelled.length === 0) return
    for (const jobId of cancelled) this.#ledger.cancel(jobId)
    const gone = [...this.#ledger.held()]
      .filter(({ jobId }) => cancelled.includes(jobId))
      .sort((a, b) =>
        a.account === b.account ? a.number - b.number : a.account < b.account ? -1 : 1,
      )
    for (const receipt of gone) this.#drop(receipt, 'The job was cancelled.')
  }

  seal(): void {
    for (const entry of this.#batch.sealed) this.#sealOne(entry)
  }

  #sealOne(entry: SealedReceipt): void {
    const { account } = entry
    const { rules, demandOf } = this.#context
    const demand = demandOf(entry.jobId)
    const unit = this.#ledger.unitOf(entry)
    const lost = unit.failed || this.#ledger.isCancelled(entry.jobId)
    if (demand === null || lost) return this.#fault('SEALED_FOR_NOTHING', entry, account)
    if (unit.accounts.has(account)) return this.#fault('SEALED_TWICE', entry, account)
    const asked = unit.votes.length === 0 || unit.votes.some(({ state }) => state === 'open')
    if (!asked) return this.#fault('SEALED_UNASKED', entry, account)
    const trust = this.#ledger.trustOf(account)
    const plan = decideReplication(trust, demand, rules)
    const checked = unit.votes.length > 0 || unit.verdict !== null
    const replicated = entry.replicated || checked || plan.kind === 'replicate'
    const receipt: HeldReceipt = {
      ...entry,
      number: trust.sealed,
      batchId: this.#batch.id,
      established: trustPhase(trust, rules) === 'established',
      paid: plan.paid,
      ppm: plan.ppm,
      rate: plan.reason,
      state: replicated ? 'open' : 'undrawn',
    }
    this.#hold(receipt)
    this.#apply(account, { type: 'sealed', replicated })
    if (!replicated) this.#ledger.undrawn.push(receipt)
    else if (unit.verdict === null) this.#decide(entry)
    else this.#settleLate(receipt, unit.verdict)
  }

  /** A receipt of a unit that is believed already: one look decides it. */
  #settleLate(receipt: HeldReceipt, verdict: Verdict): void {
    const claim = this.#context.reveal(receipt.digest)
    if (claim === null) return this.#fault('RECEIPT_HIDDEN', receipt, receipt.account)
    this.#settle(receipt, claim, verdict)
  }

  #decide({ jobId, unitIndex }: UnitKey, decide = decideAgreement): void {
    const unit = { jobId, unitIndex }
    const { votes } = this.#ledger.unitOf(unit)
    const claims = votes.map(({ digest }) => this.#context.reveal(digest))
    const weighed = votes.flatMap(({ established }, position) => {
      const claim = claims[position]
      return claim ? [{ ...verdictOf(claim), account: claim.account, established }] : []
    })
    const decision = decide(weighed)
    // Undecided, or, for an auditor, not shown yet: both ask for another vote.
    if (weighed.length < votes.length || decision.kind === 'open') return this.#check(unit)
    const before = weighed.filter((_, at) => (votes[at]?.batchId ?? 0) < this.#batch.id)
    if (decideAgreement(before).kind !== 'open') this.#fault('SETTLED_LATE', unit, null)
    this.#checks.delete(unitKeyOf(unit))
    if (decision.kind === 'hopeless') {
      this.#ledger.unitOf(unit).failed = true
      this.#failed.push(unit)
      for (const vote of votes) {
        this.#opened.add(vote.digest)
        this.#drop(vote, decision.reason)
      }
      return
    }
    this.#believe(unit, decision.verdict, 'agreement')
    // What is unusual is said; that others agreed every reason says.
    const why = decide === decideAgreement ? '' : `${decision.reason} `
    votes.forEach((vote, at) => this.#settle(vote, claims[at] as Receipt, decision.verdict, why))
  }

  #believe({ jobId, unitIndex }: UnitKey, verdict: Verdict, by: BelievedUnit['by']): void {
    this.#ledger.unitOf({ jobId, unitIndex }).verdict = verdict
    this.#believed.push({ jobId, unitIndex, verdict, by })
  }

  #settle(vote: HeldReceipt, claim: Receipt, verdict: Verdict, why = ''): void {
    const { account, number: seq, digest } = vote
    this.#opened.add(digest)
    if (claim.rewriterVersion !== verdict.rewriterVersion) {
      return this.#drop(vote, 'The unit was believed under another rewriter.')
    }
    const agreed =
      claim.outputHash === verdict.outputHash &&
      claim.exitClass === verdict.exitClass &&
      claim.fuel === verdict.fuel
    const reason = why + this.#apply(account, { type: 'settled', seq, agreed })
    if (agreed) this.#confirm(vote, claim, reason)
    else this.#finish(vote, { kind: 'refuted', verdict }, reason)
  }

  #confirm(receipt: HeldReceipt, claim: Receipt, reason: string): void {
    if (receipt.paid) this.#credited.push(claim)
    this.#finish(receipt, { kind: receipt.paid ? 'credited' : 'unpaid' }, reason)
  }

  #drop(receipt: HeldReceipt, why: string): void {
    const { account, number: seq } = receipt
    const reason = this.#apply(account, { type: 'dropped', seq })
    this.#finish(receipt, { kind: 'dropped' }, `${why} ${reason}`)
  }

  /** Applies one event and does what it says: belief for some units, another run for others. */
  #apply(account: Account, event: TrustEvent): string {
    const before = this.#ledger.trustOf(account)
    const { trust, vested, voided, reason } = applyTrustEvent(before, event, this.#context.rules)
    this.#ledger.setTrust(account, trust)
    this.#accounts.set(account, { trust, reason })
    for (const receipt of this.#rangesOf(account, vested)) this.#vest(receipt)
    for (const receipt of this.#rangesOf(account, voided)) this.#void(receipt)
    return reason
  }

  #vest(receipt: HeldReceipt): void {
    const claim = this.#context.reveal(receipt.digest)
    if (claim === null) return this.#fault('RECEIPT_HIDDEN', receipt, receipt.account)
    this.#opened.add(receipt.digest)
    this.#believe(receipt, verdictOf(claim), 'vesting')
    this.#confirm(receipt, claim, 'Believed: enough later checks of the account agreed.')
  }

  #void(receipt: HeldReceipt): void {
    const { jobId, unitIndex } = receipt
    this.#finish(receipt, { kind: 'void' }, 'Void: a later check of the account failed.')
    this.#again.push({ jobId, unitIndex })
  }

  #rangesOf(account: Account, ranges: readonly SeqRange[]): HeldReceipt[] {
    const found: HeldReceipt[] = []
    for (const { from, to } of ranges) {
      for (let seq = from; seq < to; seq += 1) {
        const receipt = this.#ledger.heldAt(account, seq)
        if (receipt !== undefined) found.push(receipt)
      }
    }
    return found
  }

  #hold(receipt: HeldReceipt): void {
    this.#ledger.hold(receipt)
    this.#held.set(receipt.digest, receipt)
  }

  #change(receipt: HeldReceipt, state: HeldReceipt['state']): void {
    this.#hold({ ...receipt, state })
  }

  #finish(receipt: HeldReceipt, fate: Fate, reason: string): void {
    this.#ledger.release(receipt)
    this.#held.delete(receipt.digest)
    this.#decided.push({ receipt, fate, reason })
  }

  #check({ jobId, unitIndex }: UnitKey): void {
    const unit = { jobId, unitIndex }
    this.#checks.set(unitKeyOf(unit), unit)
  }

  #fault(code: TrustFault['code'], unit: UnitKey | null, account: Account | null): void {
    const key = unit && { jobId: unit.jobId, unitIndex: unit.unitIndex }
    this.#faults.push({ code, unit: key, account })
  }

  outcome(): TrustOutcome {
    return {
      believed: this.#believed,
      credited: this.#credited,
      opened: [...this.#opened],
      decided: this.#decided,
      held: [...this.#held.values()],
      checks: [...this.#checks.values()],
      again: this.#again,
      failed: this.#failed,
      overruled: this.#overruled,
      accounts: this.#accounts,
      faults: this.#faults,
    }
  }
}
