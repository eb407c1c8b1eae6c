import type { Program } from '../program.ts'
import { plot, tabulate } from './plot.ts'
import { compare } from './reference.ts'
import { reduce } from './searches.ts'
import type { Searches } from './searches.ts'
import { planJob, scale, small } from './study.ts'

/** Ground states of HP lattice proteins by replica exchange of pull moves. */
export const hpFolding: Program<Searches> = {
  name: 'hp-folding',
  title: 'HP lattice proteins: ground states',
  jobFileUrl: new URL('./job.yaml', import.meta.url),
  moduleUrl: new URL('../../dist/hp-folding.wasm', import.meta.url),
  scale,
  planJob,
  small,
  reduce,
  tabulate,
  plot,
  compare,
}
