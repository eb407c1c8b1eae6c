/**
 * Golden answers of the rewriter, kernel by kernel: the digest of the module, the digest of what
 * all variants make of it, the exact fuel and the result of one run. A change of any of them is a
 * change of REWRITER_VERSION.
 */
import { digestOf } from '@pumasi/domain'
import type { Kernel } from '../../bench/kernels.ts'
import { instrument, REWRITER_VERSION, type InstrumentOptions } from '../../src/rewriter/index.ts'
import { guest } from './harness.ts'

export interface Golden {
  readonly name: string
  readonly module: string
  readonly repairing: string
  readonly detecting: string
  readonly reference: string
  /** Argument of `run`, small, so that the reference variant answers soon. */
  readonly size: number
  readonly fuel: string
  /** Bits of the result, which is an f64. */
  readonly result: string
}

export interface GoldenFile {
  readonly rewriterVersion: number
  readonly kernels: readonly Golden[]
}

export const goldenFile = new URL('../../../../vectors/sandbox/rewriter.json', import.meta.url)

const smallSizes: Readonly<Record<string, number>> = {
  collatz: 300,
  fft: 9,
  fib: 15,
  heat: 2,
  ising: 1,
  life: 1,
  mandelbrot: 12,
  matmul: 24,
  spectral: 20,
}

const resultBits = (value: unknown): string =>
  new BigUint64Array(Float64Array.of(value as number).buffer)[0]?.toString(16) ?? ''

/** What is kept for a kernel; the variants must agree on fuel and result. */
export function goldenOf(kernel: Kernel): Golden {
  const size = smallSizes[kernel.name] ?? 200
  const digest = (variant: NonNullable<InstrumentOptions['variant']>): string =>
    digestOf(instrument(kernel.wasm, { variant }).bytes)
  const { used, value } = guest(kernel.wasm, { variant: 'reference' }).call('run', [size])
  for (const variant of ['repairing', 'detecting'] as const) {
    const ended = guest(kernel.wasm, { variant }).call('run', [size])
    if (used === ended.used && Object.is(value, ended.value)) continue
    throw new Error(`${kernel.name}: ${variant} differs: ${ended.used} instead of ${used}`)
  }
  return {
    name: kernel.name,
    module: digestOf(kernel.wasm),
    repairing: digest('repairing'),
    detecting: digest('detecting'),
    reference: digest('reference'),
    size,
    fuel: String(used),
    result: resultBits(value),
  }
}

export const goldenOfAll = (kernels: readonly Kernel[]): GoldenFile => ({
  rewriterVersion: REWRITER_VERSION,
  kernels: kernels.map(goldenOf),
})
