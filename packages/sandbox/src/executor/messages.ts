/** What the pool and its threads say to each other; one job at a time for each thread. */
import type { Digest, ExitClass, GridErrorShape } from '@pumasi/domain'
import type { WasiInput } from '../wasi/host.ts'
import type { PreparedProgram, RunVariant } from './prepare.ts'
import type { NeedsRepair, Runnable, RunBounds } from './run.ts'

export interface PrepareJob {
  readonly kind: 'prepare'
  readonly program: Uint8Array
  readonly variant: RunVariant
}

export interface RunJob {
  readonly kind: 'run'
  readonly program: Runnable
  readonly input: WasiInput
  readonly bounds: RunBounds
  /** Real time to give the compiler after a slice of warming up; undefined when warm. */
  readonly warmUpMs: number | undefined
  /** Whether anybody wants to hear of progress. */
  readonly reports: boolean
}

export type Job = PrepareJob | RunJob

/** The plain form of an execution. */
export interface RunAnswer {
  readonly exitClass: ExitClass
  readonly exitCode: number
  readonly fuel: bigint
  readonly output: Uint8Array
  readonly outputHash: Digest
  readonly memoryBytes: number
}

/** A run that must be done anew by the repairing variant, and the real time it took. */
export interface RepairAnswer extends NeedsRepair {
  readonly spentMs: number
}

/** Exactly one `done` or `failed` answers each job, after any number of `progress`. */
export type Answer =
  | { readonly kind: 'progress'; readonly fuel: bigint }
  | { readonly kind: 'done'; readonly value: PreparedProgram | RunAnswer | RepairAnswer }
  | { readonly kind: 'failed'; readonly error: GridErrorShape }
