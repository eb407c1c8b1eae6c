/** Trial: a few units of a job run on this machine, as a host would run them. */
import type { PreparedJob } from '@pumasi/client'
import { GridError, decodeOutput } from '@pumasi/domain'
import type { Digest, Output } from '@pumasi/domain'
import type { Execution, Executor } from '@pumasi/engine'
import { deriveUnitInput, planJob } from '@pumasi/rules'
import type { Progress } from '../terminal/progress.ts'

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

/**
 * Runs units, `atOnce` at the same time; they come back in the order asked for.
 * @throws the executor's `WASM_*` and `MACHINE_*`
 */
export async function tryUnits(
  { spec, wallMaxMs, blobs }: PreparedJob,
  units: readonly number[],
  executor: Executor,
  progress?: Progress,
  atOnce = 1,
): Promise<TriedUnit[]> {
  const { jobId } = planJob(spec)
  const bytesOf = (digest: Digest): Uint8Array => blobs.get(digest) as Uint8Array
  const program = bytesOf(spec.program)
  const files = spec.files.map(({ name, digest }) => ({ name, bytes: bytesOf(digest) }))
  const fileBytes = files.reduce((sum, { bytes }) => sum + bytes.length, 0)
  await executor.check(program)
  const tried: TriedUnit[] = []
  const waiting = units.entries()
  let done = 0

  /** Takes units from the one queue until it is empty. */
  async function work(): Promise<void> {
    for (const [at, unitIndex] of waiting) {
      const { args, stdin: digest, seed, limits } = deriveUnitInput(spec, jobId, unitIndex)
      const stdin = digest === null ? new Uint8Array() : bytesOf(digest)
      const startedAt = performance.now()
      const request = { program, args, stdin, files, seed, limits }
      const execution = await executor.execute(request, { wallMaxMs })
      const elapsedMs = Math.round(performance.now() - startedAt)
      tried[at] = { unitIndex, execution, elapsedMs, inputBytes: fileBytes + stdin.length }
      progress?.update(++done, units.length)
    }
  }

  progress?.update(0, units.length)
  await Promise.all(Array.from({ length: atOnce }, work))
  return tried
}

/** What a unit printed that came to its end with exit code 0. @throws `UNIT_FAILED` */
export function outputOf({ unitIndex, execution }: TriedUnit): Output {
  const { exitClass, exitCode, fuel } = execution
  const output = decodeOutput(execution.output)
  if (exitClass === 'exited' && exitCode === 0) return output
  const said = Buffer.from(output.stderr).toString('utf8').slice(0, 200).trim()
  const ended = exitClass === 'exited' ? `exited with code ${exitCode}` : exitClass
  throw new GridError('UNIT_FAILED', `found unit ${unitIndex} ${ended}${said && `: ${said}`}`, {
    hint: 'Correct the program, its arguments, or the limits of the job.',
    details: { unitIndex, exitClass, exitCode, fuel: String(fuel) },
  })
}
