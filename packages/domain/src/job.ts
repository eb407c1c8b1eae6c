/** What a requester submits, in the exact form whose digest is the job's id. */
import type { Account, Digest } from './hex.ts'

/** Bounds that are part of the work: every honest machine meets them at the same instruction. */
export interface Limits {
  /** Fuel one execution may burn. */
  readonly fuelMax: bigint
  /** Linear memory one execution may hold, in bytes (a multiple of 65,536). */
  readonly memoryMaxBytes: number
  /** Total of stdout, stderr and output files, in bytes. */
  readonly outputMaxBytes: number
}

/** A read-only input file as the program sees it. */
export interface FileRef {
  readonly name: string
  readonly digest: Digest
}

/** One axis of a parameter matrix: listed values, or the integers `from`..`to` inclusive. */
export type Axis =
  | { readonly name: string; readonly values: readonly string[] }
  | { readonly name: string; readonly from: number; readonly to: number }

/** What a job asks of trust: the grid's own rules, every unit twice, or a bound on wrong belief. */
export type TrustDemand =
  | { readonly kind: 'adaptive' }
  | { readonly kind: 'full' }
  /** Expected share of wrong units among the believed ones of any one account, at most. */
  | { readonly kind: 'confidence'; readonly wrongMaxPpm: number }

/** A job specification, immutable once submitted; `digestOfCanonical(spec)` is its id. */
export type JobSpec = Work & Replication

/** When a unit is believed. */
export type Replication =
  | {
      readonly version: 1
      /** Distinct accounts that must agree. */
      readonly quorum: number
      readonly trust?: undefined
    }
  | {
      readonly version: 2
      /** Accounts' own records decide which units are run more than once. */
      readonly trust: TrustDemand
      readonly quorum?: undefined
    }

interface Work {
  readonly name: string
  /** Chosen by the requester: the same work submitted with another nonce is another job. */
  readonly nonce: string
  readonly requester: Account | null
  readonly program: Digest
  /** Argument templates: `{axis}` and `{index}` are replaced for each unit; `{{` is a brace. */
  readonly args: readonly string[]
  /** The matrix: one unit for each combination, the last axis running fastest. */
  readonly axes: readonly Axis[]
  /** Standard input: one blob for all units, or one for each (an axis of its own, the slowest). */
  readonly stdin: readonly Digest[]
  readonly files: readonly FileRef[]
  readonly limits: Limits
}

/** Everything one execution depends on; `digestOfCanonical(input)` is the unit's input hash. */
export interface UnitInput {
  readonly program: Digest
  readonly args: readonly string[]
  readonly stdin: Digest | null
  readonly files: readonly FileRef[]
  /** Seeds WASI `random_get`. */
  readonly seed: Digest
  readonly limits: Limits
}
