/**
 * One module, plain against all variants: the same values, the same fuel, and exact limits: the
 * total is enough, one less is not, nor is a part of it.
 */
import { assembleWat } from '../../../src/testing/wat.ts'
import { engine } from '../engine.ts'
import { guest, type Ended } from '../harness.ts'

export type Imports = Record<string, Record<string, unknown>>

const outcome = ({ ending, value }: Ended): unknown => (ending === 'value' ? value : ending)

function plainOutcome(wasm: Uint8Array, values: readonly unknown[], imports: Imports): unknown {
  const { exports } = new engine.Instance(new engine.Module(wasm), imports)
  try {
    return (exports['run'] as (...rest: unknown[]) => unknown)(...values)
  } catch (error) {
    return error instanceof engine.RuntimeError ? 'trap' : 'thrown'
  }
}

/** The first disagreement about `run` of a module in the text format, or undefined. */
export function disagreement(
  text: string,
  values: readonly unknown[] = [],
  imports: Imports = {},
): string | undefined {
  const wasm = assembleWat(`(module ${text})`)
  const ends = (['reference', 'repairing', 'detecting'] as const).map((variant) => ({
    variant,
    run: (fuel?: bigint): Ended => guest(wasm, { variant }, imports).call('run', values, fuel),
  }))
  const plain = String(plainOutcome(wasm, values, imports))
  const totals: bigint[] = []
  for (const { variant, run } of ends) {
    const ended = run()
    if (String(outcome(ended)) !== plain) return `${variant} ${outcome(ended)}, plain ${plain}`
    if (ended.ending !== 'value') continue
    totals.push(ended.used)
    if (run(ended.used).ending !== 'value') return `${variant} fails with its total ${ended.used}`
    for (const fuel of [ended.used - 1n, ended.used / 2n, ended.used / 5n]) {
      const short = run(fuel).ending
      if (short !== 'fuel') return `${variant} ends by ${short} with ${fuel} of ${ended.used}`
    }
  }
  return new Set(totals).size < 2 ? undefined : `fuel ${totals.join(' against ')}`
}
