/** Trial: a few units of a job run on this machine, as a host would run them. */
import type { Digest } from '@pumasi/domain'
import type { Execution, Executor } from '@pumasi/engine'
import { deriveUnitInput, planJob } from '@pumasi/rules'
import type { Progress } from '../terminal/progress.ts'
import type { ReadyJob } from './read-job.ts'

/** One unit as it came out. */
export interface TriedUnit {
  readonly unitIndex: number
  readonly execution: Execution
  readonly elapsedMs: number
  /** What a host fetches for this unit beside the program, in bytes. */
  readonly inputBytes: number
}

/** `count` units spread over the job, the first and the last among them. */
export function sampleUnits(unitCount: number, count: number): number[] {
  const units = Math.min(count, unitCount)
  const step = units === 1 ? 0 : (unitCount - 1) / (units - 1)
  return Array.from({ length: units }, (_, i) => Math.round(i * step))
}

/** Runs units one after another. @throws the executor's `WASM_*` and `MACHINE_*` */
export async function tryUnits(
  { spec, wallMaxMs, blobs }: ReadyJob,
  units: readonly number[],
  executor: Executor,
  progress: Progress,
): Promise<TriedUnit[]> {
  const { jobId } = planJob(spec)
  const bytesOf = (digest: Digest): Uint8Array => blobs.get(digest) as Uint8Array
  const program = bytesOf(spec.program)
  const files = spec.files.map(({ name, digest }) => ({ name, bytes: bytesOf(digest) }))
  const fileBytes = files.reduce((sum, { bytes }) => sum + bytes.length, 0)
  await executor.check(program)
  const tried: TriedUnit[] = []
  for (const [done, unitIndex] of units.entries()) {
    progress.update(done, units.length)
    const { args, stdin: digest, seed, limits } = deriveUnitInput(spec, jobId, unitIndex)
    const stdin = digest === null ? new Uint8Array() : bytesOf(digest)
    const startedAt = performance.now()
    const request = { program, args, stdin, files, seed, limits }
    const execution = await executor.execute(request, { wallMaxMs })
    const elapsedMs = Math.round(performance.now() - startedAt)
    tried.push({ unitIndex, execution, elapsedMs, inputBytes: fileBytes + stdin.length })
  }
  progress.update(units.length, units.length)
  return tried
}
