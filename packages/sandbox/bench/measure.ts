/** Interleaved timing of one kernel in its variants. */
import type { RunVariant } from '../src/executor/prepare.ts'
import { addedExports, instrument, stopReasons } from '../src/rewriter/index.ts'
import { engine } from '../conformance/rewriter/engine.ts'
import type { Kernel } from './kernels.ts'
import { codeBytes } from './sizes.ts'

export interface Measured {
  readonly name: string
  readonly plainMs: number
  readonly rewrittenMs: number
  readonly ratio: number
  /** Bytes of its code section to those of the original. */
  readonly sizeRatio: number
  readonly fuel: bigint
  readonly recursive: boolean
  /** What the executor comes to: repairing only for a kernel that meets a NaN. */
  readonly variant: RunVariant
}

export const median = (values: readonly number[]): number =>
  [...values].sort((one, other) => one - other)[values.length >> 1] ?? Number.NaN

export const geomean = (values: readonly number[]): number =>
  Math.exp(values.reduce((sum, value) => sum + Math.log(value), 0) / values.length)

/**
 * How often each variant is compiled: where its code and memory come to lie moves a tight loop by
 * several per cent, in one process always the same way.
 */
const COPIES = 5

interface Runner {
  readonly run: () => number
  readonly fuel: () => bigint
}

const budget = 10n ** 15n

/** A copy in code of its own: equal bytes would share theirs, so each gets a custom section. */
function load(wasm: Uint8Array, size: number, copy: number): Runner {
  const bytes = Uint8Array.from([...wasm, 0, 3, 1, 0x63, copy])
  const { exports } = new engine.Instance(new engine.Module(bytes), {})
  const target = exports['run'] as (size: number) => number
  const fuel = exports[addedExports.fuel] as { value: bigint } | undefined
  return {
    run: () => {
      if (fuel !== undefined) fuel.value = budget
      return target(size)
    },
    fuel: () => budget - (fuel?.value ?? budget),
  }
}

function timed(runner: Runner): number {
  const from = performance.now()
  runner.run()
  return performance.now() - from
}

/** Gives the engine's background compiler time to replace its first code. */
async function warm(runners: readonly Runner[]): Promise<void> {
  for (let round = 0; round < 6; round += 1) {
    for (const runner of runners) runner.run()
    await new Promise((resolve) => setTimeout(resolve, 20))
  }
}

/** The variant in which a kernel runs to its end. */
function variantOf({ wasm, size }: Kernel): RunVariant {
  const { bytes } = instrument(wasm, { variant: 'detecting' })
  const { exports } = new engine.Instance(new engine.Module(bytes), {})
  ;(exports[addedExports.fuel] as { value: bigint }).value = budget
  try {
    ;(exports['run'] as (size: number) => number)(size)
    return 'detecting'
  } catch (error) {
    const { value } = exports[addedExports.stop] as { value: number }
    if (value !== stopReasons.nan) throw error
    return 'repairing'
  }
}

/** Measures a kernel, plain against rewritten, `rounds` times each in turn, copy after copy. */
export async function measure(kernel: Kernel, rounds: number): Promise<Measured> {
  const variant = variantOf(kernel)
  const rewritten = instrument(kernel.wasm, { variant }).bytes
  const copies = Array.from({ length: COPIES }, (_, copy) => ({
    plain: load(kernel.wasm, kernel.size, copy),
    metered: load(rewritten, kernel.size, copy),
  }))
  await warm(copies.flatMap(({ plain, metered }) => [plain, metered]))
  const plainTimes: number[] = []
  const times: number[] = []
  for (let round = 0; round < rounds; round += 1) {
    const { plain, metered } = copies[round % COPIES] as (typeof copies)[number]
    plainTimes.push(timed(plain))
    times.push(timed(metered))
  }
  const plainMs = median(plainTimes)
  const rewrittenMs = median(times)
  return {
    name: kernel.name,
    plainMs,
    rewrittenMs,
    ratio: rewrittenMs / plainMs,
    sizeRatio: codeBytes(rewritten) / codeBytes(kernel.wasm),
    fuel: copies[0]?.metered.fuel() ?? 0n,
    recursive: kernel.recursive,
    variant,
  }
}
