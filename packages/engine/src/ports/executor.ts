/**
 * Executor: runs one program once, deterministically.
 *
 * In: program bytes, everything the unit depends on, limits. Out: exit class, exit code, exact
 * fuel, output bytes. The same request gives the same answer on every honest machine.
 * Errors: a program that may not run is refused with a `WASM_*` code and a byte offset; whatever
 * this machine cannot finish (wall clock, engine failure, cancellation) is a retryable `MACHINE_*`
 * error and never an outcome. Repeating is always safe.
 */
import type { Digest, ExitClass, Limits, StopSignal } from '@pumasi/domain'

export interface ExecutionRequest {
  readonly program: Uint8Array
  readonly args: readonly string[]
  readonly stdin: Uint8Array
  /** Read-only input files by name, in any order. */
  readonly files: readonly { readonly name: string; readonly bytes: Uint8Array }[]
  readonly seed: Digest
  readonly limits: Limits
}

/** What stops or watches one execution from outside; none of it can change its outcome. */
export interface ExecutionControl {
  /** Real time after which this machine gives up, in milliseconds. */
  readonly wallMaxMs?: number
  readonly signal?: StopSignal
  /** Fuel burned so far, a few times a second at the most. */
  readonly onProgress?: (fuel: bigint) => void
}

export type { StopSignal }

export interface Execution {
  readonly exitClass: ExitClass
  readonly exitCode: number
  /** Exact for `exited`, 0 otherwise: fuel after a trap depends on where checks sit. */
  readonly fuel: bigint
  /** Canonical output bytes (`encodeOutput`). */
  readonly output: Uint8Array
  readonly outputHash: Digest
  /** Memory it had at the end, which is the most it ever had, in bytes; 0 unless it exited. */
  readonly memoryBytes: number
}

export interface Executor {
  /** Version of the rewriting and fuel rules; receipts carry it. */
  readonly rewriterVersion: number
  /** Resolves when the program may run; refuses with a `WASM_*` code. Runs nothing. */
  check(program: Uint8Array): Promise<void>
  execute(request: ExecutionRequest, control?: ExecutionControl): Promise<Execution>
  close(): Promise<void>
}
