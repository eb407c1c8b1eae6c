import type { Program } from '../program.ts'
import { plot, tabulate } from './plot.ts'
import { compare } from './reference.ts'
import { planJob, scale, small } from './study.ts'
import { reduce } from './rulers.ts'
import type { Rulers } from './rulers.ts'

/** Exhaustive search for optimal Golomb rulers by stubs. */
export const golomb: Program<Rulers> = {
  name: 'golomb',
  title: 'Optimal Golomb rulers',
  jobFileUrl: new URL('./job.yaml', import.meta.url),
  moduleUrl: new URL('../../dist/golomb.wasm', import.meta.url),
  ...{ scale, planJob, small, reduce, tabulate, plot, compare },
}
