/** From a job file to a submitted job: check, upload, submit. */
import type { Submitted } from '@pumasi/protocol'
import { createNodeExecutor } from '@pumasi/sandbox'
import type { Connection } from './connection.ts'
import type { JobFile } from './job-file.ts'
import { readJob } from './read-job.ts'

/** Uploads a job's blobs and submits it; nothing is sent before everything is checked. */
export async function submitJobFile(
  connection: Connection,
  file: JobFile,
  priority = 0,
): Promise<Submitted> {
  const { spec: written, wallMaxMs, blobs } = await readJob(file)
  // Part of what the job's id is made of: nobody else can submit this one.
  const spec = { ...written, requester: connection.account }
  await checkProgram(blobs.get(spec.program) as Uint8Array)
  for (const bytes of blobs.values()) await connection.upload(bytes)
  return connection.call((client) => client.job.submit.mutate({ spec, wallMaxMs, priority }))
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
