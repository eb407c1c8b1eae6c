import type { Program } from '../program.ts'
import { plot, tabulate } from './plot.ts'
import { compare } from './reference.ts'
import { reduce } from './states.ts'
import type { Fluid } from './states.ts'
import { planJob, scale, small } from './study.ts'

/** Energy and pressure of the Lennard-Jones fluid by molecular dynamics, NVT and NVE. */
export const lennardJones: Program<Fluid> = {
  name: 'lennard-jones',
  title: 'The Lennard-Jones fluid',
  jobFileUrl: new URL('./job.yaml', import.meta.url),
  moduleUrl: new URL('../../dist/lennard-jones.wasm', import.meta.url),
  scale,
  planJob,
  small,
  reduce,
  tabulate,
  plot,
  compare,
}
