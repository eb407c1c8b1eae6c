/**
 * Spec memory: specifications read before, since every request for work needs some and the largest
 * have millions of characters. A job's id is the digest of its specification: it never changes.
 */
import type { JobId, JobSpec } from '@pumasi/domain'

/** Characters of JSON kept in all; the decoded objects take a few times as many bytes. */
const KEPT_MAX = 16_000_000

export interface SpecMemory {
  readonly get: (id: JobId) => JobSpec | undefined
  /** Decodes a specification and remembers it unless it is larger than all of the memory. */
  readonly keep: (id: JobId, text: string) => JobSpec
}

export function createSpecMemory(decode: (text: string) => JobSpec): SpecMemory {
  const known = new Map<JobId, { readonly spec: JobSpec; readonly size: number }>()
  let total = 0
  return {
    get: (id) => known.get(id)?.spec,
    keep: (id, text) => {
      const spec = decode(text)
      if (known.has(id) || text.length > KEPT_MAX) return spec
      known.set(id, { spec, size: text.length })
      total += text.length
      for (const [oldest, { size }] of known) {
        if (total <= KEPT_MAX) break
        known.delete(oldest)
        total -= size
      }
      return spec
    },
  }
}
