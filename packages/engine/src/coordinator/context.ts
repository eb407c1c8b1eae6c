/** What every use case of the coordinator works with. */
import type { SigningDomain } from '@pumasi/proof'
import type { GridRules } from '@pumasi/rules'
import type { BlobStore } from '../ports/blob-store.ts'
import type { Clock, Randomness } from '../ports/environment.ts'
import type { JobStore } from '../ports/job-store.ts'
import type { Ledger, LedgerIdentity } from '../ports/ledger.ts'
import type { Signatures } from '../ports/signatures.ts'
import type { Epochs } from './epochs.ts'

/** What of a ledger tells which block draws, its hash, and what was voided before it. */
export type SeedSource = Pick<
  Ledger,
  'fetchBatchCount' | 'fetchBatches' | 'fetchBlockHash' | 'fetchLastVoided' | 'hastenBlock'
>

/** The ledger a coordinator commits to, with its identity read once. */
export interface CommitTarget {
  readonly ledger: Ledger
  readonly identity: LedgerIdentity
}

export interface CoordinatorSettings {
  /** How long a lease lasts unless renewed. */
  readonly leaseMs: number
  /** What a host is told to wait when there is nothing for it. */
  readonly idleWaitMs: number
  /** Most units in one batch. */
  readonly batchUnitsMax: number
  /** How long settled units may wait for a fuller batch. */
  readonly batchWaitMs: number
  /** Silence after which an account's provisional units are decided by a closing. */
  readonly closeAfterMs: number
  /** Blocks on top of the one that draws, before its hash is used. */
  readonly seedConfirmations: number
}

export interface Coordinator {
  readonly store: JobStore
  readonly blobs: BlobStore
  readonly clock: Clock
  readonly randomness: Randomness
  /** The ledger and chain that signatures are made for. */
  readonly domain: SigningDomain
  readonly rules: GridRules
  /** What wallets have revoked. */
  readonly epochs: Epochs
  /** The chain whose blocks draw. */
  readonly seeds: SeedSource
  /** Lets whatever else waits have the thread, in the midst of work that takes long. */
  readonly giveWay: () => Promise<void>
  /** Faster than plain JavaScript, where there is such a thing. */
  readonly signatures?: Signatures
  readonly settings: CoordinatorSettings
}
