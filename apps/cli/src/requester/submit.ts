/** From a job file to a submitted job: check, upload, submit. */
import { resolve } from 'node:path'
import { GridError, WASM_PAGE_BYTES, firstIssue, parseDigest } from '@pumasi/domain'
import type { Axis, Digest, JobSpec } from '@pumasi/domain'
import { submissionSchema } from '@pumasi/protocol'
import type { Submitted } from '@pumasi/protocol'
import { planJob } from '@pumasi/rules'
import { createNodeExecutor } from '@pumasi/sandbox'
import { readNamed } from '../terminal/options.ts'
import type { Connection } from './connection.ts'
import type { JobFile } from './job-file.ts'

const noDigest = parseDigest(`0x${'00'.repeat(32)}`)

/** Uploads a job's blobs and submits it; nothing is sent before everything is checked. */
export async function submitJobFile(connection: Connection, file: JobFile): Promise<Submitted> {
  const read = (path: string): Promise<Uint8Array> => readNamed(resolve(file.folder, path))
  assertPlan(file)
  const program = await read(file.program)
  await checkProgram(program)
  const inputs = await Promise.all(file.inputs.map(read))
  const files = await Promise.all(
    Object.entries(file.files).map(async ([name, path]) => ({ name, bytes: await read(path) })),
  )
  const digests: Digests = {
    program: await connection.upload(program),
    stdin: await inOrder(inputs, connection.upload),
    files: await inOrder(files, async ({ name, bytes }) => ({
      name,
      digest: await connection.upload(bytes),
    })),
  }
  const submission = { spec: toSpec(file, digests), wallMaxMs: file.limits.wall }
  return connection.call((client) => client.job.submit.mutate(submission))
}

/** Neither bounds nor plan depend on digests, so a bad job is found before anything is read. */
function assertPlan(file: JobFile): void {
  const files = Object.keys(file.files).map((name) => ({ name, digest: noDigest }))
  const digests = { program: noDigest, stdin: file.inputs.map(() => noDigest), files }
  const spec = toSpec(file, digests)
  const read = submissionSchema.safeParse({ spec, wallMaxMs: file.limits.wall })
  if (!read.success) {
    throw new GridError(
      'JOB_FILE_INVALID',
      `found, in the job as specified, ${firstIssue(read.error)}`,
      {
        hint: 'docs/job-file.md lists every key with its bounds.',
      },
    )
  }
  planJob(spec)
}

interface Digests {
  readonly program: Digest
  readonly stdin: readonly Digest[]
  readonly files: JobSpec['files']
}

const toSpec = (file: JobFile, { program, stdin, files }: Digests): JobSpec => ({
  version: 1,
  name: file.name,
  nonce: file.nonce,
  requester: null,
  program,
  args: file.args,
  axes: Object.entries(file.matrix).map(([name, values]): Axis =>
    Array.isArray(values) ? { name, values } : { name, ...values },
  ),
  stdin,
  files: files.toSorted((a, b) => (a.name < b.name ? -1 : 1)),
  limits: {
    fuelMax: BigInt(file.limits.fuel),
    memoryMaxBytes: Math.ceil(file.limits.memory / WASM_PAGE_BYTES) * WASM_PAGE_BYTES,
    outputMaxBytes: file.limits.output,
  },
  quorum: file.replication.quorum,
})

/** Refuses here what every worker would refuse. @throws `WASM_*` */
async function checkProgram(program: Uint8Array): Promise<void> {
  const executor = createNodeExecutor({ threads: 1 })
  try {
    await executor.check(program)
  } finally {
    await executor.close()
  }
}

async function inOrder<T, U>(items: readonly T[], act: (item: T) => Promise<U>): Promise<U[]> {
  const results: U[] = []
  for (const item of items) results.push(await act(item))
  return results
}
