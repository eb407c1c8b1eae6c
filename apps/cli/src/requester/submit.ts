/** From a job file to a submitted job: check, upload, submit. */
import { submitJob } from '@pumasi/client'
import type { GridConnection } from '@pumasi/client'
import type { Submitted } from '@pumasi/protocol'
import { createNodeExecutor } from '@pumasi/sandbox'
import type { JobFile } from './job-file.ts'
import { readJob } from './read-job.ts'

/** Uploads a job's blobs and submits it; nothing is sent before everything is checked. */
export async function submitJobFile(
  connection: GridConnection,
  file: JobFile,
  priority = 0,
): Promise<Submitted> {
  const job = await readJob(file)
  await checkProgram(job.blobs.get(job.spec.program) as Uint8Array)
  return submitJob(connection, job, priority)
}

/** Refuses here what every worker would refuse. @throws `WASM_*` */
async function checkProgram(program: Uint8Array): Promise<void> {
  const executor = createNodeExecutor({ threads: 1 })
  try {
    await executor.check(program)
  } finally {
    await executor.close()
  }
}
