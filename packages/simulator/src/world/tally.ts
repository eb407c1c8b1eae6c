/**
 * Tally: what is counted while a grid runs, class by class.
 *
 * A unit's executions are charged to the class that ran it first; a believed output to the class
 * that put it out.
 */
import type { SimAccount, SimOutput, SimUnit } from './unit.ts'

export class ClassTally {
  accounts = 0
  /** Executions reported, and those of them that were really computed. */
  reported = 0
  effort = 0
  /** Leases that failed or timed out. */
  lost = 0
  /** Units first run here that are believed, and the executions they took. */
  units = 0
  unitRuns = 0
  /** Believed outputs put out here, and the wrong ones among them. */
  believed = 0
  wrong = 0
  /** Receipts that earn credit: the units are of one size, so this is credit. */
  credited = 0
  /** Failed checks. */
  strikes = 0
  /** Provisional units that became void. */
  voided = 0
  /** Spot checks run here. */
  spots = 0
  /** Milliseconds from a unit's first receipt until it was believed. */
  readonly latenciesMs: number[] = []
  /** Wrong believed outputs by account. */
  readonly wrongByAccount = new Map<number, number>()
}

const counted = [
  ...(['accounts', 'reported', 'effort', 'lost', 'units', 'unitRuns', 'believed'] as const),
  ...(['wrong', 'credited', 'strikes', 'voided', 'spots'] as const),
]

export class Tally {
  readonly classes: readonly ClassTally[]

  constructor(classCount: number) {
    this.classes = Array.from({ length: classCount }, () => new ClassTally())
  }

  of({ classIndex }: { readonly classIndex: number }): ClassTally {
    return this.classes[classIndex] as ClassTally
  }

  /** All classes together. */
  sum(): ClassTally {
    const sum = new ClassTally()
    for (const one of this.classes) {
      for (const name of counted) sum[name] += one[name]
      for (const latency of one.latenciesMs) sum.latenciesMs.push(latency)
      for (const [account, wrong] of one.wrongByAccount) sum.wrongByAccount.set(account, wrong)
    }
    return sum
  }

  /** A unit is believed with the output that `by` was the first to put out. */
  believe(unit: SimUnit, by: SimAccount, output: SimOutput, nowMs: number): void {
    const first = this.of(unit.first ?? by)
    first.units += 1
    first.unitRuns += unit.runs
    first.latenciesMs.push(nowMs - unit.firstAtMs)
    const own = this.of(by)
    own.believed += 1
    if (output === 0) return
    own.wrong += 1
    own.wrongByAccount.set(by.index, (own.wrongByAccount.get(by.index) ?? 0) + 1)
  }
}
