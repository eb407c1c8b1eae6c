import type { Program } from '../program.ts'
import { plot, tabulate } from './plot.ts'
import { compare } from './reference.ts'
import { planJob, scale, small } from './study.ts'
import { reduce } from './chaos.ts'
import type { Chaos } from './chaos.ts'

/** Chaos and ensemble forecasts in Lorenz’s model of 1996. */
export const lorenz96: Program<Chaos> = {
  name: 'lorenz-96',
  title: 'Lorenz 1996: how fast errors grow',
  jobFileUrl: new URL('./job.yaml', import.meta.url),
  moduleUrl: new URL('../../dist/lorenz-96.wasm', import.meta.url),
  ...{ scale, planJob, small, reduce, tabulate, plot, compare },
}
