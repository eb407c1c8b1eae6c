/**
 * Input memory: the input hashes of the units leased last. Each is wanted when a lease is granted
 * and when its receipt comes, as many times as the quorum; a job's id fixes all of them for ever.
 */
import type { Digest, JobId, UnitInput } from '@pumasi/domain'
import { deriveUnitInput, inputHashOf } from '@pumasi/rules'
import type { JobRecord, JobStore } from '../ports/job-store.ts'

/** About 300 bytes each; a minute of work for a busy coordinator. */
const KEPT_MAX = 50_000

export interface InputMemory {
  /** The hash of an input that had to be derived anyway. */
  readonly hashOf: (jobId: JobId, unitIndex: number, input: UnitInput) => Digest
  /** The hash of a unit's input, derived when it is not known. */
  readonly deriveHash: (job: JobRecord, unitIndex: number) => Digest
}

const memories = new WeakMap<JobStore, InputMemory>()

/** The one memory of whoever works over a store. */
export function inputMemoryOf(store: JobStore): InputMemory {
  const known = memories.get(store) ?? createInputMemory()
  memories.set(store, known)
  return known
}

function createInputMemory(): InputMemory {
  const hashes = new Map<string, Digest>()
  const hashOf = (jobId: JobId, unitIndex: number, derive: () => UnitInput): Digest => {
    const key = `${jobId} ${unitIndex}`
    const hash = hashes.get(key) ?? inputHashOf(derive())
    hashes.set(key, hash)
    const [oldest] = hashes.size > KEPT_MAX ? hashes.keys() : []
    if (oldest !== undefined) hashes.delete(oldest)
    return hash
  }
  return {
    hashOf: (jobId, unitIndex, input) => hashOf(jobId, unitIndex, () => input),
    deriveHash: ({ id, spec }, unitIndex) =>
      hashOf(id, unitIndex, () => deriveUnitInput(spec, id, unitIndex)),
  }
}
