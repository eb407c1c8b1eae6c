/** What a coordinator looks at to know whether it can work; docs/operations.md explains each. */
import type { LedgerReader } from '@pumasi/engine'
import type { Store } from '@pumasi/store'
import type { Disk } from '../blobs/blob-parts.ts'
import type { HealthCheck } from './health.ts'

export interface CheckedParts {
  readonly store: Pick<Store, 'ping'>
  readonly ledger: Pick<LedgerReader, 'fetchBatchCount'>
  readonly disk: Disk
  readonly stopping: AbortSignal
  readonly troubles: () => readonly string[]
}

export const healthChecks = (parts: CheckedParts): readonly HealthCheck[] => [
  {
    name: 'shutdown',
    whenFailed: 'unready',
    look: async () => (parts.stopping.aborted ? 'stopping' : null),
  },
  {
    name: 'store',
    whenFailed: 'unready',
    look: async () => ((await parts.store.ping()) ? null : 'the database does not answer'),
  },
  {
    name: 'disk',
    whenFailed: 'unready',
    look: async () => {
      await parts.disk.assertRoom(0)
      return null
    },
  },
  {
    // Receipts are taken all the same: batches wait until the chain is back.
    name: 'chain',
    whenFailed: 'degraded',
    look: async () => {
      await parts.ledger.fetchBatchCount()
      return null
    },
  },
  {
    name: 'upkeep',
    whenFailed: 'degraded',
    look: async () => {
      const { length } = parts.troubles()
      return length === 0 ? null : `${length} step(s) of upkeep fail: the status names them`
    },
  },
]
