/**
 * Warm-up: gets the optimising compiler to work before the real run.
 *
 * V8 does not replace code that is on the stack: a program that is one big loop would stay in the
 * baseline compiler to its end. So the first run of a module is a slice of a few milliseconds; its
 * hot functions are then compiled in the background, and the real run begins anew in a fresh
 * instance and finds them. An outcome within the slice is already the outcome, and a NaN within it
 * is told at once. The code belongs to
 * the module, which all threads share, so once is enough.
 *
 * Measured 2026-11-23 on a shared two-core machine, CPU time of a one-main loop of 8.8 G fuel,
 * medians of three: cold 930 ms, after one slice 770 ms, after two 770 ms.
 */
import type { WasiInput } from '../wasi/host.ts'
import { runProgram } from './run.ts'
import type { NeedsRepair, Runnable, RunBounds, RunEnd } from './run.ts'

/** Fuel of the slice: past the point where V8 sends a hot loop to its optimising compiler. */
export const SLICE_FUEL = 20_000_000n
/** The optimising compiler takes roughly a millisecond for 16 KiB of module. */
const BYTES_PER_MS = 16 * 1024
const PAUSE_MIN_MS = 10
const PAUSE_MAX_MS = 250

/** How long to wait after the slice, in milliseconds. */
export const warmUpPause = (codeBytes: number): number =>
  Math.min(PAUSE_MAX_MS, PAUSE_MIN_MS + Math.ceil(codeBytes / BYTES_PER_MS))

/** Runs the slice; undefined when the run needs more, and the compiler has had its time. */
export async function warmUp(
  program: Runnable,
  input: WasiInput,
  bounds: RunBounds,
  pauseMs: number,
): Promise<RunEnd | NeedsRepair | undefined> {
  if (bounds.fuelMax <= SLICE_FUEL) return undefined
  const end = runProgram(program, input, { ...bounds, fuelMax: SLICE_FUEL })
  if ('needsRepair' in end) return end
  if (end.output.exitClass !== 'fuel-exhausted') return end
  await new Promise((resolve) => setTimeout(resolve, pauseMs))
  return undefined
}
