import type { Program } from '../program.ts'
import { reduce } from './findings.ts'
import type { Findings } from './findings.ts'
import { plot, tabulate } from './plot.ts'
import { compare } from './reference.ts'
import { planJob, scale, small } from './study.ts'

/** Permutation tests and bootstrap of Darwin's maize; coverage and power by simulation. */
export const resampling: Program<Findings> = {
  name: 'resampling',
  title: "Darwin's maize, resampled",
  jobFileUrl: new URL('./job.yaml', import.meta.url),
  moduleUrl: new URL('../../dist/resampling.wasm', import.meta.url),
  inputUrls: [new URL('./darwin.csv', import.meta.url)],
  scale,
  planJob,
  small,
  reduce,
  tabulate,
  plot,
  compare,
}
