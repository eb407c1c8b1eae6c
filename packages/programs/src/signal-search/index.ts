import type { Program } from '../program.ts'
import { plot, tabulate } from './plot.ts'
import { compare } from './reference.ts'
import { reduce } from './search.ts'
import type { Search } from './search.ts'
import { planJob, scale, small } from './study.ts'

/** Drifting signals in noise: chirps, spectra, spikes, tracks and gaussians, false alarms. */
export const signalSearch: Program<Search> = {
  name: 'signal-search',
  title: 'Drifting signals in a band of noise',
  jobFileUrl: new URL('./job.yaml', import.meta.url),
  moduleUrl: new URL('../../dist/signal-search.wasm', import.meta.url),
  inputUrls: [new URL('./signals.csv', import.meta.url)],
  scale,
  planJob,
  small,
  reduce,
  tabulate,
  plot,
  compare,
}
