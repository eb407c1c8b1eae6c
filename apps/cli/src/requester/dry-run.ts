/** Tries a few units of a job on this machine, and says what the whole would take. */
import type { PreparedJob } from '@pumasi/client'
import { deriveSizing, planJob, runsOfUnit } from '@pumasi/rules'
import type { Sample, Sizing } from '@pumasi/rules'
import { createNodeExecutor } from '@pumasi/sandbox'
import type { Progress } from '../terminal/progress.ts'
import { sampleUnits, tryUnits } from './trial.ts'
import type { TriedUnit } from './trial.ts'

export interface DryRun extends Sizing {
  readonly unitCount: number
  readonly quorum: number
  readonly samples: readonly Sample[]
}

/** @throws the executor's `WASM_*` and `MACHINE_*` */
export async function dryRun(job: PreparedJob, count: number, progress: Progress): Promise<DryRun> {
  const { unitCount } = planJob(job.spec)
  const executor = createNodeExecutor({ threads: 1 })
  try {
    const tried = await tryUnits(job, sampleUnits(unitCount, count), executor, progress)
    return { ...sizeOf(job, tried), samples: tried.map(toSample) }
  } finally {
    progress.end()
    await executor.close()
  }
}

/** What tried units say about the whole job. */
export function sizeOf(
  { spec }: PreparedJob,
  tried: readonly TriedUnit[],
): Omit<DryRun, 'samples'> {
  const { unitCount } = planJob(spec)
  const quorum = runsOfUnit(spec)
  const plan = { unitCount, quorum, fuelMax: spec.limits.fuelMax }
  return { unitCount, quorum, ...deriveSizing(tried.map(toSample), plan) }
}

const toSample = ({ unitIndex, elapsedMs, execution }: TriedUnit): Sample => {
  const { exitClass, exitCode, fuel } = execution
  return { unitIndex, exitClass, exitCode, fuel, elapsedMs }
}
