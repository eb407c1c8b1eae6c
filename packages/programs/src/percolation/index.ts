import type { Program } from '../program.ts'
import { plot, tabulate } from './plot.ts'
import { compare } from './reference.ts'
import { planJob, scale, small } from './study.ts'
import { reduce } from './wrapping.ts'
import type { Wrapping } from './wrapping.ts'

/** Site percolation on the square lattice by the method of Newman and Ziff. */
export const percolation: Program<Wrapping> = {
  name: 'percolation',
  title: 'Site percolation on the square lattice',
  jobFileUrl: new URL('./job.yaml', import.meta.url),
  moduleUrl: new URL('../../dist/percolation.wasm', import.meta.url),
  ...{ scale, planJob, small, reduce, tabulate, plot, compare },
}
