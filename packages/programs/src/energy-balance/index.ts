import type { Program } from '../program.ts'
import { plot, tabulate } from './plot.ts'
import { compare } from './reference.ts'
import { planJob, scale, small } from './study.ts'
import { reduce } from './climates.ts'
import type { Climates } from './climates.ts'

/** North’s energy-balance climate with ice-albedo feedback: two climates under one sun. */
export const energyBalance: Program<Climates> = {
  name: 'energy-balance',
  title: 'Energy balance with ice-albedo feedback',
  jobFileUrl: new URL('./job.yaml', import.meta.url),
  moduleUrl: new URL('../../dist/energy-balance.wasm', import.meta.url),
  ...{ scale, planJob, small, reduce, tabulate, plot, compare },
}
