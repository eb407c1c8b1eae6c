/** What the pool and its threads say to each other; one job at a time for each thread. */
import type { Digest, ExitClass, GridErrorShape } from '@pumasi/domain'
import type { WasiInput } from '../wasi/host.ts'
import type { PreparedProgram } from './prepare.ts'
import type { RunBounds } from './run.ts'
import type { WasmModule } from './webassembly.ts'

export interface PrepareJob {
  readonly kind: 'prepare'
  readonly program: Uint8Array
}

export interface RunJob {
  readonly kind: 'run'
  readonly module: WasmModule
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
}

/** Exactly one `done` or `failed` answers each job, after any number of `progress`. */
export type Answer =
  | { readonly kind: 'progress'; readonly fuel: bigint }
  | { readonly kind: 'done'; readonly value: PreparedProgram | RunAnswer }
  | { readonly kind: 'failed'; readonly error: GridErrorShape }
