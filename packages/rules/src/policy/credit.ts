/** Credit: a pure function of fuel under the rules in force. */
import { digestOfCanonical } from '@pumasi/domain'
import type { Canonical, Digest } from '@pumasi/domain'

/** What a batch is settled under; its digest is committed with every batch. */
export interface GridRules {
  readonly version: 1
  /** Fuel schedule and rewriting; fuel is exact only within one version. */
  readonly rewriterVersion: number
  /** Fuel that earns one micro-credit. */
  readonly fuelPerCreditMicro: bigint
  /** Least quorum a job may ask for. */
  readonly quorumMin: number
}

/** The digest committed on chain as `rulesHash`. */
export const rulesHashOf = (rules: GridRules): Digest =>
  digestOfCanonical(rules as unknown as Canonical)

/** Credit for one execution: whole micro-credits, rounded down. */
export const creditFor = (fuel: bigint, { fuelPerCreditMicro }: GridRules): bigint =>
  fuel / fuelPerCreditMicro
