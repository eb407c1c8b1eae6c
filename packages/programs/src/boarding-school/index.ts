import type { Program } from '../program.ts'
import { plot, tabulate } from './plot.ts'
import { reduce } from './posterior.ts'
import type { Posterior } from './posterior.ts'
import { compare } from './reference.ts'
import { planJob, scale, small } from './study.ts'

/** Influenza in a boarding school, 1978: R0 from a stochastic SIR model by ABC. */
export const boardingSchool: Program<Posterior> = {
  name: 'boarding-school',
  title: 'Influenza in a boarding school, 1978',
  jobFileUrl: new URL('./job.yaml', import.meta.url),
  moduleUrl: new URL('../../dist/boarding-school.wasm', import.meta.url),
  scale,
  planJob,
  small,
  reduce,
  tabulate,
  plot,
  compare,
}
