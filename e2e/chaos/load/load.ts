/**
 * Load: jobs of tiny units, submitted as the last ones run out, and what anybody could see of them.
 * A quorum decides in one, accounts' records in the next, with draws, checks and spot checks.
 *
 * Every call is repeated until some coordinator answers it, as requesters and people do.
 */
import { readFile } from 'node:fs/promises'
import { setTimeout as pause } from 'node:timers/promises'
import { digestOf } from '@pumasi/domain'
import type { Digest, JobId, JobSpec } from '@pumasi/domain'
import { createGridClient } from '@pumasi/protocol'
import { compileEcho, echoSpec } from '../../grid/echo.ts'

const UNITS_PER_JOB = 100
/** Fewer open units than this, and the next job is submitted: the shortest run has one of each. */
const OPEN_LEAST = 150
const CALL_MS = 15_000
const RETRY_MS = 250
const LOOK_MS = 400

/** What somebody once saw of a believed unit; it must stay so for ever. */
export interface Belief {
  readonly jobId: JobId
  readonly unitIndex: number
  readonly outputHash: string
  readonly fuel: bigint
}

export interface Load {
  readonly jobs: readonly JobId[]
  readonly units: () => number
  readonly beliefs: ReadonlyMap<string, Belief>
  /** Contradictions seen while it ran. */
  readonly defects: readonly string[]
  /** No more jobs; those submitted go on. */
  readonly finish: () => void
  /** Resolves when every unit submitted was seen believed and is in a batch on the chain. */
  readonly done: Promise<void>
  readonly calls: { answered: number; failed: number }
}

export async function startLoad(
  url: string,
  tokenFile: string,
  signal: AbortSignal,
): Promise<Load> {
  const token = (await readFile(tokenFile, 'utf8')).trim()
  const bounded = (input: string, init: RequestInit = {}): Promise<Response> =>
    fetch(input, { ...init, signal: AbortSignal.any([signal, AbortSignal.timeout(CALL_MS)]) })
  const client = createGridClient({ url, token: () => token, fetch: bounded as never })
  const calls = { answered: 0, failed: 0 }
  const patiently = async <T>(act: () => Promise<T>): Promise<T> => {
    for (;;) {
      try {
        const answer = await act()
        calls.answered += 1
        return answer
      } catch (error) {
        signal.throwIfAborted()
        calls.failed += 1
        if (!isPassing(error)) throw error
        await pause(RETRY_MS)
      }
    }
  }
  const program = await compileEcho()
  const digest = digestOf(program)
  const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/octet-stream' }
  const body = program as Uint8Array<ArrayBuffer>
  await patiently(async () => {
    const answer = await bounded(`${url}/blobs/${digest}`, { method: 'PUT', headers, body })
    if (!answer.ok) throw new TypeError(`fetch failed: ${answer.status} ${await answer.text()}`)
  })

  const jobs: JobId[] = []
  const open = new Set<JobId>()
  const beliefs = new Map<string, Belief>()
  const defects: string[] = []
  let finishing = false
  const submit = async (): Promise<void> => {
    const spec = jobOf(digest, jobs.length)
    const submission = { spec, wallMaxMs: 60_000 }
    const { jobId } = await patiently(() => client.job.submit.mutate(submission))
    jobs.push(jobId)
    open.add(jobId)
  }
  const look = async (jobId: JobId): Promise<void> => {
    const job = await patiently(() => client.job.fetch.query({ jobId }))
    const units = await patiently(() => client.job.units.query({ jobId, from: 0, limit: 500 }))
    for (const { unitIndex, state, outputHash, fuel } of units) {
      if (state === 'failed') defects.push(`unit ${unitIndex} of ${jobId} was given up`)
      if (state !== 'believed' || outputHash === null || fuel === null) continue
      note(beliefs, defects, { jobId, unitIndex, outputHash, fuel })
    }
    if (job.committed === job.units) open.delete(jobId)
  }
  const run = async (): Promise<void> => {
    while (!finishing || open.size > 0) {
      for (const jobId of open) await look(jobId)
      const waiting = jobs.length * UNITS_PER_JOB - beliefs.size
      if (!finishing && waiting < OPEN_LEAST) await submit()
      else await pause(LOOK_MS, undefined, { signal })
    }
  }
  await submit()
  return {
    ...{ jobs, beliefs, defects, calls },
    units: () => jobs.length * UNITS_PER_JOB,
    finish: () => {
      finishing = true
    },
    done: run(),
  }
}

/** A belief seen once and seen otherwise later would be a unit lost. */
function note(beliefs: Map<string, Belief>, defects: string[], belief: Belief): void {
  const key = `${belief.jobId} ${belief.unitIndex}`
  const before = beliefs.get(key)
  if (before !== undefined && before.outputHash !== belief.outputHash) {
    defects.push(`unit ${key} was believed as ${before.outputHash}, then ${belief.outputHash}`)
  }
  beliefs.set(key, belief)
}

/** Nobody listens, or somebody asks to try again; anything else would be a wrong call. */
function isPassing(error: unknown): boolean {
  const data = (error as { data?: { grid?: { retryable?: boolean } } | null }).data
  return data?.grid === undefined || data.grid.retryable === true
}

/** A quorum decides in every other one, trust in the rest. */
const jobOf = (program: Digest, number: number): JobSpec =>
  echoSpec(program, UNITS_PER_JOB, {
    ...(number % 2 === 0 ? { version: 1, quorum: 2 } : { version: 2, trust: { kind: 'adaptive' } }),
    ...{ name: 'echo', nonce: String(number), args: ['{n}', `of job ${number}`] },
  })
