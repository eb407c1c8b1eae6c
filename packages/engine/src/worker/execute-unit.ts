/**
 * Executes one leased unit: fetches what it needs, runs it, uploads the output, signs a receipt.
 *
 * Out: the signed receipt; the output is uploaded before, so that no receipt names missing bytes.
 * Errors: the executor's `WASM_*` (this program may not run) and `MACHINE_*` (this machine could
 * not finish), and the transport's; none of them is an outcome.
 */
import { GridError } from '@pumasi/domain'
import type { Digest } from '@pumasi/domain'
import type { SignedReceipt } from '@pumasi/proof'
import { inputHashOf } from '@pumasi/rules'
import type { ExecutionControl, Executor } from '../ports/executor.ts'
import type { Signer, Transport } from '../ports/transport.ts'
import type { LeasedWork } from '../coordinator/lease-work.ts'

export interface UnitPorts {
  readonly transport: Pick<Transport, 'fetchBlob' | 'putBlob'>
  readonly executor: Executor
  readonly signer: Signer
}

/** Bytes by digest, kept so that a program is fetched once for thousands of units. */
export type BlobCache = Map<Digest, Promise<Uint8Array>>

/** @throws `UNIT_MISLABELLED` when the coordinator's input does not hash to what it claims */
export async function executeUnit(
  { transport, executor, signer }: UnitPorts,
  work: LeasedWork,
  cache: BlobCache,
  control: ExecutionControl,
): Promise<SignedReceipt> {
  const { input, inputHash, jobId, unitIndex, leaseId } = work
  if (inputHashOf(input) !== inputHash) {
    throw new GridError('UNIT_MISLABELLED', `found an input that does not hash to ${inputHash}`, {
      hint: 'The coordinator is broken or lies: report it to its operator.',
    })
  }
  const fetch = (digest: Digest): Promise<Uint8Array> => fetchCached(transport, cache, digest)
  const program = await fetch(input.program)
  const stdin = input.stdin === null ? new Uint8Array() : await fetch(input.stdin)
  const files = await Promise.all(
    input.files.map(async ({ name, digest }) => ({ name, bytes: await fetch(digest) })),
  )
  const { args, seed, limits } = input
  const execution = await executor.execute(
    { program, args, stdin, files, seed, limits },
    { ...control, wallMaxMs: work.wallMaxMs },
  )
  await transport.putBlob(execution.output)
  return signer.sign({
    jobId,
    unitIndex,
    programHash: input.program,
    inputHash,
    outputHash: execution.outputHash,
    exitClass: execution.exitClass,
    fuel: execution.fuel,
    rewriterVersion: executor.rewriterVersion,
    leaseId,
  })
}

/** Most blobs kept in memory. */
const CACHE_MAX = 32

function fetchCached(
  transport: UnitPorts['transport'],
  cache: BlobCache,
  digest: Digest,
): Promise<Uint8Array> {
  const known = cache.get(digest)
  if (known !== undefined) return known
  const oldest = cache.keys().next().value
  if (cache.size >= CACHE_MAX && oldest !== undefined) cache.delete(oldest)
  const fetched = transport.fetchBlob(digest)
  cache.set(digest, fetched)
  // A failed fetch must not be remembered.
  fetched.catch(() => cache.delete(digest))
  return fetched
}
