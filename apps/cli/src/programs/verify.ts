/** Computes a study here, every unit in the sandbox, and holds it against the literature. */
import { availableParallelism } from 'node:os'
import type { PreparedJob } from '@pumasi/client'
import { planJob } from '@pumasi/rules'
import { createNodeExecutor } from '@pumasi/sandbox'
import type { Conclusion, ListedProgram } from '@pumasi/programs'
import { readJob } from '../requester/read-job.ts'
import { outputOf, tryUnits } from '../requester/trial.ts'
import type { TriedUnit } from '../requester/trial.ts'
import type { Progress } from '../terminal/progress.ts'
import { readPlan } from './planned-job.ts'

/** What a verification found. */
export interface Verification extends Conclusion {
  readonly name: string
  readonly title: string
  readonly ok: boolean
  readonly units: number
  readonly fuelTotal: bigint
  readonly fuelLargest: bigint
  readonly elapsedMs: number
}

/**
 * The demo, or the small study that `npm test` computes.
 * @throws `UNIT_FAILED`, and what reading and reducing the study throw
 */
export async function verify(
  program: ListedProgram,
  small: boolean,
  progress: Progress,
): Promise<Verification> {
  const { name, title, scale } = program
  const job = await readJob(readPlan(program, small ? program.small : program.planJob(scale.demo)))
  const startedAt = performance.now()
  const units = await computeAll(job, progress)
  const conclusion = program.conclude(units.map((unit) => outputOf(unit).stdout))
  const fuels = units.map(({ execution }) => execution.fuel)
  return {
    ...{ name, title, ok: conclusion.checks.every(({ ok }) => ok), units: units.length },
    fuelTotal: fuels.reduce((sum, fuel) => sum + fuel, 0n),
    fuelLargest: fuels.reduce((most, fuel) => (fuel > most ? fuel : most), 0n),
    elapsedMs: Math.round(performance.now() - startedAt),
    ...conclusion,
  }
}

async function computeAll(job: PreparedJob, progress: Progress): Promise<TriedUnit[]> {
  const every = Array.from({ length: planJob(job.spec).unitCount }, (_, index) => index)
  const threads = availableParallelism()
  const executor = createNodeExecutor({ threads })
  try {
    return await tryUnits(job, every, executor, progress, threads)
  } finally {
    progress.end()
    await executor.close()
  }
}
