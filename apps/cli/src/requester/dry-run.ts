/** Tries a few units of a job on this machine, and says what the whole would take. */
import type { Digest } from '@pumasi/domain'
import { deriveSizing, deriveUnitInput, planJob } from '@pumasi/rules'
import type { Sample, Sizing } from '@pumasi/rules'
import { createNodeExecutor } from '@pumasi/sandbox'
import type { Progress } from '../terminal/progress.ts'
import type { ReadyJob } from './read-job.ts'

export interface DryRun extends Sizing {
  readonly unitCount: number
  readonly quorum: number
  readonly samples: readonly Sample[]
}

/** `count` units spread over the job, the first and the last among them. */
export function sampleUnits(unitCount: number, count: number): number[] {
  const units = Math.min(count, unitCount)
  const step = units === 1 ? 0 : (unitCount - 1) / (units - 1)
  return Array.from({ length: units }, (_, i) => Math.round(i * step))
}

/** @throws the executor's `WASM_*` and `MACHINE_*` */
export async function dryRun(job: ReadyJob, count: number, progress: Progress): Promise<DryRun> {
  const { spec, wallMaxMs, blobs } = job
  const { jobId, unitCount } = planJob(spec)
  const bytesOf = (digest: Digest): Uint8Array => blobs.get(digest) as Uint8Array
  const files = spec.files.map(({ name, digest }) => ({ name, bytes: bytesOf(digest) }))
  const executor = createNodeExecutor({ threads: 1 })
  const samples: Sample[] = []
  try {
    await executor.check(bytesOf(spec.program))
    const units = sampleUnits(unitCount, count)
    for (const [done, unitIndex] of units.entries()) {
      progress.update(done, units.length)
      const { args, stdin, seed, limits } = deriveUnitInput(spec, jobId, unitIndex)
      const input = stdin === null ? new Uint8Array() : bytesOf(stdin)
      const startedAt = performance.now()
      const { exitClass, exitCode, fuel } = await executor.execute(
        { program: bytesOf(spec.program), args, stdin: input, files, seed, limits },
        { wallMaxMs },
      )
      const elapsedMs = Math.round(performance.now() - startedAt)
      samples.push({ unitIndex, exitClass, exitCode, fuel, elapsedMs })
    }
    progress.update(units.length, units.length)
  } finally {
    progress.end()
    await executor.close()
  }
  const plan = { unitCount, quorum: spec.quorum, fuelMax: spec.limits.fuelMax }
  return { unitCount, quorum: spec.quorum, samples, ...deriveSizing(samples, plan) }
}
