/**
 * Draft: a job as the form has it; and from it, with every file read and hashed, a job that can be
 * tried and submitted.
 */
import { MIB, WASM_PAGE_BYTES, firstIssue } from '@pumasi/domain'
import type { Account, Digest, JobSpec, Replication } from '@pumasi/domain'
import { submissionSchema } from '@pumasi/protocol'
import { planJob } from '@pumasi/rules'
import { sha256 } from '../sha256.ts'
import { invalid, parseMatrix } from './matrix.ts'

export interface Draft {
  readonly name: string
  readonly program: File | null
  /** One argument a line; `{axis}` and `{index}` are replaced for each unit. */
  readonly args: string
  readonly matrix: string
  /** Standard inputs: one unit, times the matrix, for each. */
  readonly inputs: readonly File[]
  /** Read-only files that every unit sees, under their own names. */
  readonly files: readonly File[]
  /** In thousands of millions of instructions. */
  readonly fuelG: number
  readonly memoryMib: number
  readonly outputMib: number
  readonly wallSeconds: number
  readonly agreement: 'quorum' | 'adaptive'
  readonly quorum: number
  readonly priority: number
}

export const emptyDraft: Draft = {
  ...{ name: '', program: null, args: '{n}', matrix: 'n: 1..100', inputs: [], files: [] },
  ...{ fuelG: 10, memoryMib: 64, outputMib: 1, wallSeconds: 600 },
  ...{ agreement: 'quorum', quorum: 2, priority: 0 },
}

export interface ReadyJob {
  readonly spec: JobSpec
  readonly unitCount: number
  readonly wallMaxMs: number
  readonly priority: number
  /** The program, standard inputs and files, each once. */
  readonly blobs: ReadonlyMap<Digest, Uint8Array>
}

/** Most bytes of one file, as the coordinator takes them; and of all, as a tab can hold them. */
const FILE_BYTES_MAX = 256 * MIB
const ALL_BYTES_MAX = 1024 * MIB

/** @throws `JOB_FORM_INVALID`, what `planJob` throws */
export async function readDraft(draft: Draft, requester: Account | null): Promise<ReadyJob> {
  const { program, inputs, files, wallSeconds, priority } = draft
  if (program === null) throw invalid('no program, expected a .wasm file')
  assertSizes([program, ...inputs, ...files])
  const blobs = new Map<Digest, Uint8Array>()
  const read = async (file: File): Promise<Digest> => {
    const bytes = new Uint8Array(await file.arrayBuffer())
    const digest = await sha256(bytes)
    blobs.set(digest, bytes)
    return digest
  }
  const named = await inOrder(files, async (file) => ({
    name: file.name,
    digest: await read(file),
  }))
  const spec: JobSpec = {
    ...replicationOf(draft),
    ...{ name: draft.name.trim(), nonce: '', requester },
    program: await read(program),
    args: draft.args.split('\n').filter((line) => line !== ''),
    axes: parseMatrix(draft.matrix),
    stdin: await inOrder(inputs, read),
    files: named.toSorted((a, b) => (a.name < b.name ? -1 : 1)),
    limits: {
      fuelMax: BigInt(Math.round(draft.fuelG * 1e9)),
      memoryMaxBytes: Math.ceil((draft.memoryMib * MIB) / WASM_PAGE_BYTES) * WASM_PAGE_BYTES,
      outputMaxBytes: Math.round(draft.outputMib * MIB),
    },
  }
  const wallMaxMs = Math.round(wallSeconds * 1_000)
  const checked = submissionSchema.safeParse({ spec, wallMaxMs, priority })
  if (!checked.success) throw invalid(firstIssue(checked.error))
  return { spec, wallMaxMs, priority, blobs, unitCount: planJob(spec).unitCount }
}

function assertSizes(files: readonly File[]): void {
  const large = files.find(({ size }) => size > FILE_BYTES_MAX)
  if (large !== undefined) {
    throw invalid(`${large.size} bytes in one file, expected at most ${FILE_BYTES_MAX}`)
  }
  const all = files.reduce((sum, { size }) => sum + size, 0)
  if (all > ALL_BYTES_MAX) {
    throw invalid(`${all} bytes in all files, expected at most ${ALL_BYTES_MAX}`)
  }
}

const replicationOf = ({ agreement, quorum }: Draft): Replication =>
  agreement === 'quorum' ? { version: 1, quorum } : { version: 2, trust: { kind: 'adaptive' } }

async function inOrder<T, U>(items: readonly T[], act: (item: T) => Promise<U>): Promise<U[]> {
  const results: U[] = []
  for (const item of items) results.push(await act(item))
  return results
}

/** What each part of the form shows and changes. */
export interface DraftProps {
  readonly draft: Draft
  readonly change: (changes: Partial<Draft>) => void
}
