import type { Program } from '../program.ts'
import { plot, tabulate } from './plot.ts'
import { compare } from './reference.ts'
import { planJob, scale, small } from './study.ts'
import { reduce } from './attack.ts'
import type { Attack } from './attack.ts'

/** How often Matsui’s linear equations hold on DES with few rounds. */
export const linearAttack: Program<Attack> = {
  name: 'linear-attack',
  title: 'Linear cryptanalysis of DES with 3 and 5 rounds',
  jobFileUrl: new URL('./job.yaml', import.meta.url),
  moduleUrl: new URL('../../dist/linear-attack.wasm', import.meta.url),
  ...{ scale, planJob, small, reduce, tabulate, plot, compare },
}
