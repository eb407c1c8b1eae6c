/**
 * The executor over a pool of threads: prepares each program once, shares its compiled module with
 * every thread, and runs one execution a thread. A run that meets a NaN is thrown away and done
 * anew by the repairing variant (docs/adr/0016); the program is remembered.
 *
 * Nothing here depends on Node or on a browser; they differ in how a thread is spawned.
 */
import { GridError, WASM_PAGE_BYTES } from '@pumasi/domain'
import type { Limits } from '@pumasi/domain'
import type { Execution, ExecutionControl, ExecutionRequest, Executor } from '@pumasi/engine'
import { REWRITER_VERSION } from '../rewriter/index.ts'
import { machineError } from './failures.ts'
import type { RepairAnswer, RunAnswer, RunJob } from './messages.ts'
import { ThreadPool } from './pool.ts'
import type { SpawnThread } from './pool.ts'
import type { RunVariant } from './prepare.ts'
import { ProgramCache } from './program-cache.ts'
import type { CachedProgram } from './program-cache.ts'
import { SLICE_FUEL, warmUpPause } from './warm-up.ts'

/** Largest fuel limit: the counter is a signed 64-bit integer. */
const FUEL_MAX = 2n ** 62n

/** How programs are run: at full speed, or counting every instruction by itself to compare with. */
export type ExecutorPace = 'fast' | 'reference'

/** An executor on at most `threads` threads. */
export function createExecutor(
  spawn: SpawnThread,
  threads: number,
  pace: ExecutorPace = 'fast',
): Executor {
  const pool = new ThreadPool(spawn, threads)
  const programs = new ProgramCache(pool)
  const first = pace === 'reference' ? 'reference' : 'detecting'
  return {
    rewriterVersion: REWRITER_VERSION,
    check: async (program) => {
      const cached = await programs.get(program)
      await cached.variant(first, program)
    },
    execute: (request, control = {}) => execute({ pool, programs, first }, request, control),
    close: async () => pool.close(),
  }
}

interface Parts {
  readonly pool: ThreadPool
  readonly programs: ProgramCache
  /** The variant in which a program is run that never met a NaN. */
  readonly first: RunVariant
}

async function execute(
  { pool, programs, first: usual }: Parts,
  request: ExecutionRequest,
  control: ExecutionControl,
): Promise<Execution> {
  assertLimits(request.limits)
  const program = await programs.get(request.program)
  const first = program.metNan ? 'repairing' : usual
  const run = { pool, program, request, control: { ...control, ...forwardOnly(control) } }
  const answer = await runVariant(run, first, control.wallMaxMs)
  if (!('needsRepair' in answer)) return answer
  program.metNan ||= answer.needsRepair === 'nan'
  const left = control.wallMaxMs === undefined ? undefined : control.wallMaxMs - answer.spentMs
  const repaired = await runVariant(run, 'repairing', left)
  if ('needsRepair' in repaired) {
    throw machineError('MACHINE_FAILURE', 'the repairing variant found something to repair')
  }
  return repaired
}

/** One execution: what is the same for both variants. */
interface Run {
  readonly pool: ThreadPool
  readonly program: CachedProgram
  readonly request: ExecutionRequest
  readonly control: ExecutionControl
}

/** Runs one variant of the program, in what is left of the real time allowed. */
async function runVariant(
  { pool, program, request, control }: Run,
  name: RunVariant,
  wallLeftMs: number | undefined,
): Promise<RunAnswer | RepairAnswer> {
  const { args, stdin, files, seed, limits } = request
  const { outputMaxBytes } = limits
  const memoryMaxPages = Math.floor(limits.memoryMaxBytes / WASM_PAGE_BYTES)
  const variant = await program.variant(name, request.program)
  const { module, detects, memoryMinPages } = variant
  if (memoryMinPages > memoryMaxPages) throw memoryOverLimit(memoryMinPages, memoryMaxPages)
  const job: RunJob = {
    kind: 'run',
    program: { module, detects },
    input: { args, stdin, files, seed, outputMaxBytes },
    bounds: { fuelMax: limits.fuelMax, memoryMaxPages },
    warmUpMs: variant.warm ? undefined : warmUpPause(variant.codeBytes),
    reports: control.onProgress !== undefined,
  }
  const wall = wallLeftMs === undefined ? {} : { wallMaxMs: Math.max(0, wallLeftMs) }
  const answer = await pool.run<RunAnswer | RepairAnswer>(job, { ...control, ...wall })
  variant.warm ||= 'fuel' in answer && answer.fuel > SLICE_FUEL
  return answer
}

/** Progress that never goes back: a second run is silent until it is past the first. */
function forwardOnly({ onProgress }: ExecutionControl): Pick<ExecutionControl, 'onProgress'> {
  if (onProgress === undefined) return {}
  let most = -1n
  return {
    onProgress: (fuel) => {
      if (fuel <= most) return
      most = fuel
      onProgress(fuel)
    },
  }
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
