import type { Program } from '../program.ts'
import type { Phases } from './phases.ts'
import { reduce } from './phases.ts'
import { plot, tabulate } from './plot.ts'
import { compare } from './reference.ts'
import { planJob, scale, small } from './study.ts'

/** The two-dimensional Ising model by cluster updates. */
export const ising: Program<Phases> = {
  name: 'ising',
  title: 'Ising model on the square lattice',
  jobFileUrl: new URL('./job.yaml', import.meta.url),
  moduleUrl: new URL('../../dist/ising.wasm', import.meta.url),
  ...{ scale, planJob, small, reduce, tabulate, plot, compare },
}
