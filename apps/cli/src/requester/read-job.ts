/** A job file with everything it names read and checked: what is submitted, or tried first. */
import { resolve } from 'node:path'
import { GridError, WASM_PAGE_BYTES, digestOf, firstIssue, parseDigest } from '@pumasi/domain'
import type { Axis, Digest, JobSpec, Replication } from '@pumasi/domain'
import { submissionSchema } from '@pumasi/protocol'
import { planJob } from '@pumasi/rules'
import { readNamed } from '../terminal/options.ts'
import type { JobFile } from './job-file.ts'

export interface ReadyJob {
  readonly spec: JobSpec
  readonly wallMaxMs: number
  /** The program, standard inputs and files, each once. */
  readonly blobs: ReadonlyMap<Digest, Uint8Array>
}

/** @throws `JOB_FILE_INVALID`, `FILE_MISSING`, and what `planJob` throws */
export async function readJob(file: JobFile): Promise<ReadyJob> {
  assertPlan(file)
  const blobs = new Map<Digest, Uint8Array>()
  const read = async (path: string): Promise<Digest> => {
    const bytes = await readNamed(resolve(file.folder, path))
    const digest = digestOf(bytes)
    blobs.set(digest, bytes)
    return digest
  }
  const digests: Digests = {
    program: await read(file.program),
    stdin: await inOrder(file.inputs, read),
    files: await inOrder(Object.entries(file.files), async ([name, path]) => ({
      name,
      digest: await read(path),
    })),
  }
  return { spec: toSpec(file, digests), wallMaxMs: file.limits.wall, blobs }
}

const noDigest = parseDigest(`0x${'00'.repeat(32)}`)

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
  ...replicationOf(file),
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
})

const replicationOf = ({ replication }: JobFile): Replication =>
  'quorum' in replication
    ? { version: 1, quorum: replication.quorum }
    : { version: 2, trust: replication.trust }

async function inOrder<T, U>(items: readonly T[], act: (item: T) => Promise<U>): Promise<U[]> {
  const results: U[] = []
  for (const item of items) results.push(await act(item))
  return results
}
