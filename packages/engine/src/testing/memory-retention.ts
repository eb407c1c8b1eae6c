/** Retention of the store in memory: what it may forget, by the port's words. */
import type { Digest, JobSpec } from '@pumasi/domain'
import type { BatchRecord } from '../ports/batch-records.ts'
import type { HostRecord } from '../ports/job-store.ts'
import type { Retention } from '../ports/retention.ts'
import type { MemoryNetworks } from './memory-networks.ts'
import type { Shelf, StoredJob } from './memory-units.ts'

export interface Forgettable {
  readonly shelf: Shelf
  readonly hosts: Map<string, HostRecord>
  readonly batches: readonly BatchRecord[]
  readonly networks: Pick<MemoryNetworks, 'forget'>
}

export function retentionOf({ shelf, hosts, batches, networks }: Forgettable): Retention {
  const believedOf = ({ units }: StoredJob): number =>
    units.filter(({ unit, batchId }) => unit.state === 'believed' || batchId !== null).length

  return {
    findNeededBlobs: async (slice, refusedBeforeMs) => {
      const receipts = shelf.units().flatMap((unit) => unit.receipts)
      const needed = [
        ...shelf
          .jobs()
          .flatMap(({ record }) => [record.id as unknown as Digest, ...blobsOf(record.spec)]),
        ...batches.map(({ content }) => content.dataHash),
        ...receipts
          .filter((one) => one.standing !== 'refused' || one.acceptedAtMs >= refusedBeforeMs)
          .map(({ receipt }) => receipt.outputHash),
      ]
      return new Set(needed.filter((digest) => Number.parseInt(digest.slice(2, 4), 16) === slice))
    },

    deleteJob: async (id) => {
      const job = shelf.job(id)
      if (job === undefined) return { kind: 'unknown' }
      if (job.record.cancelledAtMs === null) return { kind: 'running' }
      const units = believedOf(job)
      if (units > 0) return { kind: 'kept', units }
      shelf.removeJob(id)
      return { kind: 'deleted' }
    },

    findDeletableJobs: async (beforeMs, limit) =>
      shelf
        .jobs()
        .filter((job) => (job.record.cancelledAtMs ?? Infinity) < beforeMs && believedOf(job) === 0)
        .sort((a, b) => (a.record.cancelledAtMs ?? 0) - (b.record.cancelledAtMs ?? 0))
        .slice(0, limit)
        .map(({ record }) => record.id),

    dropExpiredLeases: async (beforeMs, limit) => {
      const late = shelf
        .units()
        .flatMap(({ leases }) => [...leases.values()])
        .filter(({ state, expiresAtMs }) => state === 'expired' && expiresAtMs < beforeMs)
        .sort((a, b) => a.expiresAtMs - b.expiresAtMs)
        .slice(0, limit)
      for (const { id } of late) shelf.removeLease(id)
      return late.length
    },

    dropIdleHosts: async (beforeMs, limit) => {
      const reported = new Set(
        shelf.units().flatMap(({ receipts }) => receipts.map(({ session }) => session)),
      )
      const idle = [...hosts.values()]
        .filter(({ session, lastSeenMs }) => lastSeenMs < beforeMs && !reported.has(session))
        .sort((a, b) => a.lastSeenMs - b.lastSeenMs)
        .slice(0, limit)
      for (const { session } of idle) hosts.delete(session)
      return idle.length
    },

    dropIdleAdmissions: async (beforeMs, limit) => networks.forget(beforeMs, limit),
  }
}

/** What a specification names. */
export const blobsOf = ({ program, stdin, files }: JobSpec): readonly Digest[] => [
  program,
  ...stdin,
  ...files.map(({ digest }) => digest),
]
