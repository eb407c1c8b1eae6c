/**
 * Check: units of a job in the fast and in the reference sandbox, held against each other and
 * against what is expected of them, and whether the job belongs on a grid.
 */
import type { PreparedJob } from '@pumasi/client'
import type { Digest, ExitClass } from '@pumasi/domain'
import type { Execution } from '@pumasi/engine'
import { deriveFitness, planJob, runsOfUnit } from '@pumasi/rules'
import type { Fitness, Sizing } from '@pumasi/rules'
import { createNodeExecutor } from '@pumasi/sandbox'
import type { NodeExecutorOptions } from '@pumasi/sandbox'
import { sizeOf } from '../requester/dry-run.ts'
import { tryUnits } from '../requester/trial.ts'
import type { TriedUnit } from '../requester/trial.ts'
import type { Progress } from '../terminal/progress.ts'
import { differenceFrom } from './expectation.ts'
import type { Expectation } from './expectation.ts'

export interface CheckedUnit {
  readonly unitIndex: number
  readonly exitClass: ExitClass
  readonly exitCode: number
  readonly fuel: bigint
  readonly elapsedMs: number
  readonly memoryBytes: number
  readonly inputBytes: number
  readonly outputBytes: number
  readonly outputHash: Digest
  /** How the reference sandbox differed, or null. */
  readonly referenceDiffers: string | null
  /** How it differs from what is expected; null when it does not, or nothing is. */
  readonly differs: string | null
}

export interface Checked {
  readonly ok: boolean
  readonly program: { readonly digest: Digest; readonly bytes: number }
  readonly unitCount: number
  readonly quorum: number
  readonly units: readonly CheckedUnit[]
  readonly sizing: Sizing
  /** Null when no unit exited: nothing was measured. */
  readonly fitness: Fitness | null
}

/** A check, and the runs behind it. */
export interface CheckedJob {
  readonly checked: Checked
  readonly tried: readonly TriedUnit[]
}

/** @throws the executor's `WASM_*` and `MACHINE_*` */
export async function checkJob(
  job: PreparedJob,
  units: readonly number[],
  expectation: Expectation | null,
  startProgress: (title: string) => Progress,
): Promise<CheckedJob> {
  const fast = await tryWith({}, job, units, startProgress('units, fast'))
  const slow = await tryWith({ pace: 'reference' }, job, units, startProgress('units, reference'))
  const checks = fast.map((tried, place) => {
    const expected = expectation?.units.find(({ unitIndex }) => unitIndex === tried.unitIndex)
    const { execution } = tried
    const referenceDiffers = firstDifference(execution, slow[place]?.execution)
    const differs = expected === undefined ? null : differenceFrom(expected, execution)
    return toCheckedUnit(tried, referenceDiffers, differs)
  })
  const { spec, blobs } = job
  const programBytes = blobs.get(spec.program)?.length ?? 0
  const { unitCount, quorum, ...sizing } = sizeOf(job, fast)
  const ok = checks.every(
    ({ exitClass, referenceDiffers, differs }) =>
      exitClass === 'exited' && referenceDiffers === null && differs === null,
  )
  return {
    tried: fast,
    checked: {
      ok,
      program: { digest: spec.program, bytes: programBytes },
      ...{ unitCount, quorum, sizing },
      units: checks,
      fitness: fitnessOf(job, checks, programBytes),
    },
  }
}

async function tryWith(
  options: NodeExecutorOptions,
  job: PreparedJob,
  units: readonly number[],
  progress: Progress,
): Promise<TriedUnit[]> {
  const executor = createNodeExecutor({ threads: 1, ...options })
  try {
    return await tryUnits(job, units, executor, progress)
  } finally {
    progress.end()
    await executor.close()
  }
}

function toCheckedUnit(
  { unitIndex, execution, elapsedMs, inputBytes }: TriedUnit,
  referenceDiffers: string | null,
  differs: string | null,
): CheckedUnit {
  const { exitClass, exitCode, fuel, memoryBytes, output, outputHash } = execution
  return {
    ...{ unitIndex, exitClass, exitCode, fuel, elapsedMs, memoryBytes, inputBytes },
    ...{ outputBytes: output.length, outputHash, referenceDiffers, differs },
  }
}

/** What both sandboxes must agree on, in the order in which a receipt names it. */
function firstDifference(fast: Execution, slow: Execution | undefined): string | null {
  for (const key of ['exitClass', 'exitCode', 'outputHash', 'fuel'] as const) {
    if (fast[key] === slow?.[key]) continue
    return `the reference sandbox has ${key} ${slow?.[key]}, the fast one ${fast[key]}`
  }
  return null
}

function fitnessOf(
  { spec }: PreparedJob,
  units: readonly CheckedUnit[],
  programBytes: number,
): Fitness | null {
  const exited = units.filter(({ exitClass }) => exitClass === 'exited')
  if (exited.length === 0) return null
  const mean = (valueOf: (unit: CheckedUnit) => number): number =>
    exited.reduce((sum, unit) => sum + valueOf(unit), 0) / exited.length
  return deriveFitness({
    ...{ unitCount: planJob(spec).unitCount, quorum: runsOfUnit(spec), programBytes },
    // Clocks count whole milliseconds; a unit took longer than nothing.
    unitMs: Math.max(
      0.5,
      mean(({ elapsedMs }) => elapsedMs),
    ),
    inputBytes: mean(({ inputBytes }) => inputBytes),
    outputBytes: mean(({ outputBytes }) => outputBytes),
  })
}
