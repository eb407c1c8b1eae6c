/**
 * Fetches the outputs of all believed units, a few at a time, each checked against the digest that
 * was voted on.
 */
import { decodeOutput } from '@pumasi/domain'
import type { Digest, Output } from '@pumasi/domain'
import { fetchBlob } from '@pumasi/protocol'
import type { GridClient, JobView, UnitView } from '@pumasi/protocol'
import { sha256 } from '../sha256.ts'

/** Units listed in one call. */
const LISTED = 500
const AT_ONCE = 6

export interface FetchedUnit {
  readonly unitIndex: number
  readonly outputHash: Digest
  readonly output: Output
}

export interface FetchedOutputs {
  /** In the order of their index. */
  readonly units: readonly FetchedUnit[]
  readonly bytes: number
  /** Of one execution of each. */
  readonly fuel: bigint
}

/** @throws what a call throws, `BLOB_MISMATCH` for other bytes, the signal's reason */
export async function fetchOutputs(
  client: Pick<GridClient, 'job'>,
  { jobId, units: unitCount }: JobView,
  onProgress: (done: number) => void,
  signal: AbortSignal,
): Promise<FetchedOutputs> {
  const believed: UnitView[] = []
  for (let from = 0; from < unitCount; from += LISTED) {
    signal.throwIfAborted()
    const listed = await client.job.units.query({ jobId, from, limit: LISTED })
    believed.push(...listed.filter(({ outputHash }) => outputHash !== null))
  }
  const units: FetchedUnit[] = []
  let bytes = 0
  const left = [...believed].reverse()
  const work = async (): Promise<void> => {
    for (let unit = left.pop(); unit !== undefined; unit = left.pop()) {
      signal.throwIfAborted()
      const outputHash = unit.outputHash as Digest
      const blob = await fetchBlob({ url: location.origin, digestOf: sha256 }, outputHash)
      bytes += blob.length
      units.push({ unitIndex: unit.unitIndex, outputHash, output: decodeOutput(blob) })
      onProgress(units.length)
    }
  }
  await Promise.all(Array.from({ length: AT_ONCE }, work))
  return {
    units: units.sort((a, b) => a.unitIndex - b.unitIndex),
    bytes,
    fuel: believed.reduce((sum, { fuel }) => sum + (fuel ?? 0n), 0n),
  }
}
