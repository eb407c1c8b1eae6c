import type { Program } from '../program.ts'
import { plot, tabulate } from './plot.ts'
import { compare } from './reference.ts'
import { planJob, scale, small } from './study.ts'
import { reduce } from './sweep.ts'
import type { Sweep } from './sweep.ts'

/** A sweep of small networks that tell mines from rocks, cross-validated. */
export const sonarNetwork: Program<Sweep> = {
  name: 'sonar-network',
  title: 'Mines or rocks: small networks cross-validated',
  jobFileUrl: new URL('./job.yaml', import.meta.url),
  moduleUrl: new URL('../../dist/sonar-network.wasm', import.meta.url),
  inputUrls: [new URL('./sonar.csv', import.meta.url)],
  scale,
  planJob,
  small,
  reduce,
  tabulate,
  plot,
  compare,
}
