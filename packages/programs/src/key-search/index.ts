import type { Program } from '../program.ts'
import { plot, tabulate } from './plot.ts'
import { compare } from './reference.ts'
import { planJob, scale, small } from './study.ts'
import { reduce } from './search.ts'
import type { Search } from './search.ts'

/** Exhaustive key search with proof of coverage, on two contests of RSA. */
export const keySearch: Program<Search> = {
  name: 'key-search',
  title: 'Keys of RC5-32/12 and DES by known plain text',
  jobFileUrl: new URL('./job.yaml', import.meta.url),
  moduleUrl: new URL('../../dist/key-search.wasm', import.meta.url),
  ...{ scale, planJob, small, reduce, tabulate, plot, compare },
}
