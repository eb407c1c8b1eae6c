/**
 * A described job made ready: everything it names read and hashed, its plan checked.
 *
 * In: a description and a way to its bytes. Out: what is submitted, or tried first.
 * Invariant: neither bounds nor plan depend on bytes, so a bad job is found before anything is read
 * (prepare-job.test.ts), and before anything is sent.
 */
import {
  GridError,
  WASM_PAGE_BYTES,
  digestOf,
  digestSchema,
  firstIssue,
  parseDigest,
} from '@pumasi/domain'
import type { Axis, Digest, JobSpec, Replication } from '@pumasi/domain'
import { assertBounded, boundsOf, submissionSchema, transformer } from '@pumasi/protocol'
import { planJob } from '@pumasi/rules'
import { z } from 'zod'
import { describedJobSchema } from './describe-job.ts'
import type { DescribedJob, JobDescription } from './describe-job.ts'

export interface PreparedJob {
  /** Nobody's yet: whoever submits it is part of the job. */
  readonly spec: JobSpec
  readonly wallMaxMs: number
  /** The program, standard inputs and files, each once. */
  readonly blobs: ReadonlyMap<Digest, Uint8Array>
}

const content = z.union([z.custom<Uint8Array>((it) => it instanceof Uint8Array), digestSchema], {
  error: 'expected bytes (a Uint8Array), or the digest of bytes that were uploaded',
})
const schema = describedJobSchema(content)

/**
 * Reads a description and hashes what it carries.
 * @throws `JOB_INVALID` with what was found and expected; what `planJob` throws
 */
export async function prepareJob(description: JobDescription): Promise<PreparedJob> {
  const read = schema.safeParse(description)
  if (!read.success) throw invalid(firstIssue(read.error))
  return prepareDescribed(read.data, (bytesOrDigest) => Promise.resolve(bytesOrDigest))
}

/**
 * The same for a description whose contents have yet to be read, such as a job file's paths.
 * @throws `JOB_INVALID`, what `planJob` and `read` throw
 */
export async function prepareDescribed<Content>(
  job: DescribedJob<Content>,
  read: (content: Content) => Promise<Uint8Array | Digest>,
): Promise<PreparedJob> {
  assertPlan(job)
  const blobs = new Map<Digest, Uint8Array>()
  const name = async (content: Content): Promise<Digest> => {
    const found = await read(content)
    if (typeof found === 'string') return found
    const digest = digestOf(found)
    blobs.set(digest, found)
    return digest
  }
  const digests: Digests = {
    program: await name(job.program),
    stdin: await inOrder(job.inputs, name),
    files: await inOrder(Object.entries(job.files), async ([file, content]) => ({
      ...{ name: file, digest: await name(content) },
    })),
  }
  return { spec: toSpec(job, digests), wallMaxMs: job.limits.wall, blobs }
}

const noDigest = parseDigest(`0x${'00'.repeat(32)}`)
/** Fuel no machine burns in a second: ordinary cores burn 2 to 8 G. */
const FUEL_PER_SECOND_MAX = 100e9

function assertPlan<Content>(job: DescribedJob<Content>): void {
  const files = Object.keys(job.files).map((name) => ({ name, digest: noDigest }))
  const spec = toSpec(job, { program: noDigest, stdin: job.inputs.map(() => noDigest), files })
  const { wall, fuel } = job.limits
  const read = submissionSchema.safeParse({ spec, wallMaxMs: wall })
  if (!read.success) throw invalid(`in the job as specified, ${firstIssue(read.error)}`)
  // As it will be sent, before anything is read or uploaded for it.
  const message = JSON.stringify(transformer.serialize({ spec, wallMaxMs: wall, priority: 0 }))
  assertBounded(message, boundsOf('job.submit'))
  planJob(spec)
  const fuelMost = (wall / 1000) * FUEL_PER_SECOND_MAX
  if (fuel <= fuelMost) return
  throw new GridError(
    'JOB_LIMITS_CONTRADICT',
    `found limits of ${fuel} fuel and ${wall} ms for a unit, expected at most ${fuelMost} fuel`,
    { hint: 'No machine burns so much in that time: allow more, or make units shorter.' },
  )
}

const invalid = (found: string): GridError =>
  new GridError('JOB_INVALID', `found ${found}`, {
    hint: 'docs/job-file.md lists every key with its bounds.',
  })

interface Digests {
  readonly program: Digest
  readonly stdin: readonly Digest[]
  readonly files: JobSpec['files']
}

const toSpec = <Content>(
  job: DescribedJob<Content>,
  { program, stdin, files }: Digests,
): JobSpec => ({
  ...replicationOf(job.replication),
  name: job.name,
  nonce: job.nonce,
  requester: null,
  program,
  args: job.args,
  axes: Object.entries(job.matrix).map(([name, values]): Axis =>
    Array.isArray(values) ? { name, values } : { name, ...values },
  ),
  stdin,
  files: files.toSorted((a, b) => (a.name < b.name ? -1 : 1)),
  limits: {
    fuelMax: BigInt(job.limits.fuel),
    memoryMaxBytes: Math.ceil(job.limits.memory / WASM_PAGE_BYTES) * WASM_PAGE_BYTES,
    outputMaxBytes: job.limits.output,
  },
})

const replicationOf = (replication: DescribedJob<unknown>['replication']): Replication =>
  'quorum' in replication
    ? { version: 1, quorum: replication.quorum }
    : { version: 2, trust: replication.trust }

async function inOrder<T, U>(items: readonly T[], act: (item: T) => Promise<U>): Promise<U[]> {
  const results: U[] = []
  for (const item of items) results.push(await act(item))
  return results
}
