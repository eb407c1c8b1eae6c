/**
 * The executor over a pool of threads: prepares each program once, shares its compiled module with
 * every thread, and runs one execution a thread.
 *
 * Nothing here depends on Node or on a browser; they differ in how a thread is spawned.
 */
import { digestOf, GridError, toHex, WASM_PAGE_BYTES } from '@pumasi/domain'
import type { Limits } from '@pumasi/domain'
import type { Execution, ExecutionControl, ExecutionRequest, Executor } from '@pumasi/engine'
import { REWRITER_VERSION } from '../rewriter/index.ts'
import type { RunAnswer, RunJob } from './messages.ts'
import { ThreadPool } from './pool.ts'
import type { SpawnThread } from './pool.ts'
import type { PreparedProgram } from './prepare.ts'
import { SLICE_FUEL, warmUpPause } from './warm-up.ts'

/** Compiled programs kept for the next unit of the same job. */
const PROGRAMS_MAX = 16
/** Real time after which preparing a program is given up; within its limits it takes a second. */
const PREPARE_MAX_MS = 60_000
/** Largest fuel limit: the counter is a signed 64-bit integer. */
const FUEL_MAX = 2n ** 62n

/** An executor on at most `threads` threads. */
export function createExecutor(spawn: SpawnThread, threads: number): Executor {
  const pool = new ThreadPool(spawn, threads)
  const programs = new ProgramCache(pool)
  return {
    rewriterVersion: REWRITER_VERSION,
    check: async (program) => void (await programs.get(program)),
    execute: (request, control = {}) => execute(pool, programs, request, control),
    close: async () => pool.close(),
  }
}

async function execute(
  pool: ThreadPool,
  programs: ProgramCache,
  request: ExecutionRequest,
  control: ExecutionControl,
): Promise<Execution> {
  const { args, stdin, files, seed, limits } = request
  const { outputMaxBytes } = limits
  assertLimits(limits)
  const memoryMaxPages = Math.floor(limits.memoryMaxBytes / WASM_PAGE_BYTES)
  const program = await programs.get(request.program)
  const { module, memoryMinPages } = program
  if (memoryMinPages > memoryMaxPages) throw memoryOverLimit(memoryMinPages, memoryMaxPages)
  const job: RunJob = {
    kind: 'run',
    module,
    input: { args, stdin, files, seed, outputMaxBytes },
    bounds: { fuelMax: limits.fuelMax, memoryMaxPages },
    warmUpMs: program.warm ? undefined : warmUpPause(program.codeBytes),
    reports: control.onProgress !== undefined,
  }
  const answer = await pool.run<RunAnswer>(job, control)
  program.warm ||= answer.fuel > SLICE_FUEL
  return answer
}

/** A program and whether its hot code has been through a run longer than the slice. */
interface CachedProgram extends PreparedProgram {
  warm: boolean
}

/** Prepared programs by digest, the least recently used dropped first. */
class ProgramCache {
  readonly #pool: ThreadPool
  readonly #programs = new Map<string, Promise<CachedProgram>>()

  constructor(pool: ThreadPool) {
    this.#pool = pool
  }

  async get(program: Uint8Array): Promise<CachedProgram> {
    const key = await fingerprint(program)
    const prepared = this.#programs.get(key) ?? this.#prepare(key, program)
    this.#programs.delete(key)
    this.#programs.set(key, prepared)
    for (const oldest of this.#programs.keys()) {
      if (this.#programs.size <= PROGRAMS_MAX) break
      this.#programs.delete(oldest)
    }
    return prepared
  }

  #prepare(key: string, program: Uint8Array): Promise<CachedProgram> {
    const prepared = this.#pool
      .run<PreparedProgram>({ kind: 'prepare', program }, { wallMaxMs: PREPARE_MAX_MS })
      .then((found) => ({ ...found, warm: false }))
    prepared.catch(() => this.#programs.delete(key))
    return prepared
  }
}

/** SHA-256, computed beside the event loop where the platform can. */
async function fingerprint(program: Uint8Array): Promise<string> {
  const subtle = globalThis.crypto?.subtle
  if (subtle === undefined) return digestOf(program)
  const digest = await subtle.digest('SHA-256', program)
  return toHex(new Uint8Array(digest))
}

function assertLimits({ fuelMax, memoryMaxBytes, outputMaxBytes }: Limits): void {
  const memoryOk = Number.isSafeInteger(memoryMaxBytes) && memoryMaxBytes >= 0
  const outputOk = Number.isSafeInteger(outputMaxBytes) && outputMaxBytes >= 0
  if (fuelMax >= 0n && fuelMax <= FUEL_MAX && memoryOk && outputOk) return
  const found = `fuelMax ${fuelMax}, memory ${memoryMaxBytes}, output ${outputMaxBytes}`
  throw new GridError('BAD_LIMITS', `found the limits ${found}`, {
    hint: 'Give whole numbers from 0; fuelMax at most 2^62.',
    details: { fuelMax: `${fuelMax}`, memoryMaxBytes, outputMaxBytes },
  })
}

const memoryOverLimit = (found: number, expected: number): GridError =>
  new GridError(
    'WASM_MEMORY_OVER_LIMIT',
    `found a module that begins with ${found} pages of memory, more than the limit of ${expected}`,
    {
      hint: `Allow at least ${found * WASM_PAGE_BYTES} bytes in limits.memoryMaxBytes, or build it smaller.`,
      details: { foundPages: found, expectedPages: expected },
    },
  )
