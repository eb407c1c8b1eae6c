import type { Program } from '../program.ts'
import { plot, tabulate } from './plot.ts'
import { compare } from './reference.ts'
import { planJob, scale, small } from './study.ts'
import { reduce } from './tests.ts'
import type { Tests } from './tests.ts'

/** Lucas-Lehmer tests of Mersenne numbers, with residues. */
export const mersenne: Program<Tests> = {
  name: 'mersenne',
  title: 'Mersenne primes by Lucas and Lehmer',
  jobFileUrl: new URL('./job.yaml', import.meta.url),
  moduleUrl: new URL('../../dist/mersenne.wasm', import.meta.url),
  ...{ scale, planJob, small, reduce, tabulate, plot, compare },
}
