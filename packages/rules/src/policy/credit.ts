/** Credit: a pure function of fuel under the rules in force. */
import { digestOfCanonical, invariant } from '@pumasi/domain'
import type { Canonical, Digest } from '@pumasi/domain'
import type { TrustRules } from './trust/trust-rules.ts'

/** What a batch is settled under; its digest is committed with every batch. */
export type GridRules = CreditRules &
  (
    | { readonly version: 1 }
    | {
        /**
         * Knows jobs that ask for trust instead of a quorum; from 3 on a ruling takes trust from
         * who agreed on what was ruled wrong.
         */
        readonly version: 2 | 3
        readonly trust: TrustRules
        /** Blocks from a batch's commit to the one whose hash draws for it. */
        readonly seedDistance: number
      }
  )

export interface CreditRules {
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

/** The trust rules in force, where any job could have asked for them. */
export function trustRulesOf(rules: GridRules): TrustRules {
  invariant(rules.version !== 1, 'jobs ask for trust only where rules know of it', {})
  return rules.trust
}
