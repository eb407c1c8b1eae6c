/**
 * A dry run: one unit in this tab's sandbox, as a host would run it, and what it says about the
 * whole job. Same sandbox, same fuel; the program runs in a worker that can speak to nobody.
 */
import { decodeOutput } from '@pumasi/domain'
import type { Digest } from '@pumasi/domain'
import type { StopSignal } from '@pumasi/engine'
import { deriveSizing, deriveUnitInput, planJob, runsOfUnit } from '@pumasi/rules'
import type { Sample, Sizing } from '@pumasi/rules'
import { createBrowserExecutor } from '@pumasi/sandbox/browser'
import type { ReadyJob } from './draft.ts'

export interface Trial extends Sizing {
  readonly sample: Sample
  /** The beginning of what it printed, as text. */
  readonly printed: string
  readonly runsPerUnit: number
}

const PRINTED_BYTES_MAX = 2_000
const UNIT = 0

/** @throws the executor's `WASM_*` and `MACHINE_*` */
export async function tryUnit(
  { spec, unitCount, wallMaxMs, blobs }: ReadyJob,
  onFuel: (fuel: bigint) => void,
  signal: StopSignal,
): Promise<Trial> {
  const { jobId } = planJob(spec)
  const bytesOf = (digest: Digest): Uint8Array => blobs.get(digest) ?? new Uint8Array()
  const executor = createBrowserExecutor({ threads: 1 })
  try {
    const program = bytesOf(spec.program)
    await executor.check(program)
    const { args, stdin, seed, limits } = deriveUnitInput(spec, jobId, UNIT)
    const files = spec.files.map(({ name, digest }) => ({ name, bytes: bytesOf(digest) }))
    const given = stdin === null ? new Uint8Array() : bytesOf(stdin)
    const startedAt = performance.now()
    const { exitClass, exitCode, fuel, output } = await executor.execute(
      { program, args, stdin: given, files, seed, limits },
      { wallMaxMs, onProgress: onFuel, signal },
    )
    const elapsedMs = Math.round(performance.now() - startedAt)
    const sample = { unitIndex: UNIT, exitClass, exitCode, fuel, elapsedMs }
    const runsPerUnit = runsOfUnit(spec)
    const plan = { unitCount, quorum: runsPerUnit, fuelMax: spec.limits.fuelMax }
    const { stdout } = decodeOutput(output)
    const printed = new TextDecoder().decode(stdout.subarray(0, PRINTED_BYTES_MAX))
    return { ...deriveSizing([sample], plan), sample, printed, runsPerUnit }
  } finally {
    await executor.close()
  }
}
