/**
 * A program that is one big main, first execution in a fresh process: V8's defaults, which start
 * in the baseline compiler and rely on the warm-up, against the optimising compiler alone.
 */
import { execFileSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { median } from './measure.ts'

const main = fileURLToPath(new URL('./big-main-run.ts', import.meta.url))
const ROUNDS = 5

const elapsed = (...flags: string[]): number =>
  Number(execFileSync(process.execPath, [...flags, main], { encoding: 'utf8' }))

export interface BigMain {
  readonly defaultMs: number
  readonly optimisedMs: number
  readonly ratio: number
}

export function measureBigMain(): BigMain {
  const pairs = Array.from({ length: ROUNDS }, () => [elapsed(), elapsed('--no-liftoff')] as const)
  const defaultMs = median(pairs.map(([one]) => one))
  const optimisedMs = median(pairs.map(([, other]) => other))
  return { defaultMs, optimisedMs, ratio: defaultMs / optimisedMs }
}
