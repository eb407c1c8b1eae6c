/**
 * Executes one leased unit, in two steps that may lie apart: `prepareUnit` fetches everything it
 * needs, `performUnit` runs it and signs what came out.
 *
 * Errors: the executor's `WASM_*` (this program may not run) and `MACHINE_*` (this machine could
 * not finish), and the transport's; none of them is an outcome.
 */
import { GridError } from '@pumasi/domain'
import type { Digest } from '@pumasi/domain'
import type { SignedReceipt } from '@pumasi/proof'
import { inputHashOf } from '@pumasi/rules'
import type { ExecutionControl, ExecutionRequest, Executor } from '../ports/executor.ts'
import type { FinishedUnit } from '../ports/outbox.ts'
import type { Signer, Transport } from '../ports/transport.ts'
import type { LeasedWork } from '../coordinator/lease-work.ts'

export interface UnitPorts {
  readonly transport: Pick<Transport, 'fetchBlob' | 'putBlob'>
  readonly executor: Executor
  readonly signer: Signer
}

/** Bytes by digest, kept so that a program is fetched once for thousands of units. */
export type BlobCache = Map<Digest, Promise<Uint8Array>>

/**
 * Fetches what a unit needs.
 * @throws `UNIT_MISLABELLED` when the coordinator's input does not hash to what it claims
 */
export async function prepareUnit(
  transport: Pick<Transport, 'fetchBlob'>,
  { input, inputHash }: LeasedWork,
  cache: BlobCache,
): Promise<ExecutionRequest> {
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
  return { program, args, stdin, files, seed, limits }
}

/** A unit that was run and signed for, and what it took. */
export interface PerformedUnit extends FinishedUnit {
  readonly elapsedMs: number
}

/** Runs a prepared unit and signs the receipt; `nowMs` measures how long the execution took. */
export async function performUnit(
  { executor, signer }: Pick<UnitPorts, 'executor' | 'signer'>,
  work: LeasedWork,
  request: ExecutionRequest,
  control: ExecutionControl,
  nowMs: () => number,
): Promise<PerformedUnit> {
  const { input, inputHash, jobId, unitIndex, leaseId, wallMaxMs } = work
  const startedMs = nowMs()
  const execution = await executor.execute(request, { ...control, wallMaxMs })
  const elapsedMs = nowMs() - startedMs
  const { outputHash, exitClass, fuel, output } = execution
  const { program: programHash } = input
  const { rewriterVersion } = executor
  const claim = { jobId, unitIndex, programHash, inputHash, outputHash, exitClass, fuel, leaseId }
  return { signed: signer.sign({ ...claim, rewriterVersion }), output, elapsedMs }
}

/** Both steps and the upload: the output is there before anybody sees the receipt. */
export async function executeUnit(
  { transport, ...ports }: UnitPorts,
  work: LeasedWork,
  cache: BlobCache,
  control: ExecutionControl,
): Promise<SignedReceipt> {
  const request = await prepareUnit(transport, work, cache)
  const { signed, output } = await performUnit(ports, work, request, control, () => 0)
  await transport.putBlob(output)
  return signed
}

/** Most blobs kept in memory. */
const CACHE_MAX = 32

function fetchCached(
  transport: Pick<Transport, 'fetchBlob'>,
  cache: BlobCache,
  digest: Digest,
): Promise<Uint8Array> {
  const known = cache.get(digest)
  if (known !== undefined) {
    // What every unit needs stays; what one unit needed goes first.
    cache.delete(digest)
    cache.set(digest, known)
    return known
  }
  const oldest = cache.keys().next().value
  if (cache.size >= CACHE_MAX && oldest !== undefined) cache.delete(oldest)
  const fetched = transport.fetchBlob(digest)
  cache.set(digest, fetched)
  // A failed fetch must not be remembered.
  fetched.catch(() => cache.delete(digest))
  return fetched
}
