/** What the parts of a worker share: its ports, its settings, what it has to tell. */
import type { JobId, StopSignal } from '@pumasi/domain'
import type { Clock, Randomness, Timer } from '../ports/environment.ts'
import type { Outbox } from '../ports/outbox.ts'
import type { ReportAnswer, Transport } from '../ports/transport.ts'
import type { LeasedWork } from '../coordinator/lease-work.ts'
import type { UnitPorts } from './execute-unit.ts'

/** A unit under a lease of this host. */
export type HeldUnit = Pick<LeasedWork, 'leaseId' | 'jobId' | 'unitIndex'>

interface Trouble {
  readonly code: string
  readonly message: string
}

/** What a worker has to tell. */
export type WorkerEvent =
  /** Leases taken up from an earlier life, and receipts it had not got an answer for. */
  | { readonly type: 'restored'; readonly leases: number; readonly receipts: number }
  | { readonly type: 'leased'; readonly units: number; readonly inStock: number }
  | { readonly type: 'started'; readonly work: HeldUnit }
  | { readonly type: 'finished'; readonly work: HeldUnit; readonly elapsedMs: number }
  | { readonly type: 'answered'; readonly work: HeldUnit; readonly answer: ReportAnswer }
  /** Not run, or not to its end: the lease went back, or was lost. */
  | ({ readonly type: 'abandoned'; readonly work: HeldUnit } & Trouble)
  | { readonly type: 'waiting'; readonly waitMs: number; readonly suspended: string | null }
  | ({ readonly type: 'unreachable'; readonly waitMs: number } & Trouble)
  /** Finished, but without an answer before the end: the next start reports it. */
  | ({ readonly type: 'left'; readonly work: HeldUnit } & Trouble)
  /** The outbox could not keep something: kill -9 now would lose it. */
  | ({ readonly type: 'forgetful' } & Trouble)

/** What the owner of the machine allows. */
export interface WorkerSettings {
  /** Units run at a time. */
  readonly slots: number
  /** Memory all running units may have together, in bytes. */
  readonly memoryMaxBytes: number
  /** Disk for one unit's output, in bytes. */
  readonly outputMaxBytes: number
  /** Share of the time a slot may run, 1 to 100: it rests after each unit accordingly. */
  readonly dutyPercent: number
  /** The only jobs to work for, or null. */
  readonly jobs: readonly JobId[] | null
  /** Units after which the worker ends, or null. */
  readonly unitsMax: number | null
  /** Time until the owner wants the machine back, in milliseconds. */
  readonly leftMs: () => number
  readonly onEvent: (event: WorkerEvent) => void
}

/** A way to stop one execution; the platform's `AbortController` fits. */
export interface Stopper {
  readonly signal: StopSignal
  abort(): void
}

export interface WorkerEnvironment extends UnitPorts {
  readonly transport: Transport
  readonly timer: Timer
  readonly clock: Clock
  readonly randomness: Randomness
  readonly outbox: Outbox
  createStopper(): Stopper
}
