/** The records of the simulated grid. The world makes hosts, a policy makes units. */
import type { Account } from '@pumasi/domain'
import type { Behaviour, HostClass } from '../scenario.ts'

/** An output: 0 is the true one, every other number is wrong. */
export type SimOutput = number

/** One identity. A host that is caught may come back as another one. */
export interface SimAccount {
  readonly index: number
  readonly id: Account
  /** Position of its class in the scenario. */
  readonly classIndex: number
  readonly behaviour: Behaviour
  /** The network address it works from. */
  readonly address: number
  /** Reported units since it began, or since it was caught where that matters to it. */
  reported: number
  /** Failed checks it has heard of. */
  caught: number
}

/** A machine. */
export interface SimHost {
  readonly index: number
  readonly hostClass: HostClass
  readonly classIndex: number
  readonly address: number
  readonly speed: number
  readonly diesAtMs: number
  account: SimAccount
  /** Units it reported, over all its identities. */
  unitsDone: number
}

export interface SimUnit {
  readonly id: number
  /** Who ran it first: what it costs beyond one execution is this account's doing. */
  first: SimAccount | null
  /** When the first receipt came. */
  firstAtMs: number
  /** Reported executions so far. */
  runs: number
}

/** One unit in the hands of one host. */
export interface SimLease<Unit extends SimUnit = SimUnit> {
  readonly unit: Unit
  readonly account: SimAccount
  /** Run although its output is believed already. */
  readonly spot: boolean
}
