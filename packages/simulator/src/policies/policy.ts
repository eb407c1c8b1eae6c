/**
 * A policy: who runs which unit, and what is believed. The world knows nothing of either.
 *
 * Everything is a plain call: `take` when a host is idle, `report` or `lose` for each lease that
 * was taken, `tick` once a batch. The world promises that times never go back.
 */
import type { HostClass } from '../scenario.ts'
import type { SimAccount, SimLease, SimOutput } from '../world/unit.ts'

export interface Policy {
  /** False: this identity may not begin now. */
  admits(account: SimAccount, nowMs: number): boolean
  /** Leases for one idle host, to be run one after the other; none: it asks again later. */
  take(account: SimAccount, takes: HostClass['takes']): readonly SimLease[]
  report(lease: SimLease, output: SimOutput, nowMs: number): void
  /** The lease's deadline passed. */
  lose(lease: SimLease): void
  /** Once a batch: seals, draws, closes. */
  tick(nowMs: number): void
  /** No fresh units from now on: what is open is brought to its end. */
  drain(): void
  /** Units that somebody ran and nobody believes yet. */
  openUnits(): number
}

/** Called for each failed check, so that a host hears of it. */
export type OnFailure = (account: SimAccount) => void
