import type { Program } from '../program.ts'
import { plot, tabulate } from './plot.ts'
import { compare } from './reference.ts'
import { planJob, scale, small } from './study.ts'
import { reduce } from './outbreaks.ts'
import type { Outbreaks } from './outbreaks.ts'

/** Stochastic SEIR epidemics among cities, with interventions. */
export const seirCities: Program<Outbreaks> = {
  name: 'seir-cities',
  title: 'An epidemic among cities with travel',
  jobFileUrl: new URL('./job.yaml', import.meta.url),
  moduleUrl: new URL('../../dist/seir-cities.wasm', import.meta.url),
  ...{ scale, planJob, small, reduce, tabulate, plot, compare },
}
