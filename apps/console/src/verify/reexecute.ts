/**
 * Runs the unit of a proof file again, in this tab's sandbox, and holds what comes out against what
 * was signed. Program and inputs come from files the visitor gave, else from the coordinator; both
 * are checked by their digests.
 */
import { GridError } from '@pumasi/domain'
import type { Digest } from '@pumasi/domain'
import { createShelf, executeInput } from '@pumasi/engine'
import type { Finding, Mirror } from '@pumasi/engine'
import type { Comparison, ProofFile } from '@pumasi/proof'
import { fetchBlob } from '@pumasi/protocol'
import { createBrowserExecutor } from '@pumasi/sandbox/browser'
import { sha256 } from '../sha256.ts'

export type Reexecuted =
  | { readonly kind: 'compared'; readonly compared: readonly Comparison[] }
  | { readonly kind: 'not run'; readonly finding: Finding }

export interface ReexecuteOptions {
  readonly given: readonly Uint8Array[]
  /** Told of the fuel burnt so far. */
  readonly onFuel: (fuel: bigint) => void
  readonly signal: AbortSignal
}

export async function reexecute(
  { batch, unit, input, receipts }: ProofFile,
  { given, onFuel, signal }: ReexecuteOptions,
): Promise<Reexecuted> {
  const [first] = receipts
  if (first === undefined) throw new GridError('PROOF_FILE_UNREADABLE', 'found no receipt')
  const { jobId, unitIndex, outputHash, exitClass, fuel } = unit
  const place = { batchId: batch.id, jobId, unitIndex }
  const { rewriterVersion } = first.receipt
  const executor = createBrowserExecutor({ threads: 1 })
  try {
    const mirror = await mirrorOf(given)
    const control = { signal, onProgress: onFuel }
    const wanted = { input, rewriterVersion, place }
    const again = await executeInput(executor, createShelf(mirror), wanted, control)
    if ('finding' in again) return { kind: 'not run', finding: again.finding }
    const { execution } = again
    return {
      kind: 'compared',
      compared: [
        { field: 'outputHash', found: execution.outputHash, expected: outputHash },
        { field: 'fuel', found: String(execution.fuel), expected: String(fuel) },
        { field: 'exitClass', found: execution.exitClass, expected: exitClass },
      ],
    }
  } finally {
    await executor.close()
  }
}

async function mirrorOf(given: readonly Uint8Array[]): Promise<Mirror> {
  const named = await Promise.all(given.map(async (bytes) => [await sha256(bytes), bytes] as const))
  const files = new Map<Digest, Uint8Array>(named)
  const { origin: url } = location
  return {
    place: url,
    fetchBytes: async (digest) =>
      files.get(digest) ?? (await fetchBlob({ url, digestOf: sha256 }, digest)),
  }
}
