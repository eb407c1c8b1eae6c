/**
 * Trust rules: every number that decides how much of an account's work is done twice.
 *
 * Rates are whole parts per million, so that whoever recomputes a decision gets the same one.
 * `docs/trust.md` shows what each number costs and buys; ADR 13 says why these were chosen.
 */
import { z } from 'zod'

export type { TrustDemand } from '@pumasi/domain'

/** Parts in the whole: a rate of `PPM` is always. */
export const PPM = 1_000_000

export interface TrustRules {
  /** Believed units that a new account must have before any of its work goes unreplicated. */
  readonly probationUnits: number
  /** Least rate at which an established account's units are checked. */
  readonly auditFloorPpm: number
  /** Later checks that must agree before an unchecked unit is believed. */
  readonly vestingChecks: number
  /** Rate at which the unvested units of an account that stopped are checked. */
  readonly closingPpm: number
  /** By how much each failed check multiplies the account's floor, for good. */
  readonly strikeFactor: number
  /** How often failed checks double the probation at most. */
  readonly probationDoublingsMax: number
  /** Failed checks after which an account gets no more work. */
  readonly strikesMax: number
  /** Rate at which a lease of an established account is a unit already believed. */
  readonly spotCheckPpm: number
  /** Leases and undecided receipts an account may have before it is established. */
  readonly newcomerUnitsMax: number
  /** Accounts that are not established and share one network address. */
  readonly newcomersPerAddressMax: number
  /** New accounts from one network address in 24 hours. */
  readonly admissionsPerAddressDayMax: number
}

/** Chosen from docs/pictures/trust-frontier.svg. */
export const defaultTrustRules: TrustRules = {
  probationUnits: 20,
  auditFloorPpm: 40_000,
  vestingChecks: 3,
  closingPpm: 250_000,
  strikeFactor: 4,
  probationDoublingsMax: 2,
  strikesMax: 8,
  spotCheckPpm: 1_000,
  newcomerUnitsMax: 20,
  newcomersPerAddressMax: 4,
  admissionsPerAddressDayMax: 8,
}

const rate = z.int().min(1).max(PPM)
const count = (max: number) => z.int().min(1).max(max)

/** Trust rules from a stranger's document. Anything not described is refused. */
export const trustRulesSchema: z.ZodType<TrustRules> = z.strictObject({
  probationUnits: count(100_000),
  auditFloorPpm: rate,
  vestingChecks: count(100),
  closingPpm: rate,
  strikeFactor: count(100),
  probationDoublingsMax: z.int().min(0).max(10),
  strikesMax: count(1_000),
  spotCheckPpm: z.int().min(0).max(PPM),
  newcomerUnitsMax: count(10_000),
  newcomersPerAddressMax: count(10_000),
  admissionsPerAddressDayMax: count(10_000),
})
