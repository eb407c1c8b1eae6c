/** From a job file to a submitted job: check, upload, submit. */
import { submitJob } from '@pumasi/client'
import type { GridConnection, PreparedJob } from '@pumasi/client'
import type { Submitted } from '@pumasi/protocol'
import { isGridError } from '@pumasi/domain'
import { createNodeExecutor } from '@pumasi/sandbox'
import type { JobFile } from './job-file.ts'
import { readJob } from './read-job.ts'
import { outputOf, tryUnits } from './trial.ts'

/** A first unit that goes on after this long is not waited for: hosts have its whole wall time. */
const TRIAL_MS = 20_000

interface SubmitChoices {
  readonly priority?: number | undefined
  /** Sends the job whatever its first unit does. */
  readonly untried?: boolean | undefined
}

/**
 * Uploads a job's blobs and submits it; nothing is sent before everything is checked and the first
 * unit was seen to end well, or to go on for long.
 * @throws `UNIT_FAILED`, `WASM_*`, what reading and submitting throw
 */
export async function submitJobFile(
  connection: GridConnection,
  file: JobFile,
  { priority = 0, untried = false }: SubmitChoices = {},
): Promise<Submitted> {
  const job = await readJob(file)
  await checkProgram(job, untried)
  return submitJob(connection, job, priority)
}

/** Refuses here what every worker would refuse, or waste its time on. @throws as above */
async function checkProgram(job: PreparedJob, untried: boolean): Promise<void> {
  const executor = createNodeExecutor({ threads: 1 })
  try {
    if (untried) return await executor.check(job.blobs.get(job.spec.program) as Uint8Array)
    const wallMaxMs = Math.min(job.wallMaxMs, TRIAL_MS)
    const [first] = await tryUnits({ ...job, wallMaxMs }, [0], executor)
    if (first !== undefined) outputOf(first)
  } catch (error) {
    const goesOn = isGridError(error) && error.code === 'MACHINE_TIMEOUT'
    if (!goesOn || job.wallMaxMs <= TRIAL_MS) throw error
  } finally {
    await executor.close()
  }
}
